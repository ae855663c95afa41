"""What cannot work ends at its start, with one line that names the fix; what is only late is waited for."""

from __future__ import annotations

import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy import select, text, update

from onrecord.errors import Misconfigured
from onrecord.messaging import heartbeat, startup
from onrecord.service import command_of
from onrecord.storage import Database, heartbeats, jobs, migrate
from onrecord.storage.schema import Heartbeat
from support.postgres import named
from support.unprivileged import as_nobody, folder_for_nobody
from support.waiting import eventually
from support.workers import running

PROCESSES = ("clean", "beat", "sweep")


def ended(name: str, environment: Mapping[str, str], folder: Path) -> str:
    """Start the process *name*, which ends by itself; give what it said."""
    with running(name, command_of(name), environment, folder) as started:
        eventually(lambda: started.process.poll() is not None, within_s=60, what=f"{name} ends")
        assert started.process.returncode not in (0, None)
        return started.said


@contextmanager
def answering(reply: bytes) -> Iterator[int]:
    """A server on a free port that says *reply* to whatever it is asked; gives the port."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while self.request.recv(10_000):
                self.request.sendall(reply)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def bulk(text: str) -> bytes:
    return f"${len(text)}\r\n{text}\r\n".encode()


@pytest.mark.parametrize("name", PROCESSES)
def test_wrong_settings_end_every_process_with_one_line(name: str, tmp_path: Path) -> None:
    wrong = {"ONRECORD_LEASE_S": "long", "ONRECORD_BROKER_URL_FILE": "/nowhere"}
    (line,) = ended(name, wrong, tmp_path).splitlines()
    assert line.startswith("wrong settings: ONRECORD_BROKER_URL_FILE: the file cannot be read")
    assert "ONRECORD_LEASE_S: Input should be a valid number" in line


@pytest.mark.parametrize("name", PROCESSES)
def test_a_database_without_tables_ends_every_process_with_one_line(
    name: str, broker_url: str, tmp_path: Path
) -> None:
    empty = {"ONRECORD_DATABASE_URL": f"sqlite:///{tmp_path / 'empty.db'}", "ONRECORD_BROKER_URL": broker_url}
    (line,) = ended(name, empty, tmp_path).splitlines()
    assert line == f"{name}: the database has no tables yet: run `onrecord migrate`"


@pytest.mark.parametrize("name", PROCESSES)
def test_a_full_broker_ends_every_process_with_one_line(
    name: str, broker_url: str, database_url: str, tmp_path: Path
) -> None:
    redis.Redis.from_url(broker_url).config_set("maxmemory", "1")
    (line,) = ended(
        name, {"ONRECORD_DATABASE_URL": database_url, "ONRECORD_BROKER_URL": broker_url}, tmp_path
    ).splitlines()
    assert line.startswith(f"{name}: the broker is full: raise its maxmemory")


@pytest.mark.parametrize("name", PROCESSES)
def test_every_process_shows_that_it_works(
    name: str, broker_url: str, database: Database, database_url: str, tmp_path: Path
) -> None:
    alive = tmp_path / "alive"
    environment = {
        "ONRECORD_DATABASE_URL": database_url,
        "ONRECORD_BROKER_URL": broker_url,
        "ONRECORD_ALIVE_PATH": str(alive),
    }
    with running(name, command_of(name), environment, tmp_path) as started:
        eventually(alive.exists, within_s=60, what=f"{name} shows that it works")
        assert "Traceback" not in started.said
    with database.read() as session:
        assert session.scalars(select(Heartbeat.service)).all() == [name]


def test_the_database_is_migrated_by_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "new" / "onrecord.db"
    environment = {**os.environ, "ONRECORD_DATABASE_URL": f"sqlite:///{path}"}
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-m", "onrecord.service", "migrate"], env=environment, check=True, timeout=60
        )
    database = Database(f"sqlite:///{path}")
    assert migrate.check_current(database) is None
    database.close()


def test_a_process_that_does_not_exist_is_answered_with_those_that_do(tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "onrecord.service", "extrakt"], capture_output=True, text=True, check=False, timeout=60
    )  # fmt: skip
    assert asked.returncode == 2
    assert "ingest|clean|extract|track|alert|beat|sweep" in asked.stderr


def opened(url: str, function: Callable[[Database], None]) -> None:
    """Call *function* with the database at *url*, and close it."""
    database = Database(url)
    try:
        function(database)
    finally:
        database.close()


def test_a_process_whose_loop_stands_still_ends_so_that_it_is_started_again(tmp_path: Path) -> None:
    program = (
        "import time\n"
        "from onrecord.messaging import heartbeat\n"
        "from onrecord.settings import Settings\n"
        "from onrecord.storage import Database, migrate\n"
        "heartbeat.TICK_EVERY_S, heartbeat.DEAD_AFTER_S = 0.1, 1.0\n"
        f"database = Database('sqlite:///{tmp_path / 'onrecord.db'}')\n"
        "migrate.upgrade(database)\n"
        "heart = heartbeat.Loop(database, Settings(), service='sweep')\n"
        "for _ in range(20):\n"
        "    heart.turned()\n"
        "    time.sleep(0.1)\n"
        "print('stands still', flush=True)\n"
        "time.sleep(60)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=50, check=False
    )
    assert ended.returncode == heartbeat.EXIT_STATUS
    assert ended.stdout.startswith("stands still\n")
    assert "worker_stuck" in ended.stdout


def test_a_worker_that_was_replaced_is_forgotten(database: Database) -> None:
    with database.write() as session:
        heartbeats.beat(session, worker="clean@replaced", service="clean")
        old = jobs.now(session) - heartbeats.FORGOTTEN_AFTER
        session.execute(update(Heartbeat).values(beaten_at=old))
    with database.write() as session:
        heartbeats.beat(session, worker="clean@here", service="clean")
        assert session.scalars(select(Heartbeat.worker)).all() == ["clean@here"]


# -- the database ------------------------------------------------------------------------------------------


def test_a_database_of_a_newer_version_is_worked_with_and_an_older_one_is_not(database: Database) -> None:
    for revision, newer in (("9999", "9999"), (None, None)):
        with database.write() as session:
            if revision:
                session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
            else:
                session.execute(text("DELETE FROM alembic_version"))
        if newer:
            migrate.upgrade(database)  # the version before, put back: its migrations are all done
            assert migrate.check_current(database) == newer
            startup.await_database(database)
        else:
            with pytest.raises(Misconfigured, match="has no tables yet"):
                startup.await_database(database)


def test_an_sqlite_file_that_may_not_be_written_is_named_with_the_fix() -> None:
    with folder_for_nobody() as folder:
        database = Database(f"sqlite:///{folder / 'onrecord.db'}")
        migrate.upgrade(database)
        database.close()
        folder.chmod(0o555)
        (folder / "onrecord.db").chmod(0o444)
        said = as_nobody(lambda: startup.reach(Database(f"sqlite:///{folder / 'onrecord.db'}"), within_s=0))
        assert said == (
            "Misconfigured: the database is read-only: mount its volume for writing, and let this user write it"
        )


def test_a_folder_that_cannot_be_made_is_named_with_the_fix() -> None:
    with pytest.raises(
        Misconfigured, match=r"folder /proc/onrecord cannot be made .* see ONRECORD_DATABASE_URL"
    ):
        Database("sqlite:////proc/onrecord/onrecord.db")


def test_a_standby_is_named_with_the_fix(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE standby TEMPLATE template")
        connection.execute("ALTER DATABASE standby SET default_transaction_read_only = on")
    with pytest.raises(Misconfigured, match="is a read-only standby"):
        opened(named(postgres_url, "standby"), startup.await_database)


def test_a_database_that_is_not_there_is_not_waited_for(postgres_url: str) -> None:
    with pytest.raises(Misconfigured, match=r"refuses us .*nowhere.* does not exist.*ONRECORD_DATABASE_URL"):
        opened(named(postgres_url, "nowhere"), startup.reach)


def test_a_database_out_of_reach_is_waited_for_and_then_named() -> None:
    with pytest.raises(Misconfigured, match=r"no database for 0 s .*set ONRECORD_DATABASE_URL"):
        opened("postgresql://onrecord:s3cret@127.0.0.1:1/onrecord", partial(startup.reach, within_s=0))


# -- the broker --------------------------------------------------------------------------------------------


def test_a_broker_that_will_do_is_let_pass(broker_url: str) -> None:
    startup.check_broker(broker_url)


def test_a_broker_out_of_reach_is_let_pass_because_it_may_come() -> None:
    startup.check_broker("redis://127.0.0.1:1/0")
    startup.check_broker("amqp://127.0.0.1:1//")


def test_a_wrong_password_is_named_and_not_shown(broker_url: str) -> None:
    wrong = broker_url.replace("redis://:", "redis://:x")
    with pytest.raises(
        Misconfigured, match="refuses our name or password: see ONRECORD_BROKER_URL"
    ) as caught:
        startup.check_broker(wrong)
    assert wrong not in str(caught.value)


def test_an_access_list_that_lets_us_read_only_is_named(broker_url: str) -> None:
    redis.Redis.from_url(broker_url).acl_setuser(
        "reader",
        enabled=True,
        passwords=["+pw"],
        keys=["onrecord:*"],
        categories=["+@read"],
        commands=["+info"],
    )
    with pytest.raises(Misconfigured, match=r"its access list must allow keys onrecord:\*"):
        startup.check_broker("redis://reader:pw@" + broker_url.partition("@")[2])


def test_a_replica_is_named_with_the_fix(broker_url: str) -> None:
    redis.Redis.from_url(broker_url).replicaof("127.0.0.1", 1)
    with pytest.raises(Misconfigured, match="read-only replica: set ONRECORD_BROKER_URL to its primary"):
        startup.check_broker(broker_url)


def test_a_broker_too_old_is_named_with_its_version() -> None:
    with (
        answering(bulk("# Server\r\nredis_version:3.2.1\r\n")) as port,
        pytest.raises(Misconfigured) as caught,
    ):
        startup.check_broker(f"redis://127.0.0.1:{port}/0?protocol=2")
    assert caught.value.message == "the broker is Redis 3.2.1: onrecord needs 6.2 or newer"


def test_a_server_of_another_kind_is_no_broker() -> None:
    with (
        answering(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port,
        pytest.raises(Misconfigured, match="is no Redis"),
    ):
        startup.check_broker(f"redis://127.0.0.1:{port}/0")
