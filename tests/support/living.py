"""A database in which something of each kind happened just now, for those who measure and watch."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from onrecord.pipeline import LOOPS, SERVICES, STAGES
from onrecord.storage import Database, heartbeats, jobs
from onrecord.storage.schema import (
    Alert,
    Delivery,
    Entry,
    Feed,
    Job,
    Message,
    MessageAlert,
    Statement,
    Subscription,
    TopicMatch,
)
from onrecord_ingest import store as feeds
from support.alerts import NEW
from support.raised import raise_alert


def live_a_little(database: Database) -> None:
    """One article goes all the way and is told once, after one attempt that failed; one job waits, one is parked."""
    with database.write() as session:
        now = jobs.now(session)
        feed_id, _ = feeds.add_feed(session, "https://paper.example/feed")
        session.get_one(Feed, feed_id).polled_at = now
        session.add(Entry(feed_id=feed_id, identity="1", outcome="new", revision="", seen_at=now))
        alert = session.get_one(Alert, raise_alert(session, NEW, "slack", "https://hooks.example/"))
        now = jobs.now(session)
        statement = session.get_one(Statement, alert.statement_id)
        subscription = session.get_one(Subscription, alert.subscription_id)
        session.add(
            TopicMatch(statement_id=statement.id, subscription_id=subscription.id, utterance_id=alert.utterance_id,
                       outcome="due", reason="", explanation=[], matched_at=now)
        )  # fmt: skip
        message = Message(token=UUID(int=1), subscriber_id=subscription.subscriber_id, channel="slack", kind="alert",
                          due_at=now, sent_at=now, created_at=now)  # fmt: skip
        session.add(message)
        session.flush()
        session.add_all([
            MessageAlert(message_id=message.id, alert_id=alert.id, part="told", why="immediate", outlets=[]),
            Delivery(message_id=message.id, attempt=1, state="failed", started_at=now, finished_at=now),
            Delivery(message_id=message.id, attempt=2, state="sent", started_at=now, finished_at=now),
        ])  # fmt: skip
        for stage in STAGES:
            jobs.add(session, stage.name, statement.article_id, "a" * 32, again=True)
        for job in session.scalars(select(Job).where(Job.subject_id == statement.article_id)):
            job.state, job.outcome, job.duration_ms, job.finished_at = "done", "done", 20, now
        jobs.add(session, "clean", 901, "b" * 32)
        jobs.add(session, "extract", 902, "c" * 32)
        waiting = session.scalars(select(Job).where(Job.subject_id == 901)).one()
        waiting.due_at = now - timedelta(seconds=60)
        session.scalars(select(Job).where(Job.subject_id == 902)).one().state = "parked"
        for service in (*SERVICES, *LOOPS):
            heartbeats.beat(session, worker=f"{service}@here", service=service)
