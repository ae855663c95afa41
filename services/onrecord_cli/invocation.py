"""One call of the command: its file, its settings, its database; each read once, when first asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

import typer

from onrecord.errors import Misconfigured
from onrecord.settings import Settings
from onrecord.storage import Database, migrate
from onrecord_cli import config
from onrecord_cli.config import Config, editing
from onrecord_cli.screen.progress import Advance
from onrecord_cli.store import Applied, apply

S = TypeVar("S", bound=Settings)

SQLITE: Final = "sqlite:///"
SQLITE_MAGIC: Final = b"SQLite format 3\x00"
"""How every such file begins: https://www.sqlite.org/fileformat.html, section 1.3. An empty one is a new database."""


class Invocation:
    """What the commands of one call share."""

    def __init__(self, config_path: Path, environment: Mapping[str, str]) -> None:
        self.config_path = config_path
        self.environment = environment

    @classmethod
    def of(cls, context: typer.Context) -> Invocation:
        """The call that Typer is about."""
        path = context.find_object(Path)
        return cls(path if path is not None else Path(config.FILE_NAME), os.environ)

    @cached_property
    def config(self) -> Config | None:
        """The user's file; None where there is none."""
        return config.read(self.config_path, self.environment)

    def settings(self, kind: type[S]) -> S:
        """Settings of one service from the environment, and beneath it the file's.

        Raises:
            Misconfigured: something in either is wrong.
        """
        return kind.from_env(**(self.config.settings_beside(self.environment) if self.config else {}))

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database, which has this version's tables.

        Raises:
            Misconfigured: it is not there, or has other tables; the message says what to run.
            Transient: it is out of reach.
        """
        url = self.settings(Settings).database_url
        path = url.removeprefix(SQLITE)
        if url.startswith(SQLITE) and path and not Path(path).exists():
            raise Misconfigured(
                f"there is no database at {path}: run `onrecord migrate`, or set ONRECORD_DATABASE_URL"
            )
        with self.unchecked_database() as database:
            migrate.check_current(database)
            yield database

    @contextmanager
    def unchecked_database(self) -> Iterator[Database]:
        """The database, whatever its tables; an SQLite file is made if need be."""
        url = self.settings(Settings).database_url
        if url.startswith(SQLITE):
            _refuse_other_files(Path(url.removeprefix(SQLITE)))
        try:
            database = Database(url)
        except OSError as error:
            raise Misconfigured(f"the database's folder cannot be made: {error.strerror}") from error
        try:
            yield database
        finally:
            database.close()

    def extend(
        self, table: str, entries: list[Mapping[str, editing.Value]], *, advance: Advance = lambda: None
    ) -> Applied:
        """Write *entries* below the user's file, which is made if need be, and bring the database in line with it.

        *advance* is called after each feed, those that the file had before included.

        Raises:
            Misconfigured: the file would not be right with them, or cannot be written; nothing was changed.
        """
        text = self.config_path.read_text("utf-8") if self.config is not None else editing.START
        for entry in entries:
            text = editing.with_table(text, table, entry)
        extended = config.understood(text, self.environment, name=f"{self.config_path} with this added")
        with self.database() as database, database.write() as session:
            applied = apply(session, extended, advance=advance)
            editing.replace(self.config_path, text)
        return applied


def _refuse_other_files(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE_MAGIC))
    except FileNotFoundError:
        return
    except OSError as error:
        raise Misconfigured(f"the database {path} cannot be read: {error.strerror}") from error
    if start and start != SQLITE_MAGIC:
        raise Misconfigured(f"{path} is no SQLite database: set ONRECORD_DATABASE_URL to another file")
