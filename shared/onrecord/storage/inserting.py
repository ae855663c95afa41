"""INSERT with ON CONFLICT: both databases speak the same dialect of it, SQLAlchemy writes it twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Integer, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, Insert
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from onrecord.storage.lists import Numbers
from onrecord.storage.ready import Ready
from onrecord.storage.schema import Table


def insert(session: Session, table: type[Table]) -> Insert:
    """An INSERT into *table* that has ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    dialect = session.get_bind().dialect.name
    return insert_sqlite(table) if dialect == "sqlite" else insert_pg(table)  # type: ignore[return-value]


def add_missing(session: Session, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of *rows* whose keys are not there yet; otherwise as ``add_rows``."""
    if not rows:
        return
    names = tuple(rows[0])
    if session.get_bind().dialect.name == "sqlite":
        _each_missing(table, names).each(session, rows)
    else:
        _missing_from_arrays(table, names).rows(session, _arrays(names, rows))


def add_rows(
    session: Session,
    table: type[Table],
    rows: Sequence[Mapping[str, Any]],
    *,
    returning: tuple[str, ...] = (),
) -> list[tuple[Any, ...]]:
    """Insert *rows*, which have the same columns, and no other has a default of its own.

    One statement for all of them on PostgreSQL, whatever their number: a tenth of the time of one each.

    Returns:
        Of each row the columns *returning*, in no order; nothing where none is named.
    """
    if not rows:
        return []
    names = tuple(rows[0])
    if session.get_bind().dialect.name == "postgresql":
        return _from_arrays(table, names, returning).rows(session, _arrays(names, rows))
    if returning:
        return [made for row in rows for made in _each(table, names, returning).rows(session, row)]
    _each(table, names, returning).each(session, rows)
    return []


def _arrays(names: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in names}


@cache
def _each(table: type[Table], names: tuple[str, ...], returning: tuple[str, ...]) -> Ready:
    return Ready(_returning(_one(table, names), table, returning))


@cache
def _each_missing(table: type[Table], names: tuple[str, ...]) -> Ready:
    return Ready(_one(table, names).on_conflict_do_nothing())


@cache
def _from_arrays(table: type[Table], names: tuple[str, ...], returning: tuple[str, ...]) -> Ready:
    return Ready(_returning(_unnested(table, names), table, returning))


@cache
def _missing_from_arrays(table: type[Table], names: tuple[str, ...]) -> Ready:
    return Ready(_unnested(table, names).on_conflict_do_nothing())


def _one(table: type[Table], names: tuple[str, ...]) -> Any:
    return insert_sqlite(table).values({name: bindparam(name) for name in names})


def _unnested(table: type[Table], names: tuple[str, ...]) -> Any:
    columns = [func.unnest(_array(name, table.__table__.c[name].type)).label(name) for name in names]
    return insert_pg(table).from_select(names, select(*columns), include_defaults=False)


def _array(name: str, type_: TypeEngine[Any]) -> ColumnElement[Any]:
    if isinstance(type_, Integer):
        return cast(bindparam(name, type_=Numbers()), ARRAY(BigInteger))
    return bindparam(name, type_=ARRAY(type_))


def _returning(statement: Any, table: type[Table], names: tuple[str, ...]) -> Any:
    return statement.returning(*(table.__table__.c[name] for name in names)) if names else statement
