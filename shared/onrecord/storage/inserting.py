"""INSERT with ON CONFLICT: both databases speak the same dialect of it, SQLAlchemy writes it twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, Insert
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from onrecord.storage.schema import Table


def insert(session: Session, table: type[Table]) -> Insert:
    """An INSERT into *table* that has ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    dialect = session.get_bind().dialect.name
    return insert_sqlite(table) if dialect == "sqlite" else insert_pg(table)  # type: ignore[return-value]


def add_missing(session: Session, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of *rows* whose keys are not there yet; all have the same columns, and none a default of its own.

    One statement for all of them on PostgreSQL, whatever their number: a tenth of the time of one each.
    """
    if not rows:
        return
    connection, names = session.connection(), tuple(rows[0])
    if connection.dialect.name == "sqlite":
        connection.execute(_each(table), rows)
    else:
        connection.execute(_from_arrays(table, names), {name: [row[name] for row in rows] for name in names})


@cache
def _each(table: type[Table]) -> Any:
    return insert_sqlite(table).on_conflict_do_nothing()


@cache
def _from_arrays(table: type[Table], names: tuple[str, ...]) -> Any:
    columns = [
        func.unnest(bindparam(name, type_=ARRAY(table.__table__.c[name].type))).label(name) for name in names
    ]
    return insert_pg(table).from_select(names, select(*columns)).on_conflict_do_nothing()
