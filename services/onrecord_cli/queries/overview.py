"""How the whole stands: feeds, stages, jobs, statements, alerts, workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select

from onrecord.pipeline import STAGES
from onrecord.storage import Session, jobs
from onrecord.storage.schema import (
    Article,
    DeadLetter,
    Destination,
    Feed,
    Heartbeat,
    Job,
    Sighting,
    Statement,
    TopicMatch,
)
from onrecord_cli.queries.alerts import ANNOUNCED
from onrecord_cli.queries.fates import states_of_all
from onrecord_cli.queries.listings import feed_state
from onrecord_cli.queries.ratings import Rating, ratings
from onrecord_cli.queries.stories import counts


@dataclass(frozen=True, slots=True)
class StageRow:
    stage: str
    waiting: int
    """Due, and held by nobody."""
    later: int
    """To be done at a time that has not come: a retry, or a host that wants a pause."""
    doing: int
    parked: int
    done: int
    outcomes: dict[str, int]
    """Of what is done or parked."""
    oldest_waiting_s: float | None
    """Seconds since the oldest waiting job fell due."""


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """A job that a person should look at."""

    stage: str
    subject_id: int
    reason: str | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeadLetterRow:
    queue: str
    name: str
    reason: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class WorkerRow:
    worker: str
    service: str
    beaten_at: datetime


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A place that takes no messages any more."""

    channel: str
    reason: str | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    now: datetime
    """By the database's clock, as every time here."""
    feeds: dict[str, int]
    """By state: ok, failing, waiting, off."""
    articles: int
    stories: int
    """Texts that stand in several articles."""
    copies: int
    """Those articles."""
    stages: tuple[StageRow, ...]
    parked: tuple[ParkedRow, ...]
    """The latest few."""
    statements: int
    verdicts: dict[str, int]
    alerts: dict[str, int]
    """By what became of them: pending, sending, retrying, sent, parked, …"""
    suppressed: dict[str, int]
    """Matches that were not told, by why."""
    ratings: tuple[Rating, ...]
    """What subscribers answered, by topic."""
    closed: tuple[ClosedRow, ...]
    """Destinations that were given up; the latest first."""
    dead_letters: int
    latest_dead_letter: DeadLetterRow | None
    workers: tuple[WorkerRow, ...]


PARKED_SHOWN = 5


def overview(session: Session) -> Overview:
    """Count everything once."""
    now = jobs.now(session)
    states = [feed_state(feed) for feed in session.scalars(select(Feed))]
    matches = _counts(session, select(TopicMatch.outcome, func.count()).group_by(TopicMatch.outcome))
    dead = session.scalars(select(DeadLetter).order_by(DeadLetter.id.desc()).limit(1)).first()
    stories, copies = counts(session)
    stages = tuple(_stage(session, stage.name, now) for stage in STAGES)
    return Overview(
        now=now,
        feeds={
            state: states.count(state) for state in ("ok", "failing", "waiting", "off") if state in states
        },
        articles=session.scalar(select(func.count()).select_from(Article)) or 0,
        stories=stories,
        copies=copies,
        stages=stages,
        parked=_parked(session),
        statements=session.scalar(select(func.count()).select_from(Statement)) or 0,
        verdicts=_counts(session, select(Sighting.verdict, func.count()).group_by(Sighting.verdict)),
        alerts=states_of_all(session),
        suppressed={outcome: count for outcome, count in matches.items() if outcome not in ANNOUNCED},
        ratings=tuple(ratings(session)),
        closed=_closed(session),
        dead_letters=session.scalar(select(func.count()).select_from(DeadLetter)) or 0,
        latest_dead_letter=None
        if dead is None
        else DeadLetterRow(dead.queue, dead.name, dead.reason, dead.received_at),
        workers=tuple(
            WorkerRow(each.worker, each.service, each.beaten_at)
            for each in session.scalars(select(Heartbeat).order_by(Heartbeat.service, Heartbeat.worker))
        ),
    )


def _closed(session: Session) -> tuple[ClosedRow, ...]:
    rows = session.scalars(
        select(Destination)
        .where(Destination.closed_at.is_not(None))
        .order_by(Destination.closed_at.desc(), Destination.key)
    )
    return tuple(ClosedRow(each.channel, each.closed_reason, each.closed_at) for each in rows)


def _counts(session: Session, statement: Select[str, int]) -> dict[str, int]:
    counted = session.execute(statement)
    return dict(sorted(counted, key=lambda each: (-each[1], each[0])))


def _stage(session: Session, stage: str, now: datetime) -> StageRow:
    held = {"todo": 0, "doing": 0, "parked": 0, "done": 0} | _counts(
        session, select(Job.state, func.count()).where(Job.stage == stage).group_by(Job.state)
    )
    due = and_(Job.stage == stage, Job.state == "todo", Job.due_at <= now)
    waiting, oldest = session.execute(select(func.count(), func.min(Job.due_at)).where(due)).one()
    outcomes = _counts(
        session,
        select(func.coalesce(Job.outcome, ""), func.count())
        .where(Job.stage == stage, Job.state.in_(("done", "parked")))
        .group_by(Job.outcome),
    )
    return StageRow(
        stage=stage,
        waiting=waiting,
        later=held["todo"] - waiting,
        doing=held["doing"],
        parked=held["parked"],
        done=held["done"],
        outcomes=outcomes,
        oldest_waiting_s=None if oldest is None else (now - oldest).total_seconds(),
    )


def _parked(session: Session) -> tuple[ParkedRow, ...]:
    rows = session.scalars(
        select(Job).where(Job.state == "parked").order_by(Job.finished_at.desc(), Job.id.desc()).limit(PARKED_SHOWN)
    )  # fmt: skip
    return tuple(ParkedRow(job.stage, job.subject_id, job.reason, job.finished_at) for job in rows)
