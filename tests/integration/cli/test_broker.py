"""The broker of a one-machine installation: ours alone, and back when something killed it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import redis
from sqlalchemy import update

from onrecord.messaging import watermark
from onrecord.storage import Database, heartbeats, jobs
from onrecord.storage.schema import Heartbeat
from onrecord_cli.broker import embedded_broker
from support.command import Command


def test_a_broker_that_was_killed_is_started_again_at_its_address(tmp_path: Path) -> None:
    with embedded_broker(tmp_path / "broker") as broker:
        client = redis.Redis.from_url(
            broker.url, retry=redis.retry.Retry(redis.backoff.ConstantBackoff(0.1), 100)
        )
        first = client.info()["process_id"]
        broker.mend()
        assert client.info()["process_id"] == first
        broker.server.kill()
        broker.server.wait()
        broker.mend()
        assert client.info()["process_id"] == broker.server.pid != first
        client.close()
    assert broker.server.poll() is not None


def test_a_broker_that_will_not_do_stops_the_run_before_anything_is_started(
    command: Command, broker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    redis.Redis.from_url(broker_url).config_set("maxmemory", "1")
    monkeypatch.setenv("ONRECORD_BROKER_URL", broker_url)
    command.file("")
    ended = command("run")
    assert ended.code == 2
    assert ended.err.startswith("onrecord: the broker is full: raise its maxmemory")
    assert not (command.folder / "var" / "onrecord.db").exists()


def test_a_backup_that_nobody_marked_stops_the_run(
    command: Command, broker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_BROKER_URL", broker_url)
    monkeypatch.setenv("ONRECORD_DATABASE_URL", f"sqlite:///{command.folder / 'onrecord.db'}")
    command.file("")
    assert command("migrate").code == 0
    database = Database(f"sqlite:///{command.folder / 'onrecord.db'}")
    for age in (timedelta(0), timedelta(days=1)):
        with database.write() as session:
            heartbeats.beat(session, worker="sweep@here", service="sweep")
            session.execute(update(Heartbeat).values(beaten_at=jobs.now(session) - age))
        if not age:
            watermark.leave(database, broker_url)
    database.close()
    ended = command("run")
    assert ended.code == 2
    assert ended.err.startswith("onrecord: the database is a backup")
