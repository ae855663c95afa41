"""Servers that many tests share, and a migrated database for each test that asks for one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from onrecord.storage import Database, migrate
from onrecord_cli.broker import embedded_broker
from support.postgres import named, postgres_server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server for the whole run, with a migrated database `template` to copy from."""
    with postgres_server() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE template")
        database = Database(named(url, "template"))
        migrate.upgrade(database)
        database.close()
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database of this test's own; every test runs on both kinds."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "onrecord.db")
        yield f"sqlite:///{tmp_path / 'onrecord.db'}"
        return
    server: str = request.getfixturevalue("postgres_url")
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        # By file, without a write-ahead log; and gone again before its files are written out.
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template STRATEGY file_copy")
        yield named(server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def broker_url(tmp_path: Path) -> Iterator[str]:
    """A broker of this test's own: it may be emptied, filled with rubbish or killed."""
    with embedded_broker(tmp_path / "broker") as broker:
        yield broker.url
