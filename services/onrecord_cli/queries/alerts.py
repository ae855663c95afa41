"""Alerts with what became of them, and matches that raised none with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from onrecord.storage import Session
from onrecord.storage.schema import (
    Alert,
    Article,
    Statement,
    Subscriber,
    Subscription,
    Topic,
    TopicMatch,
)
from onrecord_cli.queries.fates import Fate, fates

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
    topic: str
    subscriber: str
    channel: str
    said: SaidRow
    why: tuple[dict[str, Any], ...]
    """Clauses of the topic's query that were met, each with the words that met it."""
    fate: Fate
    """What became of it."""
    created_at: datetime


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
    rows = session.execute(
        select(Alert, Topic.name, Subscriber.name, Subscription.channel, Statement, Article)
        .join(Subscription, Subscription.id == Alert.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .join(Statement, Statement.id == Alert.statement_id)
        .join(Article, Article.id == Statement.article_id)
        .order_by(Alert.created_at.desc(), Alert.id.desc())
        .limit(limit)
    ).all()
    became = fates(session, [alert.id for alert, *_ in rows])
    return [
        AlertRow(
            id=alert.id, kind=alert.kind, topic=topic, subscriber=subscriber, channel=channel,
            said=_said(statement, article), why=tuple(alert.explanation), fate=became[alert.id],
            created_at=alert.created_at,
        )
        for alert, topic, subscriber, channel, statement, article in rows
    ]  # fmt: skip


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
