"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeDecorator

Id = BigInteger().with_variant(Integer, "sqlite")
"""Row ids; SQLite only counts up by itself in a column whose type is INTEGER."""

Json = JSON().with_variant(JSONB(), "postgresql")


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite has no zones and holds it naive.

    Raises:
        ValueError: on a naive time, before it reaches the database.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time for the database: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - its signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class database_now(FunctionElement[datetime]):  # noqa: N801 - reads as the SQL function it is
    """The database's clock, as wall time also inside a transaction: one clock for all leases."""

    type = UtcTime()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite_now(element: ColumnElement[datetime], compiler: Any, **kw: Any) -> str:  # noqa: ARG001 - SQLAlchemy's signature
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"  # %f ends at milliseconds; columns hold microseconds


@compiles(database_now, "postgresql")
def _postgresql_now(element: ColumnElement[datetime], compiler: Any, **kw: Any) -> str:  # noqa: ARG001 - SQLAlchemy's signature
    return "clock_timestamp()"
