"""Statements that a worker runs hundreds of times a second, handed to the database's driver as they are.

SQLAlchemy writes them, once for each database, and says how the columns' types turn values into the driver's and back.
Only its running of them is passed over: that takes as long as the driver's own, and was a tenth of what a verdict cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
Values = Mapping[str, Any]
_Turn = Callable[[Any], Any]


class Ready:
    """A statement, made once and run often; its text must not depend on its values, as that of ``in_()`` does.

    It runs inside the session's transaction. What of the session's objects was changed must have been flushed.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._written: dict[str, _Written] = {}

    def rows(self, session: Session, values: Values) -> list[tuple[Any, ...]]:
        """Run it, and give its rows; none where it gives none.

        Raises:
            DBAPIError: from the driver's error, as SQLAlchemy raises it.
        """
        driver, dialect, written = self._on(session)
        try:
            cursor = driver.execute(written.text, written.given(values))
            return written.taken(cursor.fetchall()) if written.columns else []
        except dialect.loaded_dbapi.Error as error:
            raise _translated(error, dialect, written.text) from error

    def each(self, session: Session, many: Sequence[Values]) -> None:
        """Run it once for each of *many*.

        Raises:
            DBAPIError: as of ``rows``.
        """
        driver, dialect, written = self._on(session)
        try:
            driver.cursor().executemany(written.text, [written.given(values) for values in many])
        except dialect.loaded_dbapi.Error as error:
            raise _translated(error, dialect, written.text) from error

    def _on(self, session: Session) -> tuple[Any, Dialect, _Written]:
        connection = session.connection()
        dialect = connection.dialect
        written = self._written.get(dialect.name)
        if written is None:
            written = self._written[dialect.name] = _write(self._statement, dialect)
        return connection.connection.driver_connection, dialect, written


def _translated(error: BaseException, dialect: Dialect, text: str) -> BaseException:
    return DBAPIError.instance(text, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement as one database reads it."""

    text: str
    order: tuple[str, ...] | None
    """Names of the values in the order of their signs; None where each sign holds its name."""
    fixed: Values
    """Values that are part of the statement."""
    turns: tuple[tuple[str, _Turn], ...]
    """What to do with values before the driver takes them, by name."""
    columns: int
    turns_back: tuple[tuple[int, _Turn], ...]
    """What to do with what the driver gives, by column."""

    def given(self, values: Values) -> dict[str, Any] | list[Any]:
        told = {**self.fixed, **values}
        for name, turn in self.turns:
            told[name] = turn(told[name])
        return told if self.order is None else [told[name] for name in self.order]

    def taken(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not self.turns_back:
            return rows
        taken = []
        for row in rows:
            values = list(row)
            for column, turn in self.turns_back:
                values[column] = turn(values[column])
            taken.append(tuple(values))
        return taken


def _write(statement: Statement, dialect: Dialect) -> _Written:
    compiled: Any = statement.compile(dialect=dialect)
    asked = {name for bind, name in compiled.bind_names.items() if bind.required}
    turns = {
        name: turn
        for bind, name in compiled.bind_names.items()
        if bind.required and (turn := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }
    columns = list(statement.exported_columns)
    back = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    return _Written(
        compiled.string,
        tuple(compiled.positiontup) if compiled.positional else None,
        {name: value for name, value in compiled.params.items() if name not in asked},
        tuple(turns.items()),
        len(columns),
        tuple((place, turn) for place, turn in enumerate(back) if turn is not None),
    )
