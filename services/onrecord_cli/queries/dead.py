"""What a person should look at: jobs that were parked, and messages that nobody could read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, select

from onrecord.pipeline import STAGES
from onrecord.storage import Session
from onrecord.storage.schema import Article, DeadLetter, Job

OF_ARTICLES = tuple(stage.name for stage in STAGES if stage.subject == "article")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them; nothing set means all."""

    stage: str | None = None
    reason: str | None = None
    """Stands in the reason, in any case."""
    jobs: tuple[int, ...] | None = None
    letters: tuple[int, ...] | None = None
    """By id; None for all of that kind, an empty tuple for none."""


@dataclass(frozen=True, slots=True)
class ParkedJob:
    handle: str
    """What the command calls it: j12."""
    id: int
    stage: str
    subject: str
    """article, alert or message."""
    subject_id: int
    url: str | None
    """The article's, where it is one."""
    outcome: str | None
    reason: str | None
    tries: int
    crashes: int
    trace_id: str
    at: datetime | None
    """When it was parked."""


@dataclass(frozen=True, slots=True)
class Letter:
    handle: str
    """m3."""
    id: int
    queue: str
    name: str
    reason: str
    body: str
    """As far as it was kept; anything may stand in it."""
    at: datetime


def parked(session: Session, wanted: Wanted, *, limit: int | None) -> list[ParkedJob]:
    """The parked jobs, the latest first."""
    subjects = {stage.name: stage.subject for stage in STAGES}
    rows = session.execute(
        select(Job, Article.url)
        .outerjoin(Article, and_(Article.id == Job.subject_id, Job.stage.in_(OF_ARTICLES)))
        .where(*_of_jobs(wanted))
        .order_by(Job.finished_at.desc(), Job.id.desc())
        .limit(limit)
    )
    return [
        ParkedJob(
            handle=f"j{job.id}",
            id=job.id, stage=job.stage, subject=subjects.get(job.stage, "?"), subject_id=job.subject_id, url=url,
            outcome=job.outcome, reason=job.reason, tries=job.tries, crashes=job.crashes, trace_id=job.trace_id,
            at=job.finished_at,
        )
        for job, url in rows
    ]  # fmt: skip


def letters(session: Session, wanted: Wanted, *, limit: int | None) -> list[Letter]:
    """The unreadable messages, the latest first."""
    rows = session.scalars(
        select(DeadLetter).where(*_of_letters(wanted)).order_by(DeadLetter.id.desc()).limit(limit)
    )
    return [
        Letter(f"m{each.id}", each.id, each.queue, each.name, each.reason, each.body, each.received_at)
        for each in rows
    ]


def totals(session: Session, wanted: Wanted) -> tuple[int, int]:
    """How many of each there are: parked jobs, unreadable messages."""
    return (
        session.scalar(select(func.count(Job.id)).where(*_of_jobs(wanted))) or 0,
        session.scalar(select(func.count(DeadLetter.id)).where(*_of_letters(wanted))) or 0,
    )


def _of_jobs(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Job.state == "parked"]
    if wanted.stage is not None:
        conditions.append(Job.stage == wanted.stage)
    if wanted.reason is not None:
        conditions.append(Job.reason.icontains(wanted.reason, autoescape=True))
    if wanted.jobs is not None:
        conditions.append(Job.id.in_(wanted.jobs))
    return conditions


def _of_letters(wanted: Wanted) -> list[ColumnElement[bool]]:
    if wanted.stage is not None:
        return [false()]
    conditions: list[ColumnElement[bool]] = []
    if wanted.reason is not None:
        conditions.append(DeadLetter.reason.icontains(wanted.reason, autoescape=True))
    if wanted.letters is not None:
        conditions.append(DeadLetter.id.in_(wanted.letters))
    return conditions
