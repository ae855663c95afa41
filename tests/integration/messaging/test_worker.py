"""A real worker on a real broker: whatever is sent, whatever dies, each job ends once and none is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from celery import Celery
from sqlalchemy import func, select

from onrecord.contracts import ArticleFetched
from onrecord.messaging.app import make_app
from onrecord.messaging.broker import queue_length
from onrecord.messaging.publish import announce, publish
from onrecord.messaging.sweep import let_go
from onrecord.pipeline import stage_named
from onrecord.settings import Settings
from onrecord.storage import Database, jobs
from onrecord.storage.schema import Article, DeadLetter, Heartbeat, Job
from support.waiting import eventually
from support.workers import Running, running, sweep

TESTS = Path(__file__).parents[2]
CLEAN = stage_named("clean")
COMMAND = [sys.executable, "-m", "celery", "-A", "support.sample_worker", "worker", "-P", "prefork", "-c", "2",
           "-n", "sample@%h", "--without-gossip", "--without-mingle"]  # fmt: skip


@pytest.fixture
def environment(broker_url: str, database_url: str) -> dict[str, str]:
    return {
        "ONRECORD_BROKER_URL": broker_url,
        "ONRECORD_DATABASE_URL": database_url,
        "ONRECORD_LEASE_S": "6.5",
        "ONRECORD_TASK_TIME_LIMIT_S": "6",
        "ONRECORD_SWEEP_EVERY_S": "0.5",
        "ONRECORD_FORGOTTEN_AFTER_S": "2",
        "PYTHONPATH": str(TESTS),
    }


@pytest.fixture
def app(broker_url: str) -> Iterator[Celery]:
    app = make_app("test", Settings(broker_url=broker_url))
    yield app
    app.close()


@contextmanager
def sample_worker(environment: Mapping[str, str], folder: Path) -> Iterator[Running]:
    with running("sample", COMMAND, environment, folder) as started:
        eventually(lambda: "worker_started" in started.said, within_s=60, what="worker consumes")
        yield started


def put(database: Database, *orders: str) -> dict[int, str]:
    """Articles with a clean job each; trace by id."""
    traces = {}
    with database.write() as session:
        for number, order in enumerate(orders, 1):
            now = jobs.now(session)
            session.add(
                Article(
                    id=number, url=f"https://example.org/{number}", canonical_url=f"https://example.org/{number}",
                    outlet="Example", title=order, published_at=now, first_seen_at=now, trace_id=f"trace{number}",
                )
            )  # fmt: skip
            jobs.add(session, "clean", number, f"trace{number}")
            traces[number] = f"trace{number}"
    return traces


def states(database: Database, stage: str = "clean") -> dict[int, str]:
    with database.read() as session:
        rows = session.execute(
            select(Job.subject_id, Job.state).where(Job.stage == stage).order_by(Job.subject_id)
        )
        return dict(iter(rows))


def test_each_fate_of_a_job_is_recorded_and_none_takes_another_with_it(
    environment: dict[str, str], database: Database, app: Celery, tmp_path: Path
) -> None:
    orders = ["go", "refuse", "wait", "break", "die", "go", "go"]
    traces = put(database, *orders)
    with sample_worker(environment, tmp_path) as started, sweep(environment, tmp_path):
        assert announce(app, CLEAN, traces)
        eventually(
            lambda: (
                states(database)
                == {1: "done", 2: "parked", 3: "todo", 4: "todo", 5: "parked", 6: "done", 7: "done"}
            ),
            within_s=60,
            what="every job at its end",
        )
        log = started.said
    assert states(database, "extract") == {1: "todo", 6: "todo", 7: "todo"}
    with database.read() as session:
        reasons = dict(iter(session.execute(select(Job.subject_id, Job.reason).where(Job.stage == "clean"))))
    assert reasons[2] == "never"
    assert reasons[3] == "server busy"
    assert reasons[4] == "ValueError: a bug"
    assert "died 3 times" in (reasons[5] or "")
    assert '"trace_id": "trace1"' in log


def test_a_message_about_a_job_that_is_gone_for_its_age_does_nothing_whoever_sends_it(
    environment: dict[str, str], database: Database, app: Celery, tmp_path: Path
) -> None:
    traces = put(database, "go", "go")
    with sample_worker(environment, tmp_path) as started:
        announce(app, CLEAN, {1: traces[1]})
        eventually(lambda: states(database)[1] == "done", within_s=60, what="the first is done")
        assert let_go(database, older_than=timedelta(0)) == 1
        with sweep(environment, tmp_path):
            announce(
                app, CLEAN, {1: traces[1]}
            )  # as a broker does that brings back what was never acknowledged
            announce(app, CLEAN, traces)
            eventually(lambda: states(database) == {2: "done"}, within_s=60, what="the second is done")
        done = [line for line in started.said.splitlines() if "job_done" in line]
    assert [json.loads(line)["article_id"] for line in done] == [1, 2]
    assert states(database, "extract") == {1: "todo", 2: "todo"}


def test_work_that_hangs_is_stopped_and_given_back_and_the_others_go_on(
    environment: dict[str, str], database: Database, app: Celery, tmp_path: Path
) -> None:
    traces = put(database, "hang", "go", "go")
    in_two_seconds = {"ONRECORD_TASK_TIME_LIMIT_S": "2.5", "ONRECORD_LEASE_S": "60"}
    with sample_worker(environment | in_two_seconds, tmp_path), sweep(environment, tmp_path):
        announce(app, CLEAN, traces)
        eventually(
            lambda: states(database) == {1: "todo", 2: "done", 3: "done"},
            within_s=60,
            what="the others are done",
        )
    with database.read() as session:
        hung = session.scalars(select(Job).where(Job.subject_id == 1)).one()
    assert (hung.reason, hung.crashes) == ("took too long", 0)


def test_no_job_is_stopped_because_those_before_it_took_long(
    environment: dict[str, str], database: Database, app: Celery, tmp_path: Path
) -> None:
    traces = put(database, "slow", "slow", "slow")  # 1.5 s each
    in_two_seconds = {"ONRECORD_TASK_TIME_LIMIT_S": "2.5", "ONRECORD_LEASE_S": "60"}
    with sample_worker(environment | in_two_seconds, tmp_path):
        announce(app, CLEAN, traces)
        eventually(lambda: set(states(database).values()) == {"done"}, within_s=60, what="all are done")
    with database.read() as session:
        assert list(session.scalars(select(Job.tries).where(Job.stage == "clean"))) == [1, 1, 1]


def test_nothing_is_lost_when_the_broker_is_emptied_and_its_worker_killed(
    environment: dict[str, str], database: Database, app: Celery, broker_url: str, tmp_path: Path
) -> None:
    count = 30
    traces = put(database, *["slow" if number % 10 == 0 else "go" for number in range(count)])
    with sweep(environment, tmp_path):
        with sample_worker(environment, tmp_path) as first:
            announce(app, CLEAN, traces)
            eventually(lambda: "done" in states(database).values(), within_s=30, what="work under way")
            first.kill()
        redis.Redis.from_url(broker_url).flushall()
        with sample_worker(environment, tmp_path):
            eventually(
                lambda: set(states(database).values()) == {"done"},
                within_s=60,
                what="all jobs done after all",
            )
    assert len(states(database, "extract")) == count


def test_unreadable_messages_are_kept_with_the_reason_and_block_nobody(
    environment: dict[str, str], database: Database, app: Celery, broker_url: str, tmp_path: Path
) -> None:
    traces = put(database, "go")
    broker = redis.Redis.from_url(broker_url)
    with sample_worker(environment, tmp_path) as started, sweep(environment, tmp_path):
        bodies: tuple[object, ...] = (
            {"ids": []},
            {"ids": ["1"]},
            {"ids": [-1]},
            {"ids": [1], "v": 2},
            {},
            7,
            "x",
            {"ids": list(range(1, 200))},
        )
        for body in bodies:
            app.send_task("article.fetched", args=[body], queue="clean")
        app.send_task("article.fetched", args=[1, 2], kwargs={"ids": [1]}, queue="clean")
        app.send_task("no.such.message", args=[{}], queue="clean")
        for rubbish in (b"not json", b"\x80\x04pickle", b"{}", b"[]", b'{"body": 1}'):
            broker.lpush("onrecord:clean", rubbish)
        announce(app, CLEAN, traces)
        eventually(
            lambda: states(database) == {1: "done"}, within_s=60, what="the good message after them is read"
        )
        assert started.process.poll() is None
    with database.read() as session:
        reasons = session.scalars(select(DeadLetter.reason)).all()
    assert len(reasons) >= 10
    assert "no such message" in reasons
    assert any(reason.startswith("ids.0") for reason in reasons)


def test_a_message_for_a_job_already_done_does_nothing(
    environment: dict[str, str], database: Database, app: Celery, tmp_path: Path
) -> None:
    traces = put(database, "go")
    with sample_worker(environment, tmp_path) as started:
        for _ in range(5):
            announce(app, CLEAN, traces)
        publish(app, ArticleFetched(ids=(999,)))
        eventually(lambda: states(database) == {1: "done"}, within_s=30, what="done")
        eventually(lambda: queue_is_empty(app), within_s=30, what="all read")
        assert started.said.count('"event": "job_done"') == 1
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(DeadLetter)) == 0


def queue_is_empty(app: Celery) -> bool:
    return queue_length(app, "clean") == 0


def test_a_worker_shows_that_it_lives_by_a_message_that_went_the_whole_way(
    environment: dict[str, str], database: Database, tmp_path: Path
) -> None:
    before = datetime.now(UTC)
    with sample_worker(environment, tmp_path):
        eventually(lambda: heartbeats(database), within_s=30, what="a heartbeat")
    (beat,) = heartbeats(database)
    assert beat.service == "clean"
    assert beat.beaten_at >= before.replace(microsecond=0)


def heartbeats(database: Database) -> list[Heartbeat]:
    with database.read() as session:
        return list(session.scalars(select(Heartbeat)))


def test_a_worker_with_wrong_settings_or_without_tables_ends_with_one_line(tmp_path: Path) -> None:
    without_tables = {"ONRECORD_DATABASE_URL": f"sqlite:///{tmp_path / 'empty.db'}"}
    for environment, said in (
        ({"ONRECORD_LEASE_S": "long", "ONRECORD_LOG_LEVEL": "LOUD"}, "wrong settings: ONRECORD_LOG_LEVEL"),
        (without_tables, "clean: the database has no tables yet: run `onrecord migrate`"),
    ):
        variables = {**os.environ, **environment, "PYTHONPATH": str(TESTS)}
        ended = subprocess.run(
            COMMAND, env=variables, capture_output=True, text=True, timeout=60, check=False
        )
        assert ended.returncode != 0
        assert said in ended.stderr
        assert "Traceback" not in ended.stderr


def test_worker_and_sweep_outlive_a_broker_that_is_away_and_say_so(
    environment: dict[str, str], tmp_path: Path
) -> None:
    away = environment | {"ONRECORD_BROKER_URL": "redis://:s3cret@127.0.0.1:1/0"}
    with running("sample", COMMAND, away, tmp_path) as worker, sweep(away, tmp_path) as sweeper:
        eventually(lambda: "consumer: Cannot connect" in worker.said, within_s=60, what="the worker says so")
        eventually(lambda: sweeper.said.count("sweep_failed") > 5, within_s=60, what="a second sweep")
        assert (worker.process.poll(), sweeper.process.poll()) == (None, None)
        for said in (worker.said, sweeper.said):
            assert "Traceback" not in said
            assert "s3cret" not in said


def test_the_trace_ids_of_articles_travel_in_the_messages_headers(app: Celery, broker_url: str) -> None:
    announce(app, CLEAN, {7: "trace7", 8: "trace8"})
    (raw,) = redis.Redis.from_url(broker_url).lrange("onrecord:clean", 0, -1)
    assert json.loads(raw)["headers"]["trace_ids"] == ["trace7", "trace8"]
