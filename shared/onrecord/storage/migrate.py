"""Bringing a database to the tables of this version, and telling whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from onrecord.errors import Misconfigured
from onrecord.storage.engine import Database, translated

ADVISORY_LOCK = 0x0EC0ED
"""Two processes that migrate one PostgreSQL at once: the second waits and finds nothing to do."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connection(database: Database) -> Iterator[Connection]:
    with translated(), database.engine.connect() as connection:
        yield connection


def upgrade(database: Database) -> None:
    """Run the migrations that *database* has not seen; none where it is a newer version's.

    Raises:
        Transient: it is out of reach.
    """
    with _connection(database) as connection:
        if not database.is_sqlite:
            connection.execute(text("SET statement_timeout = 0"))  # a big table's migration takes its time
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        if _newer(_revision(connection)) is None:
            command.upgrade(_config(connection), "head")
        connection.commit()


def write_revision(database: Database, message: str) -> None:
    """Write a new migration: what the tables in the code have and *database* has not. For developers."""
    with _connection(database) as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def check_current(database: Database) -> str | None:
    """Make sure that *database* has the tables that this version needs.

    Returns:
        The revision it is at, if that is one of a newer version: migrations only add until every worker is new
        (docs/decisions/0009-upgrades-and-restores.md), so that an old one that is started again in between still works.

    Raises:
        Misconfigured: it has older tables, or none; the message says what to do.
        Transient: it is out of reach.
    """
    with _connection(database) as connection:
        found = _revision(connection)
    wanted = _script().get_current_head()
    if found == wanted:
        return None
    if found is None:
        raise Misconfigured("the database has no tables yet: run `onrecord migrate`")
    if newer := _newer(found):
        return newer
    raise Misconfigured(
        f"the database is at revision {found}, this version needs {wanted}: run `onrecord migrate`"
    )


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _newer(revision: str | None) -> str | None:
    """Give *revision* back where this version does not know it: a newer one made it."""
    known = {each.revision for each in _script().walk_revisions()}
    return revision if revision not in (None, *known) else None
