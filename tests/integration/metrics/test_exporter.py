"""What Prometheus is given: each thing that ended counted once, and how everything stands."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from celery import Celery
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from onrecord.contracts import ArticleFetched
from onrecord.messaging.app import make_app
from onrecord.messaging.broker import broker_state
from onrecord.messaging.publish import publish
from onrecord.settings import Settings
from onrecord.storage import Database, Session, heartbeats, jobs
from onrecord.storage.schema import DeadLetter, Entry, Feed, Job
from onrecord_ingest import store as feeds
from onrecord_metrics.collecting import Exporter
from support.waiting import eventually
from support.workers import running

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]

SERVE = [sys.executable, "-m", "onrecord_metrics"]


@pytest.fixture
def app(broker_url: str) -> Iterator[Celery]:
    app = make_app("test", Settings(broker_url=broker_url))
    yield app
    app.close()


@pytest.fixture
def exporter(database: Database, app: Celery) -> Exporter:
    return Exporter(database, partial(broker_state, app))


def _scraped(text: str) -> Figures:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _scrape(exporter: Exporter) -> Figures:
    registry = CollectorRegistry()
    registry.register(exporter)
    return _scraped(generate_latest(registry).decode())


def _end(session: Session, subject_id: int, outcome: str, *, duration_ms: int = 40) -> None:
    jobs.add(session, "clean", subject_id, f"trace{subject_id}", again=True)
    job = session.scalars(select(Job).where(Job.subject_id == subject_id)).one()
    job.state, job.outcome, job.duration_ms, job.finished_at = "done", outcome, duration_ms, jobs.now(session)


def _cleaned(exporter: Exporter, outcome: str) -> float | None:
    return _scrape(exporter).get(("onrecord_jobs_total", (("outcome", outcome), ("stage", "clean"))))


def test_what_ended_is_counted_once_however_often_somebody_looks(
    database: Database, exporter: Exporter
) -> None:
    with database.write() as session:
        _end(session, 1, "cleaned")
    assert _cleaned(exporter, "cleaned") is None  # it ended before anybody looked
    with database.write() as session:
        _end(session, 2, "cleaned")
        _end(session, 3, "no_text")
    eventually(lambda: _cleaned(exporter, "cleaned") == 1, within_s=10, what="it is counted")
    assert (_cleaned(exporter, "cleaned"), _cleaned(exporter, "no_text")) == (1, 1)
    with database.write() as session:
        _end(session, 2, "cleaned", duration_ms=7_000)
    eventually(lambda: _cleaned(exporter, "cleaned") == 2, within_s=10, what="done again, counted again")
    figures = _scrape(exporter)
    buckets = {dict(labels)["le"]: n for (name, labels), n in figures.items() if name.endswith("_bucket")}
    assert (buckets["0.025"], buckets["0.05"], buckets["5.0"], buckets["10.0"]) == (0, 2, 2, 3)
    assert figures["onrecord_job_duration_seconds_sum", (("stage", "clean"),)] == pytest.approx(7.08)


def test_a_look_that_is_cut_short_counts_nothing_and_the_next_counts_all_of_it(
    database: Database, exporter: Exporter
) -> None:
    _scrape(exporter)
    with database.write() as session:
        _end(session, 1, "cleaned")
        jobs.add(session, "track", 1, "trace1")
        tracked = session.scalars(select(Job).where(Job.stage == "track")).one()
        tracked.state, tracked.outcome, tracked.finished_at = "done", "tracked", jobs.now(session)
        session.execute(text("ALTER TABLE sightings RENAME TO away"))
    with suppress(
        ProgrammingError
    ):  # as PostgreSQL calls it; SQLite's word for it is one of a moment's trouble
        exporter.catch_up()
    with database.write() as session:
        session.execute(text("ALTER TABLE away RENAME TO sightings"))
    assert _cleaned(exporter, "cleaned") == 1
    assert _cleaned(exporter, "cleaned") == 1


def test_the_backlog_says_how_much_waits_and_for_how_long(database: Database, exporter: Exporter) -> None:
    with database.write() as session:
        jobs.add_all(session, "extract", {1: "a", 2: "b", 3: "c"})
        jobs.add(session, "extract", 4, "d", delay_s=600)
        jobs.add(session, "clean", 5, "e")
        waiting = session.scalars(select(Job).where(Job.subject_id == 1)).one()
        waiting.due_at -= timedelta(seconds=300)
        held = session.scalars(select(Job).where(Job.subject_id == 3)).one()
        held.state = "doing"
        session.scalars(select(Job).where(Job.subject_id == 5)).one().state = "parked"
    figures = _scrape(exporter)
    backlog = {dict(labels)["stage"] + "/" + dict(labels)["state"]: n
               for (name, labels), n in figures.items() if name == "onrecord_backlog_jobs" and n}  # fmt: skip
    assert backlog == {"extract/waiting": 2, "extract/later": 1, "extract/doing": 1, "clean/parked": 1}
    assert 300 <= figures["onrecord_backlog_oldest_seconds", (("stage", "extract"),)] < 330
    assert figures["onrecord_backlog_oldest_seconds", (("stage", "clean"),)] == 0


def test_feeds_letters_workers_and_queues_are_told(
    database: Database, exporter: Exporter, app: Celery
) -> None:
    with database.write() as session:
        feed_id, _ = feeds.add_feed(session, "https://paper.example/feed")
        now = jobs.now(session)
        session.add(DeadLetter(queue="clean", name="?", reason="unreadable", body="", received_at=now))
        heartbeats.beat(session, worker="clean@a", service="clean")
        heartbeats.beat(session, worker="clean@b", service="clean")
    _scrape(exporter)
    with database.write() as session:
        session.get_one(Feed, feed_id).polled_at = jobs.now(session)
        session.add(
            Entry(feed_id=feed_id, identity="1", outcome="new", revision="", seen_at=jobs.now(session))
        )
    publish(app, ArticleFetched(ids=(1,)))

    def told() -> Figures:
        return _scrape(exporter)

    eventually(
        lambda: told().get(("onrecord_entries_total", (("outcome", "new"),))) == 1,
        within_s=10,
        what="counted",
    )
    figures = told()
    assert figures["onrecord_feeds", (("state", "ok"),)] == 1
    assert figures["onrecord_dead_letters", ()] == 1
    assert figures["onrecord_workers", (("service", "clean"),)] == 2
    assert figures["onrecord_workers", (("service", "alert"),)] == 0
    assert figures["onrecord_broker_messages", (("queue", "clean"),)] == 1
    assert figures["onrecord_broker_memory_bytes", ()] > 100_000
    assert figures["onrecord_database_bytes", ()] > 10_000
    assert figures["onrecord_database_up", ()] == figures["onrecord_broker_up", ()] == 1


def test_a_dead_broker_and_a_dead_database_are_figures_and_hide_no_other(database: Database) -> None:
    nowhere = make_app("test", Settings(broker_url="redis://127.0.0.1:1/0"))
    figures = _scrape(Exporter(database, partial(broker_state, nowhere)))
    assert (figures["onrecord_broker_up", ()], figures["onrecord_database_up", ()]) == (0, 1)
    assert ("onrecord_dead_letters", ()) in figures
    gone = Database("postgresql://nobody@127.0.0.1:1/none")
    figures = _scrape(Exporter(gone, partial(broker_state, nowhere)))
    assert figures["onrecord_database_up", ()] == 0
    nowhere.close()


def _environment(database_url: str, broker_url: str, port: int) -> dict[str, str]:
    return {
        "ONRECORD_DATABASE_URL": database_url,
        "ONRECORD_BROKER_URL": broker_url,
        "ONRECORD_METRICS_PORT": str(port),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_process_answers_prometheus_until_it_is_asked_to_stop(
    tmp_path: Path, database_url: str, broker_url: str
) -> None:
    port = _free_port()
    with running("metrics", SERVE, _environment(database_url, broker_url, port), tmp_path) as serving:
        eventually(lambda: "metrics_served" in serving.said, within_s=30, what="it listens")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            figures = _scraped(answer.read().decode())
        assert figures["onrecord_database_up", ()] == 1
        serving.process.terminate()
        assert serving.process.wait(timeout=10) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_port_that_is_taken_is_named_with_its_remedy(database_url: str, broker_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            SERVE,
            env={**os.environ, **_environment(database_url, broker_url, port)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines() == [
        f"metrics: cannot listen on 127.0.0.1:{port} (Address already in use); set ONRECORD_METRICS_PORT to a free port"
    ]
