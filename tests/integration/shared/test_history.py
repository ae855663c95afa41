"""How things went is let go of after a time; what is unfinished, and what a person has not looked at, never is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, delete, event, func, select, text, update

from onrecord.storage import Database, Session, jobs
from onrecord.storage.schema import (
    Alert,
    Article,
    Delivery,
    Entry,
    Feedback,
    Job,
    Message,
    MessageAlert,
    Mute,
    OutletBlock,
    Page,
    Sighting,
    Statement,
    Story,
    StoryArticle,
    Subscription,
    Topic,
    TopicMatch,
    Utterance,
)
from onrecord_alert.store import attempts, contents, planning
from onrecord_clean.store import retention as clean
from onrecord_ingest import store as feeds
from support.alerts import NEW
from support.letting_go import ALL, HISTORY, Step, let_go
from support.raised import raise_alert, raise_for, re_report, subscribe

NOW = timedelta(0)
"""Everything is older."""
MONTH = timedelta(days=30)
NEVER_LONG = {"mutes", "stories", "names", "anon_1"}
"""Mutes are what people set, stories are read by their ids up to a limit; the others are parts of a query, bounded by what they are made of."""
ADDRESS = "https://hooks.example/x"


def _told(database: Database) -> int:
    """An alert that went all the way and was answered; its id."""
    with database.write() as session:
        alert_id = raise_alert(session, replace(NEW, token=uuid4(), topic=str(uuid4())), "slack", ADDRESS)
        raised = planning.raised(session, alert_id)
        assert raised is not None
        message_id = planning.place(session, raised, wait=NOW).message_id
        message = session.get_one(Message, message_id)
        message.closed_at = message.sent_at = jobs.now(session)
        attempts.end(session, message_id, attempts.begin(session, message_id), "sent", "ok")
        alert = session.get_one(Alert, alert_id)
        session.add_all([
            Feedback(alert_id=alert_id, answer="useful", given_at=jobs.now(session)),
            TopicMatch(statement_id=alert.statement_id, subscription_id=alert.subscription_id, utterance_id=alert.utterance_id,
                       outcome="due", reason="", explanation=[], matched_at=jobs.now(session)),
        ])  # fmt: skip
        article_id = session.get_one(Statement, alert.statement_id).article_id
        for stage, subject in (
            ("clean", article_id),
            ("extract", article_id),
            ("deliver", message_id),
            ("grow", alert_id),
        ):
            jobs.add(session, stage, subject, "trace")
        session.execute(update(Job).values(state="done", outcome="done", finished_at=jobs.now(session)))
    return alert_id


def _set(database: Database, stage: str, state: str) -> None:
    with database.write() as session:
        session.execute(update(Job).where(Job.stage == stage).values(state=state))


def _counts(database: Database, *tables: Any) -> list[int]:
    with database.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


OF_HISTORY = (Job, Message, MessageAlert, Delivery, Alert, Feedback, TopicMatch)


@pytest.mark.parametrize("steps", [HISTORY, dict(reversed(HISTORY.items()))], ids=["as listed", "reversed"])
def test_what_was_told_goes_whole_in_whatever_order_the_services_tick(
    database: Database, steps: Mapping[str, Step]
) -> None:
    for _ in range(4):
        _told(database)
    before = _counts(database, Article, Statement, Utterance, Sighting, Subscription, Topic)
    let_go(database, steps, older_than=MONTH)
    assert _counts(database, *OF_HISTORY) == [20, 4, 4, 4, 4, 4, 4]
    let_go(database, steps, older_than=NOW)
    assert _counts(database, *OF_HISTORY) == [0] * 7
    assert _counts(database, Article, Statement, Utterance, Sighting, Subscription, Topic) == before


@pytest.mark.parametrize("state", ["todo", "doing", "parked"])
@pytest.mark.parametrize("stage", ["plan", "deliver", "grow"])
def test_an_alert_with_a_job_that_is_unfinished_stays_with_all_it_stands_on(
    database: Database, stage: str, state: str
) -> None:
    alert_id = _told(database)
    _set(database, stage, state)
    if stage == "plan":
        with database.write() as session:
            session.execute(text("DELETE FROM messages"))
    let_go(database, ALL, older_than=NOW)
    with database.read() as session:
        assert session.get(Alert, alert_id) is not None
        assert session.scalars(select(Job.state).where(Job.stage == stage)).one() == state
        assert contents.composed(session, 1) is not None if stage == "deliver" else True
    assert _counts(database, Article, Statement, Utterance, TopicMatch, Feedback) == [1] * 5
    _set(database, stage, "done")
    let_go(database, ALL, older_than=NOW)
    assert _counts(database, *OF_HISTORY, Article) == [0] * 8


@pytest.mark.parametrize("state", ["todo", "doing", "parked"])
@pytest.mark.parametrize("stage", ["fetch", "clean", "extract", "track"])
def test_an_article_with_a_job_that_is_unfinished_stays_with_what_the_job_reads(
    database: Database, stage: str, state: str
) -> None:
    with database.write() as session:
        now = jobs.now(session)
        feed_id, _ = feeds.add_feed(session, "https://paper.example/feed")
        alert = session.get_one(Alert, raise_alert(session, NEW, "slack", ADDRESS))
        article_id = session.get_one(Statement, alert.statement_id).article_id
        session.add(
            Page(article_id=article_id, final_url="", status=200, body=b"x", body_bytes=1, fetched_at=now)
        )
        session.add(
            Entry(
                feed_id=feed_id,
                identity="1",
                article_id=article_id,
                summary="Words.",
                outcome="new",
                revision="",
                seen_at=now,
            )
        )
        jobs.add(session, stage, article_id, "trace")
        session.execute(update(Job).values(state="done", finished_at=now))
        session.execute(update(Job).where(Job.stage == stage).values(state=state))
        session.execute(text("UPDATE clean_texts SET text = 'Words.'"))
    let_go(database, ALL, older_than=NOW)
    with database.read() as session:
        pages, summary, words = session.execute(
            text(
                "SELECT (SELECT count(*) FROM pages), (SELECT summary FROM entries), (SELECT text FROM clean_texts)"
            )
        ).one()
        assert session.scalars(select(Job.state)).all() == [state]
    assert (pages, summary) == ((1, "Words.") if stage in ("fetch", "clean") else (0, None))
    assert words == ("" if stage == "fetch" else "Words.")
    assert _counts(database, Article, Alert) == [1, 0]


def test_an_old_article_goes_with_all_that_was_found_in_it_and_its_entry_stays_known(
    database: Database,
) -> None:
    alert_id = _told(database)
    with database.write() as session:
        re_report(session, alert_id, "Tern Bay Post", "Eel Gazette")
        feed_id, _ = feeds.add_feed(session, "https://paper.example/feed")
        article_id = session.scalar(select(func.min(Article.id)))
        session.add(
            Entry(
                feed_id=feed_id,
                identity="1",
                article_id=article_id,
                outcome="new",
                revision="",
                seen_at=jobs.now(session),
            )
        )
        session.add(Story(id=1, created_at=jobs.now(session)))
        session.flush()
        session.add(
            StoryArticle(article_id=article_id, story_id=1, likeness=1.0, joined_at=jobs.now(session))
        )
    let_go(database, ALL, older_than=NOW, rows=1)
    assert _counts(database, Article, Statement, Utterance, Sighting, Alert, Story, StoryArticle) == [0] * 7
    with database.read() as session:
        assert session.execute(select(Entry.identity, Entry.article_id)).all() == [("1", None)]


@pytest.mark.parametrize("reason", ["told", "kept back", "muted", "said again lately"])
def test_an_old_article_stays_for_a_reason_and_goes_with_it(database: Database, reason: str) -> None:
    with database.write() as session:
        now = jobs.now(session)
        alert = session.get_one(Alert, raise_alert(session, NEW, "slack", ADDRESS))
        match reason:
            case "kept back":
                session.add(
                    TopicMatch(statement_id=alert.statement_id, subscription_id=alert.subscription_id, utterance_id=alert.utterance_id,
                               outcome="muted", reason="", explanation=[], matched_at=now)
                )  # fmt: skip
            case "muted":
                session.add(Mute(statement_id=alert.statement_id, created_at=now))
            case "said again lately":
                re_report(session, alert.id, "Tern Bay Post")
        session.execute(text("DELETE FROM jobs"))
        if reason != "told":
            session.delete(alert)
        session.flush()
        session.execute(
            update(Article).where(Article.outlet != "Tern Bay Post").values(first_seen_at=now - 2 * MONTH)
        )
    before = _counts(database, Article, Statement, Sighting, Utterance)
    let_go(database, {"articles": ALL["articles"]}, older_than=MONTH)
    assert _counts(database, Article, Statement, Sighting, Utterance) == before
    with database.write() as session:
        for table in (Alert, TopicMatch, Mute):
            session.execute(delete(table))
        session.execute(update(Article).values(first_seen_at=now - 2 * MONTH))
    let_go(database, {"articles": ALL["articles"]}, older_than=MONTH)
    assert _counts(database, Article, Statement, Sighting, Utterance) == [0] * 4


def test_only_jobs_that_are_done_go_the_oldest_first_and_never_more_than_asked_for(
    database: Database,
) -> None:
    with database.write() as session:
        now = jobs.now(session)
        jobs.add_all(session, "clean", dict.fromkeys(range(1, 31), "trace"))
        for number, job in enumerate(session.scalars(select(Job).order_by(Job.id)), start=1):
            job.state = ("done", "parked", "doing", "todo", "done")[number % 5]
            job.finished_at = now - timedelta(days=99.5 - number) if job.state in ("done", "parked") else None
    with database.write() as session:
        assert HISTORY["jobs"](session, 4, older_than=timedelta(days=75)) == 4
    with database.read() as session:
        left = set(session.scalars(select(Job.subject_id)))
    assert left == set(range(1, 31)) - {4, 5, 9, 10}
    let_go(database, HISTORY, older_than=timedelta(days=75))
    with database.read() as session:
        done = session.scalars(
            select(Job.subject_id).where(Job.state == "done").order_by(Job.subject_id)
        ).all()
        assert done == [25, 29, 30]
    assert _counts(database, Job) == [18 + 3]


def test_a_digest_of_many_alerts_goes_a_few_rows_at_a_time(database: Database) -> None:
    with database.write() as session:
        subscription = subscribe(session, "Tolls", "slack", ADDRESS, rhythm="daily")
        for _ in range(25):
            alert_id = raise_for(session, replace(NEW, token=uuid4()), subscription)
            raised = planning.raised(session, alert_id)
            assert raised is not None
            planning.place(session, raised, wait=NOW)
        session.execute(update(Message).values(closed_at=jobs.now(session), sent_at=jobs.now(session)))
    sizes = []
    while _counts(database, Message) == [1]:
        (before,) = _counts(database, MessageAlert)
        with database.write() as session:
            assert HISTORY["messages"](session, 10, older_than=NOW) == (10 if before >= 10 else 1)
        sizes.append(before - _counts(database, MessageAlert)[0])
    assert sizes == [10, 10, 5]


def test_the_blocks_of_an_outlet_go_when_it_has_been_silent_and_those_of_others_stay(
    database: Database,
) -> None:
    ages = {
        "silent.example": (200, 190),
        "also-silent.example": (181,),
        "talks.example": (400, 1),
        "young.example": (3,),
    }
    with database.write() as session:
        now = jobs.now(session)
        for outlet, days in ages.items():
            for number, age in enumerate(days):
                at = now - timedelta(days=age)
                session.add(
                    OutletBlock(
                        outlet=outlet, fingerprint=number, article_ids=[1], first_seen_at=at, last_seen_at=at
                    )
                )
    with database.write() as session:
        assert clean.forget_blocks(session, 2, older_than=timedelta(days=180)) == 2
    let_go(database, {"blocks": clean.forget_blocks}, older_than=timedelta(days=180))
    with database.read() as session:
        left = session.execute(select(OutletBlock.outlet, func.count()).group_by(OutletBlock.outlet)).all()
    assert sorted(tuple(row) for row in left) == [("talks.example", 2), ("young.example", 1)]


@pytest.mark.parametrize("name", ALL)
def test_no_step_looks_through_a_table(database: Database, name: str) -> None:
    _told(database)
    plans: list[str] = []
    with database.write() as session:
        if not database.is_sqlite:  # empty tables are read from end to end for being short
            session.execute(text("SET LOCAL enable_seqscan = off"))
        with _explained(session, plans):
            ALL[name](session, 100, older_than=MONTH)
    assert plans
    way = re.compile(r"SCAN (\w+)$" if database.is_sqlite else r"Seq Scan on (\w+)")
    read_through = {found[1] for line in plans if (found := way.search(line))}
    assert read_through <= NEVER_LONG


@contextmanager
def _explained(session: Session, plans: list[str]) -> Iterator[None]:
    connection = session.connection()
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    asked = False

    def look(connection: Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        nonlocal asked
        if not asked and statement.startswith(("SELECT", "WITH", "DELETE", "UPDATE")) and "FROM" in statement:
            asked = True
            rows = connection.exec_driver_sql(explain + statement, parameters).all()
            plans.extend(str(row[-1]).strip() for row in rows)
            asked = False

    event.listen(connection, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", look)
