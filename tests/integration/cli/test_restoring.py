"""A database from a backup, on both kinds of it: what may have been told since is told to nobody again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from onrecord.errors import Misconfigured, Transient
from onrecord.messaging import watermark
from onrecord.service import command_of
from onrecord.storage import Database, heartbeats, jobs
from onrecord.storage.schema import Article, Feed, Heartbeat, Job, Message, Subscriber
from onrecord_cli.restoring import mark_restored
from onrecord_ingest import store
from onrecord_ingest.polling import DueFeed, Poll, PollOutcome
from onrecord_ingest.records import FeedDocument, FeedEntry, Kind
from onrecord_ingest.schedule import Pace
from support.command import Command
from support.waiting import eventually
from support.workers import running

URL = "https://paper.example/feed"
NOW = datetime.now(UTC)


def entry(name: str, *, title: str | None = None, published: datetime | None = None) -> FeedEntry:
    date = (published or NOW - timedelta(hours=3)).isoformat()
    return FeedEntry(name, f"https://paper.example/{name}", title or name, None, None, None, date, date)


def poll(database: Database, *entries: FeedEntry, outcome: PollOutcome = PollOutcome.CHANGED) -> None:
    document = FeedDocument(Kind.FEED, title="Paper", entries=entries) if entries else None
    with database.write() as session:
        feed_id, _ = store.add_feed(session, URL, baseline=False)
        done = Poll(DueFeed(feed_id, URL, None, None, None), outcome, document=document)
        store.record_poll(session, done, pace=Pace(timedelta(minutes=5), timedelta(hours=1)), jitter=0.0)


def old_news(database: Database) -> set[str]:
    """Names of the articles that are never alerted on."""
    with database.read() as session:
        urls = session.scalars(select(Article.url).where(Article.baseline.is_(True)))
        return {url.rpartition("/")[2] for url in urls}


def finish(database: Database, name: str, *stages: str) -> None:
    """Say that the article went through *stages*, and has nothing left to do."""
    with database.write() as session:
        article = session.scalars(select(Article).where(Article.url.endswith(f"/{name}"))).one()
        for stage in stages:
            jobs.add(session, stage, article.id, article.trace_id)
        for job in session.scalars(select(Job).where(Job.subject_id == article.id)):
            job.state = "done"


def restore(database: Database, *, until: datetime = NOW) -> None:
    with database.write() as session:
        mark_restored(session, until=until)


def test_what_the_feeds_carry_from_before_is_old_news_and_what_came_later_is_not(database: Database) -> None:
    poll(database, entry("known"))
    finish(database, "known", "fetch", "track")
    restore(database, until=NOW - timedelta(hours=2))
    lost = entry("lost", published=NOW - timedelta(hours=3))
    later = entry("later", published=NOW - timedelta(hours=1))
    poll(database, outcome=PollOutcome.UNREACHABLE)
    poll(database, later, lost, entry("known"))
    assert old_news(database) == {"lost"}
    poll(database, entry("late find"), later, lost, entry("known"))
    assert old_news(database) == {"lost"}, "only the first poll after a restore catches up"


def test_an_article_that_was_under_way_or_is_worded_anew_is_old_news(database: Database) -> None:
    poll(database, entry("done"), entry("unfinished"), entry("reworded"))
    finish(database, "done", "fetch", "track")
    finish(database, "reworded", "fetch", "track")
    restore(database)
    assert old_news(database) == {"unfinished"}
    poll(database, entry("done"), entry("unfinished"), entry("reworded", title="Corrected"))
    assert old_news(database) == {"unfinished", "reworded"}


def test_a_feed_that_was_never_read_is_imported_as_it_would_have_been(database: Database) -> None:
    with database.write() as session:
        store.add_feed(session, URL, baseline=True)
    restore(database)
    with database.read() as session:
        assert session.scalars(select(Feed.old_news_until)).all() == [None]


def test_what_waited_to_be_sent_is_parked_and_nothing_joins_it(database: Database) -> None:
    with database.write() as session:
        session.add(Subscriber(id=1, name="Ana", email="ana@reader.example", created_at=NOW))
        session.flush()
        session.add(
            Message(id=1, token=uuid4(), subscriber_id=1, channel="email", kind="digest", due_at=NOW, created_at=NOW)
        )  # fmt: skip
        for stage in ("plan", "deliver", "grow", "clean"):
            jobs.add(session, stage, 1, "trace", delay_s=3600)
    restore(database)
    with database.read() as session:
        states = {job.stage: (job.state, job.outcome) for job in session.scalars(select(Job))}
        assert session.scalars(select(Message.closed_at)).one() is not None
    parked = ("parked", "restored")
    assert states == {"plan": parked, "deliver": parked, "grow": parked, "clean": ("todo", None)}


def test_a_backup_that_nobody_marked_is_known_by_what_redis_remembers(
    database: Database, database_url: str, broker_url: str, tmp_path: Path
) -> None:
    def stamped(age: timedelta) -> None:
        with database.write() as session:
            heartbeats.beat(session, worker="sweep@here", service="sweep")
            session.execute(update(Heartbeat).values(beaten_at=jobs.now(session) - age))

    watermark.compare(database, broker_url)  # a new system: nothing is known
    stamped(timedelta(hours=6))
    watermark.leave(database, broker_url)
    watermark.compare(database, broker_url)  # a long night
    stamped(timedelta(hours=9))
    with pytest.raises(Misconfigured, match=r"the database is a backup: .* run `onrecord restored --until "):
        watermark.compare(database, broker_url)
    environment = {"ONRECORD_DATABASE_URL": database_url, "ONRECORD_BROKER_URL": broker_url}
    with running("ingest", command_of("ingest"), environment, tmp_path) as started:
        eventually(lambda: started.process.poll() is not None, within_s=60, what="ingest ends")
        assert started.process.returncode == 1
        assert started.said.startswith("ingest: the database is a backup")
    restore(database)
    watermark.compare(database, broker_url)


def test_a_database_is_copied_while_it_is_written_and_marked_by_the_command(
    command: Command, database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_DATABASE_URL", database_url)
    poll(database, entry("known"))
    copy = Path("copy.db")
    made = command("backup", str(copy))
    if not database.is_sqlite:
        assert (made.code, "pg_dump" in made.err) == (2, True)
        return
    assert made.code == 0
    again = command("backup", str(copy))
    assert (again.code, "is there already" in again.err) == (2, True)
    monkeypatch.setenv("ONRECORD_DATABASE_URL", f"sqlite:///{copy}")
    assert command("restored", "--until", "2999-01-01T00:00").code == 2
    marked = command("restored", "--until", "2026-11-01T06:30")
    assert marked.code == 0
    assert "by 2026-11-01 06:30 UTC" in marked.out
    with Database(f"sqlite:///{copy}").read() as session:
        assert session.scalars(select(Feed.old_news_until)).all() == [
            datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
        ]
    assert old_news(database) == set()


def test_a_broker_that_is_away_remembers_nothing(database: Database) -> None:
    with database.write() as session:
        heartbeats.beat(session, worker="sweep@here", service="sweep")
    watermark.compare(database, "redis://127.0.0.1:1/0")
    with pytest.raises(Transient, match="broker unavailable"):
        watermark.leave(database, "redis://127.0.0.1:1/0")
