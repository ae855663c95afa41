"""Alerts with what became of them, and matches that raised none with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

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
from onrecord_cli.queries.stories import ALONE, Spread, spreads
from onrecord_track.queries import Reach, read_reach
from onrecord_track.records import Kept

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
    agency: str | None
    """The news agency that the article is from, where it says so."""
    outlets: int
    """That hold the same text, this one among them."""


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
    reach: Reach
    """In how many outlets it was said, from how many origins."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SuppressedRow:
    outcome: str
    """Why it was not told."""
    reason: str
    topic: str
    subscriber: str
    channel: str
    said: SaidRow
    matched_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which matches are listed; None is all."""

    topic: str | None = None
    subscriber: str | None = None
    speaker: str | None = None
    """The canonical name, in these letters."""
    since: datetime | None = None
    outcome: Kept | None = None
    """Where suppressed ones are listed."""

    def conditions(self, at: InstrumentedAttribute[datetime]) -> list[ColumnElement[bool]]:
        """Say it in SQL; *at* is when the match or the alert came to be."""
        asked = (
            (Topic.name, self.topic), (Subscriber.name, self.subscriber), (Statement.speaker, self.speaker)
        )  # fmt: skip
        told: list[ColumnElement[bool]] = [column == value for column, value in asked if value is not None]
        return told if self.since is None else [*told, at >= self.since]


def alerts(session: Session, wanted: Wanted, *, limit: int) -> list[AlertRow]:
    """The newest alerts, newest first, with what became of them."""
    rows = session.execute(
        select(Alert, Topic.name, Subscriber.name, Subscription.channel, Statement, Article)
        .join(Subscription, Subscription.id == Alert.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .join(Statement, Statement.id == Alert.statement_id)
        .join(Article, Article.id == Statement.article_id)
        .where(*wanted.conditions(Alert.created_at))
        .order_by(Alert.created_at.desc(), Alert.id.desc())
        .limit(limit)
    ).all()
    became = fates(session, [alert.id for alert, *_ in rows])
    spread = spreads(session, {article.id for *_, article in rows})
    reach = read_reach(session, {alert.utterance_id for alert, *_ in rows})
    return [
        AlertRow(
            id=alert.id, kind=alert.kind, topic=topic, subscriber=subscriber, channel=channel,
            said=said(statement, article, spread), why=tuple(alert.explanation), fate=became[alert.id],
            reach=reach[alert.utterance_id], created_at=alert.created_at,
        )
        for alert, topic, subscriber, channel, statement, article in rows
    ]  # fmt: skip


def suppressed(session: Session, wanted: Wanted, *, limit: int) -> list[SuppressedRow]:
    """The newest matches that were not told, newest first, each with the reason."""
    outcome = TopicMatch.outcome == wanted.outcome if wanted.outcome else TopicMatch.outcome.not_in(ANNOUNCED)
    rows = session.execute(
        select(TopicMatch, Topic.name, Subscriber.name, Subscription.channel, Statement, Article)
        .join(Subscription, Subscription.id == TopicMatch.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .join(Statement, Statement.id == TopicMatch.statement_id)
        .join(Article, Article.id == Statement.article_id)
        .where(outcome, *wanted.conditions(TopicMatch.matched_at))
        .order_by(TopicMatch.matched_at.desc(), TopicMatch.statement_id.desc())
        .limit(limit)
    ).all()
    spread = spreads(session, {article.id for *_, article in rows})
    return [
        SuppressedRow(match.outcome, match.reason, topic, subscriber, channel, said(statement, article, spread), match.matched_at)
        for match, topic, subscriber, channel, statement, article in rows
    ]  # fmt: skip


def said(statement: Statement, article: Article, spread: Mapping[int, Spread]) -> SaidRow:
    """Put a statement together as it is printed; *spread* is its article's, by id."""
    text = spread.get(article.id, ALONE)
    return SaidRow(
        speaker=statement.speaker,
        source=statement.source_text, role=statement.role, cue=statement.cue_text, words=statement.content_text,
        kind=statement.kind, outlet=article.outlet, title=article.title, url=article.url,
        published_at=article.published_at, agency=text.agency, outlets=text.outlets,
    )  # fmt: skip
