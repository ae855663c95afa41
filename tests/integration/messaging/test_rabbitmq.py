"""RabbitMQ instead of Redis, by one setting: the same promises."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from sqlalchemy import select

from onrecord.contracts import ArticleFound
from onrecord.errors import Misconfigured
from onrecord.messaging import startup
from onrecord.messaging.app import make_app
from onrecord.messaging.broker import queue_length
from onrecord.messaging.publish import announce, publish
from onrecord.pipeline import stage_named
from onrecord.service import command_of
from onrecord.settings import Settings
from onrecord.storage import Database, jobs
from onrecord.storage.schema import DeadLetter, Heartbeat, Job
from support.rabbitmq import rabbitmq_server
from support.waiting import eventually
from support.workers import running, sweep, worker

CLEAN = stage_named("clean")


@pytest.fixture(scope="module")
def rabbitmq_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with rabbitmq_server(tmp_path_factory.mktemp("rabbitmq") / "server") as url:
        yield url


@pytest.fixture
def app(rabbitmq_url: str) -> Iterator[Celery]:
    app = make_app("test", Settings(broker_url=rabbitmq_url))
    yield app
    app.close()


@pytest.fixture
def environment(rabbitmq_url: str, database_url: str) -> dict[str, str]:
    return {
        "ONRECORD_BROKER_URL": rabbitmq_url,
        "ONRECORD_DATABASE_URL": database_url,
        "ONRECORD_LEASE_S": "6.5",
        "ONRECORD_TASK_TIME_LIMIT_S": "6",
        "ONRECORD_SWEEP_EVERY_S": "0.5",
        "ONRECORD_FORGOTTEN_AFTER_S": "2",
    }


def ended(database: Database) -> dict[int, str]:
    with database.read() as session:
        rows = session.execute(select(Job.subject_id, Job.state).where(Job.stage == "clean"))
        return dict(iter(rows))


def test_jobs_are_done_also_those_whose_message_was_lost_or_unreadable(
    environment: dict[str, str], database: Database, app: Celery, tmp_path: Path
) -> None:
    traces = {number: f"trace{number}" for number in range(1, 8)}
    with database.write() as session:
        jobs.add_all(session, "clean", traces)  # of articles that are not there: soon done
    with worker("clean", environment, tmp_path) as started, sweep(environment, tmp_path):
        app.send_task("article.fetched", args=[{"ids": []}], queue="clean")
        app.send_task("no.such.message", args=[{}], queue="clean")
        announce(app, CLEAN, {1: "trace1", 2: "trace2"})
        eventually(
            lambda: set(ended(database).values()) == {"done"}, within_s=60, what="all jobs at their end"
        )
        assert started.process.poll() is None
        assert "Traceback" not in started.said
    with database.read() as session:
        assert "no such message" in session.scalars(select(DeadLetter.reason)).all()
        assert "clean" in session.scalars(select(Heartbeat.service)).all()


def test_the_length_of_a_queue_is_known(app: Celery) -> None:
    assert queue_length(app, "nobody's") == 0
    before = queue_length(app, "ingest")
    assert publish(app, ArticleFound(ids=(1,)))
    eventually(lambda: queue_length(app, "ingest") == before + 1, within_s=10, what="one message waits")


def test_beat_ticks(environment: dict[str, str], app: Celery, tmp_path: Path) -> None:
    before = queue_length(app, "ingest")
    with running("beat", command_of("beat"), environment, tmp_path):
        eventually(lambda: queue_length(app, "ingest") > before, within_s=60, what="a tick waits for ingest")


def test_a_wrong_password_or_virtual_host_is_named_with_the_fix(rabbitmq_url: str) -> None:
    startup.check_broker(rabbitmq_url)
    for wrong in (rabbitmq_url.replace("guest:guest", "guest:s3cret"), f"{rabbitmq_url}nowhere"):
        with pytest.raises(Misconfigured, match="see ONRECORD_BROKER_URL") as caught:
            startup.check_broker(wrong)
        assert "s3cret" not in str(caught.value)
