"""Alembic's entry: runs the migrations on the connection that ``onrecord.storage.migrate`` hands over."""

from typing import Any, Literal

from alembic import context

from onrecord.storage.schema import Table
from onrecord.storage.types import Id, Json, UtcTime


def written(kind: str, item: Any, _: object) -> str | Literal[False]:
    """Have a new migration speak of our column types by their names."""
    if kind == "type":
        for name, ours in (("Id", Id), ("Json", Json)):
            if repr(item) == repr(ours):
                return name
        if isinstance(item, UtcTime):
            return "UtcTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_item=written,
    render_as_batch=True,  # SQLite alters a table by copying it
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
