"""What is read of the database: what ended after a moment, and how everything stands. By indexes only.

Nothing here counts a whole table: a scrape costs what happened since the last, plus what waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select, text

from onrecord.pipeline import STAGES
from onrecord.storage import Session, jobs
from onrecord.storage.schema import (
    Alert,
    Article,
    DeadLetter,
    Delivery,
    Entry,
    Feed,
    Heartbeat,
    Job,
    Message,
    MessageAlert,
    Sighting,
    Statement,
    TopicMatch,
)


@dataclass(frozen=True, slots=True)
class Ended:
    """A job that ended."""

    id: int
    stage: str
    subject_id: int
    trace_id: str
    outcome: str
    reason: str | None
    parked: bool
    tries: int
    duration_ms: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What a feed brought."""

    id: int
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to send a message or to edit it that came to its end."""

    id: int
    channel: str
    state: str
    first: bool
    """It sent a message, and did not edit one."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that arrived, and how long it took."""

    channel: str
    since_published_s: float
    """Since the article's publication, as its feed dates it."""
    since_seen_s: float
    """Since the poll that first saw the article."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What one stage has before it."""

    stage: str
    waiting: int
    """Due, and held by nobody."""
    later: int
    """Due at a time that has not come."""
    doing: int
    parked: int
    oldest_waiting_s: float
    """Since the oldest waiting job fell due; 0 where none waits."""


@dataclass(frozen=True, slots=True)
class Beat:
    service: str
    worker: str
    age_s: float


def clock(session: Session) -> datetime:
    """The database's."""
    return jobs.now(session)


# -- what ended after a moment ---------------------------------------------------------------------------


def jobs_ended(session: Session, after: datetime) -> list[Ended]:
    """The jobs that ended, in the order of their ends."""
    return [
        Ended(
            id=job.id, stage=job.stage, subject_id=job.subject_id, trace_id=job.trace_id,
            outcome=job.outcome or "none", reason=job.reason, parked=job.state == "parked", tries=job.tries,
            duration_ms=job.duration_ms, at=job.finished_at,
        )
        for job in session.scalars(select(Job).where(Job.finished_at > after).order_by(Job.finished_at))
        if job.finished_at is not None
    ]  # fmt: skip


def entries(session: Session, after: datetime) -> list[NewEntry]:
    """What feeds brought."""
    rows = session.execute(select(Entry.id, Entry.outcome, Entry.seen_at).where(Entry.seen_at > after))
    return [NewEntry(*row) for row in rows]


def attempts(session: Session, after: datetime) -> list[Attempt]:
    """Attempts to send or edit a message that came to their end."""
    rows = session.execute(
        select(Delivery.id, Message.channel, Delivery.state, Delivery.act, Delivery.finished_at)
        .join(Message, Message.id == Delivery.message_id)
        .where(Delivery.finished_at > after)
    )
    return [Attempt(each.id, each.channel, each.state, each.act == "send", each.finished_at) for each in rows]


def told(session: Session, delivery_ids: Sequence[int]) -> list[Told]:
    """The alerts that arrived with these attempts, which sent messages."""
    rows = session.execute(
        select(Message.channel, Delivery.finished_at, Article.published_at, Article.first_seen_at)
        .select_from(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .join(MessageAlert, and_(MessageAlert.message_id == Message.id, MessageAlert.part == "told"))
        .join(Alert, Alert.id == MessageAlert.alert_id)
        .join(Statement, Statement.id == Alert.statement_id)
        .join(Article, Article.id == Statement.article_id)
        .where(Delivery.id.in_(delivery_ids), MessageAlert.dropped.is_(None))
    )
    return [
        Told(channel, (at - published_at).total_seconds(), (at - first_seen_at).total_seconds())
        for channel, at, published_at, first_seen_at in rows
        if at is not None
    ]


def verdicts(session: Session, article_ids: Sequence[int]) -> dict[str, int]:
    """Statements of these articles, by verdict."""
    return _counts(
        session,
        select(Sighting.verdict, func.count())
        .where(Sighting.article_id.in_(article_ids))
        .group_by(Sighting.verdict),
    )


def matches(session: Session, article_ids: Sequence[int]) -> dict[str, int]:
    """Statements of these articles that met a topic, by what became of them."""
    return _counts(
        session,
        select(TopicMatch.outcome, func.count())
        .join(Statement, Statement.id == TopicMatch.statement_id)
        .where(Statement.article_id.in_(article_ids))
        .group_by(TopicMatch.outcome),
    )


# -- how it stands ---------------------------------------------------------------------------------------


def backlog(session: Session) -> list[Backlog]:
    now = jobs.now(session)
    return [_stage(session, stage.name, now) for stage in STAGES]


def _stage(session: Session, stage: str, now: datetime) -> Backlog:
    ready = and_(Job.state == "todo", Job.due_at <= now)
    held = session.execute(
        select(
            func.count().filter(ready).label("waiting"),
            func.count().filter(Job.state == "todo").label("todo"),
            func.count().filter(Job.state == "doing").label("doing"),
            func.min(Job.due_at).filter(ready).label("oldest"),
        ).where(Job.stage == stage, or_(Job.state == "todo", Job.state == "doing"))
    ).one()
    parked = session.scalar(select(func.count()).where(Job.stage == stage, Job.state == "parked"))
    return Backlog(
        stage=stage,
        waiting=held.waiting,
        later=held.todo - held.waiting,
        doing=held.doing,
        parked=parked or 0,
        oldest_waiting_s=(now - held.oldest).total_seconds() if held.oldest else 0.0,
    )


def feeds(session: Session) -> dict[str, int]:
    """Feeds by state: ok, failing, waiting (never polled yet), off."""
    states = {"ok": 0, "failing": 0, "waiting": 0, "off": 0}
    for active, polled_at, failures in session.execute(select(Feed.active, Feed.polled_at, Feed.failures)):
        state = "off" if not active else "waiting" if polled_at is None else "failing" if failures else "ok"
        states[state] += 1
    return states


def dead_letters(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(DeadLetter)) or 0


def beats(session: Session) -> list[Beat]:
    """When each worker last handled a tick of its own."""
    now = jobs.now(session)
    rows = session.execute(select(Heartbeat.service, Heartbeat.worker, Heartbeat.beaten_at))
    return [Beat(row.service, row.worker, (now - row.beaten_at).total_seconds()) for row in rows]


def size_bytes(session: Session) -> int:
    """What the database takes up on its disk."""
    if session.get_bind().dialect.name == "sqlite":
        pages = session.execute(
            text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        )
    else:
        pages = session.execute(text("SELECT pg_database_size(current_database())"))
    return int(pages.scalar_one())


def _counts(session: Session, statement: Select[str, int]) -> dict[str, int]:
    return {name: count for name, count in session.execute(statement)}  # noqa: C416 - rows are no pairs to mypy
