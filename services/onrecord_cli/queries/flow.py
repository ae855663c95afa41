"""How far a run has come: what is open, and what each stage made of what it had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, func, not_, select

from onrecord.pipeline import STAGES
from onrecord.storage import Session, jobs
from onrecord.storage.schema import (
    Article,
    CleanText,
    Entity,
    Entry,
    Feed,
    Job,
    Sighting,
    Statement,
    TopicMatch,
)


@dataclass(frozen=True, slots=True)
class StageFlow:
    """One stage over a whole run."""

    stage: str
    outcomes: dict[str, int]
    retried: int
    """Jobs that took more than one try."""
    mean_ms: float
    slowest_ms: int


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole run, counted."""

    entries: int
    articles: int
    stages: tuple[StageFlow, ...]
    labels: dict[str, int]
    """Blocks by label, most first."""
    completeness: dict[str, int]
    statements: dict[str, int]
    """By kind."""
    with_speaker: int
    entities: dict[str, int]
    """By type."""
    verdicts: dict[str, int]
    matches: dict[str, int]
    """By what became of them: due, or why not."""


def open_jobs(session: Session) -> int:
    """Count the jobs that somebody is to do yet, now or at the next try; a digest whose time is to come is none."""
    planned_for_later = and_(
        Job.stage == "deliver", Job.tries == 0, Job.due_at > jobs.now(session) + timedelta(minutes=1)
    )
    open_now = and_(Job.state.in_(("todo", "doing")), not_(planned_for_later))
    return session.scalar(select(func.count()).select_from(Job).where(open_now)) or 0


def articles(session: Session) -> int:
    """Count the articles found so far."""
    return session.scalar(select(func.count()).select_from(Article)) or 0


def finished_articles(session: Session) -> int:
    """Count the articles for which no stage is left."""
    of_article = [stage.name for stage in STAGES if stage.subject == "article"]
    under_way = select(Job.subject_id).where(Job.stage.in_(of_article), Job.state.in_(("todo", "doing")))
    return session.scalar(select(func.count()).select_from(Article).where(Article.id.not_in(under_way))) or 0


def unpolled_feeds(session: Session) -> int:
    """Count the feeds that are due, or being polled at this moment."""
    due = (Feed.next_poll_at <= jobs.now(session)) | Feed.lease_until.is_not(None)
    return session.scalar(select(func.count()).select_from(Feed).where(Feed.active, due)) or 0


def unread_feeds(session: Session) -> int:
    """Count the feeds that no poll has read yet."""
    unread = select(func.count()).select_from(Feed).where(Feed.active, Feed.baseline_at.is_(None))
    return session.scalar(unread) or 0


def flow(session: Session) -> Flow:
    """Count the whole run. Reads every article's label counts: meant for hundreds, not for millions."""
    labels: Counter[str] = Counter()
    for counts in session.scalars(select(CleanText.label_counts)):
        labels.update(counts)
    return Flow(
        entries=session.scalar(select(func.count()).select_from(Entry)) or 0,
        articles=articles(session),
        stages=tuple(_stage(session, stage.name) for stage in STAGES),
        labels=dict(labels.most_common()),
        completeness=_by(session, CleanText.completeness),
        statements=_by(session, Statement.kind),
        with_speaker=session.scalar(select(func.count()).where(Statement.speaker.is_not(None))) or 0,
        entities=_by(session, Entity.type),
        verdicts=_by(session, Sighting.verdict),
        matches=_by(session, TopicMatch.outcome),
    )


def _by(session: Session, column: object) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).group_by(column))  # type: ignore[call-overload]
    return dict(sorted(((str(value), count) for value, count in rows), key=lambda each: (-each[1], each[0])))


def _stage(session: Session, stage: str) -> StageFlow:
    rows: Sequence[tuple[str | None, int | None, int]] = [
        (outcome, duration, tries)
        for outcome, duration, tries in session.execute(
            select(Job.outcome, Job.duration_ms, Job.tries).where(Job.stage == stage)
        )
    ]
    durations = [duration for _, duration, _ in rows if duration is not None]
    outcomes = Counter(outcome or "open" for outcome, _, _ in rows)
    return StageFlow(
        stage=stage,
        outcomes=dict(outcomes.most_common()),
        retried=sum(tries > 1 for *_, tries in rows),
        mean_ms=sum(durations) / len(durations) if durations else 0.0,
        slowest_ms=max(durations, default=0),
    )
