"""Alerts with what became of them, and matches that raised none with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from onrecord.storage import Session
from onrecord.storage.schema import (
    Alert,
    Article,
    Delivery,
    Job,
    Statement,
    Subscriber,
    Subscription,
    Topic,
    TopicMatch,
)

ANNOUNCED = ("due", "update_due")
"""Outcomes of a topic match that raised an alert; every other one says why there is none."""


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One statement, as alerts and listings print it."""

    speaker: str | None
    source: str
    """The article's words for the speaker."""
    role: str | None
    cue: str
    words: str
    kind: str
    outlet: str
    title: str | None
    url: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class AlertRow:
    id: int
    kind: str
    """new or update."""
    state: str
    """waiting, sending, retrying, sent, unwanted, gone or parked."""
    topic: str
    subscriber: str
    channel: str
    said: SaidRow
    why: tuple[dict[str, Any], ...]
    """Clauses of the topic's query that were met, each with the words that met it."""
    attempts: int
    answer: str | None
    """What the channel said last."""
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class SuppressedRow:
    outcome: str
    """repeat, re_report, muted, before_subscription, baseline, incomplete."""
    reason: str
    topic: str
    subscriber: str
    channel: str
    said: SaidRow
    matched_at: datetime


def alerts(session: Session, *, limit: int) -> list[AlertRow]:
    """The newest alerts, newest first, with what became of them."""
    last = (
        select(func.max(Delivery.attempt)).where(Delivery.alert_id == Alert.id).correlate(Alert).scalar_subquery()
    )  # fmt: skip
    rows = session.execute(
        select(Alert, Topic.name, Subscriber.name, Subscription.channel, Statement, Article, Job, Delivery)
        .join(Subscription, Subscription.id == Alert.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .join(Statement, Statement.id == Alert.statement_id)
        .join(Article, Article.id == Statement.article_id)
        .outerjoin(Job, and_(Job.stage == "deliver", Job.subject_id == Alert.id))
        .outerjoin(Delivery, and_(Delivery.alert_id == Alert.id, Delivery.attempt == last))
        .order_by(Alert.created_at.desc(), Alert.id.desc())
        .limit(limit)
    )
    return [
        AlertRow(
            id=alert.id, kind=alert.kind, state=alert_state(job), topic=topic, subscriber=subscriber, channel=channel,
            said=_said(statement, article), why=tuple(alert.explanation),
            attempts=0 if delivery is None else delivery.attempt,
            answer=None if delivery is None else delivery.answer,
            created_at=alert.created_at,
            sent_at=delivery.finished_at if delivery is not None and delivery.state == "sent" else None,
        )
        for alert, topic, subscriber, channel, statement, article, job, delivery in rows
    ]  # fmt: skip


def alert_state(job: Job | None) -> str:
    """Say in one word what became of the alert that *job* delivers."""
    if job is None or job.state == "todo":
        return "retrying" if job is not None and job.tries else "waiting"
    if job.state == "doing":
        return "sending"
    return job.outcome or job.state


def suppressed(session: Session, *, limit: int) -> list[SuppressedRow]:
    """The newest matches that were not told, newest first, each with the reason."""
    rows = session.execute(
        select(TopicMatch, Topic.name, Subscriber.name, Subscription.channel, Statement, Article)
        .join(Subscription, Subscription.id == TopicMatch.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .join(Statement, Statement.id == TopicMatch.statement_id)
        .join(Article, Article.id == Statement.article_id)
        .where(TopicMatch.outcome.not_in(ANNOUNCED))
        .order_by(TopicMatch.matched_at.desc(), TopicMatch.statement_id.desc())
        .limit(limit)
    )
    return [
        SuppressedRow(match.outcome, match.reason, topic, subscriber, channel, _said(statement, article), match.matched_at)
        for match, topic, subscriber, channel, statement, article in rows
    ]  # fmt: skip


def _said(statement: Statement, article: Article) -> SaidRow:
    return SaidRow(
        speaker=statement.speaker,
        source=statement.source_text, role=statement.role, cue=statement.cue_text, words=statement.content_text,
        kind=statement.kind, outlet=article.outlet, title=article.title, url=article.url,
        published_at=article.published_at,
    )  # fmt: skip
