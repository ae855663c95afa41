"""How a database means to answer a query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from onrecord.storage import Database, Session


def plan_of(database: Database, ask: Callable[[Session], object]) -> str:
    """Explain the last statement that *ask* executes."""
    asked: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.write() as session:
            ask(session)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    statement, parameters = asked[-1]
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    with database.engine.connect() as connection:
        return "\n".join(
            str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)
        )
