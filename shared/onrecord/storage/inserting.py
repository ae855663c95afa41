"""INSERT with ON CONFLICT: both databases speak the same dialect of it, SQLAlchemy writes it twice."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from onrecord.storage.schema import Table


def insert(session: Session, table: type[Table]) -> Insert:
    """An INSERT into *table* that has ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    dialect = session.get_bind().dialect.name
    return insert_sqlite(table) if dialect == "sqlite" else insert_pg(table)  # type: ignore[return-value]
