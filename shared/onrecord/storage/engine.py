"""The engine and its transactions: the one place where SQLite and PostgreSQL are told apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.orm import Session

from onrecord.errors import Misconfigured, Transient

BUSY_TIMEOUT_MS = 30_000
STATEMENT_TIMEOUT_MS = 60_000


def make_engine(url: str) -> Engine:
    """Make the engine for *url*; nothing is connected yet, except that an SQLite file's folder is made.

    Its errors do not repeat the values of a statement: they are articles and secrets, and errors are logged.

    Raises:
        Misconfigured: *url* is not the address of an SQLite or PostgreSQL database, or the file's folder cannot be made.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise Misconfigured(
            "ONRECORD_DATABASE_URL is not a database address, such as sqlite:///var/onrecord.db"
        ) from error
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
        return create_engine(
            address,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=2,
            connect_args={"connect_timeout": 5, "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout={STATEMENT_TIMEOUT_MS}"},
        )  # fmt: skip
    if address.get_backend_name() == "sqlite":
        if address.database:
            _make_folder(Path(address.database).parent)
        engine = create_engine(
            address, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, pool_size=2
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    raise Misconfigured(
        f"ONRECORD_DATABASE_URL names {address.get_backend_name()}; onrecord runs on sqlite or postgresql"
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(
            f"the database's folder {folder} cannot be made ({error.strerror}): see ONRECORD_DATABASE_URL"
        ) from error


def _prepare_sqlite(connection: Any, record: object) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    connection.isolation_level = (
        None  # the driver's own BEGIN is deferred: a reader that then writes would fail
    )
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "synchronous=FULL",  # a commit that was announced must outlive a power cut
        "foreign_keys=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    mode = "" if connection.get_execution_options().get("onrecord_reading") else "IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN {mode}")


class Database:
    """Transactions on one database. Safe to hand to forked children after ``forget_connections``."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._reading = self.engine.execution_options(onrecord_reading=True)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that may write: committed at the end of the block, undone by any error.

        Raises:
            Transient: the database is locked, restarting or out of reach.
        """
        with translated(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that only reads; it waits for no writer.

        Raises:
            Transient: the database is out of reach.
        """
        with translated(), Session(self._reading, expire_on_commit=False) as session, session.begin():
            yield session

    def check_writable(self) -> None:
        """Make sure that the database takes writes; needs no tables, and leaves nothing behind.

        Raises:
            Misconfigured: it does not; the message says what to do.
            Transient: it is locked, restarting or out of reach.
        """
        try:
            with self.write() as session:
                if self.is_sqlite:  # a read-only file refuses no transaction, only what is written in it
                    session.execute(text("CREATE TABLE writable_probe (id INTEGER)"))
                    session.rollback()
                    return
                standby = session.scalar(text("SHOW transaction_read_only")) == "on"
        except Transient as error:
            if "readonly" not in str(error.context.get("detail")):
                raise
            raise Misconfigured(
                "the database is read-only: mount its volume for writing, and let this user write it"
            ) from error
        if standby:
            raise Misconfigured(
                "the database is a read-only standby: set ONRECORD_DATABASE_URL to its primary"
            )

    def copy_to(self, path: Path) -> None:
        """Write a copy of an SQLite database as it stands at one moment; those who work on it go on.

        Raises:
            Misconfigured: it is a PostgreSQL, or *path* is there already or cannot be written.
            Transient: it is out of reach.
        """
        if not self.is_sqlite:
            raise Misconfigured("a PostgreSQL is copied by pg_dump: see docs/operations.md")
        if path.exists():
            raise Misconfigured(f"{path} is there already: name a new file")
        with translated(), self.engine.connect() as connection:
            copy: Any = connection.connection.driver_connection
            try:
                copy.execute(
                    "VACUUM INTO ?", (str(path),)
                )  # outside of a transaction, in which SQLite refuses it
            except sqlite3.OperationalError as error:
                raise Misconfigured(f"{path} cannot be written: {error}") from error

    def forget_connections(self) -> None:
        """After a fork: the parent's connections are not ours to use nor to close."""
        self.engine.dispose(close=False)

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors about the database as a whole into ours.

    Raises:
        Transient: it is locked, restarting, out of reach, or its file is damaged.
    """
    try:
        yield
    except OperationalError as error:
        raise Transient(
            "database unavailable", cause=type(error.orig).__name__, detail=str(error.orig)[:200]
        ) from error
    except DatabaseError as error:
        if type(error.orig) is not sqlite3.DatabaseError:
            raise
        raise Transient(  # SQLite's own word for it; a worker's job waits for the person who puts the file back
            "the database file is damaged: put a copy back, or move it away to begin anew",
            detail=str(error.orig)[:200],
        ) from error
