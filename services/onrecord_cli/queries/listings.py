"""Feeds, topics and subscribers as lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select

from onrecord.storage import Session
from onrecord.storage.schema import Alert, Entry, Feed, Subscriber, Subscription, Topic, TopicMatch


@dataclass(frozen=True, slots=True)
class FeedRow:
    id: int
    url: str
    outlet: str
    title: str | None
    state: str
    """waiting (never polled), ok, failing, or off."""
    outcome: str | None
    """Of the last poll."""
    reason: str | None
    failures: int
    """In a row."""
    entries: int
    baseline: bool
    baseline_at: datetime | None
    polled_at: datetime | None
    next_poll_at: datetime


@dataclass(frozen=True, slots=True)
class TopicRow:
    id: int
    name: str
    query: str
    active: bool
    subscribers: tuple[str, ...]
    matches: int
    """Statements that met it, told or not."""
    alerts: int


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    topic: str
    channel: str
    active: bool


@dataclass(frozen=True, slots=True)
class SubscriberRow:
    id: int
    name: str
    email: str | None
    slack: bool
    """There is a webhook; its address is a secret and never read here."""
    subscriptions: tuple[SubscriptionRow, ...]


def feeds(session: Session) -> list[FeedRow]:
    """All feeds, those that are followed first, by outlet."""
    entries = select(func.count()).where(Entry.feed_id == Feed.id).scalar_subquery()
    rows = session.execute(select(Feed, entries).order_by(Feed.active.desc(), Feed.outlet, Feed.id))
    return [
        FeedRow(
            id=feed.id, url=feed.url, outlet=feed.outlet, title=feed.title, state=feed_state(feed), outcome=feed.outcome,
            reason=feed.reason, failures=feed.failures, entries=count, baseline=feed.baseline,
            baseline_at=feed.baseline_at, polled_at=feed.polled_at, next_poll_at=feed.next_poll_at,
        )
        for feed, count in rows
    ]  # fmt: skip


def feed_state(feed: Feed) -> str:
    """Say in one word how *feed* does."""
    if not feed.active:
        return "off"
    if feed.polled_at is None:
        return "waiting"
    return "failing" if feed.failures else "ok"


def topics(session: Session) -> list[TopicRow]:
    """All topics, those that are followed first, by name."""
    told: dict[int, list[str]] = {}
    for topic_id, name in session.execute(
        select(Subscription.topic_id, Subscriber.name)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .where(Subscription.active)
        .distinct()
        .order_by(Subscriber.name)
    ):
        told.setdefault(topic_id, []).append(name)
    matches = _by_topic(
        session,
        select(Subscription.topic_id, func.count(TopicMatch.statement_id.distinct())).join(
            Subscription, Subscription.id == TopicMatch.subscription_id
        ),
    )
    alerts = _by_topic(
        session,
        select(Subscription.topic_id, func.count(Alert.id)).join(
            Subscription, Subscription.id == Alert.subscription_id
        ),
    )
    return [
        TopicRow(each.id, each.name, each.query, each.active, tuple(told.get(each.id, ())),
                 matches.get(each.id, 0), alerts.get(each.id, 0))
        for each in session.scalars(select(Topic).order_by(Topic.active.desc(), Topic.name))
    ]  # fmt: skip


def _by_topic(session: Session, counted: Select[int, int]) -> dict[int, int]:
    rows = session.execute(counted.group_by(Subscription.topic_id))
    return {topic_id: count for topic_id, count in rows}  # noqa: C416 - dict() takes a result for a mapping


def subscribers(session: Session) -> list[SubscriberRow]:
    """All subscribers by name, each with what they subscribed to."""
    subscriptions: dict[int, list[SubscriptionRow]] = {}
    for subscriber_id, topic, channel, active in session.execute(
        select(
            Subscription.subscriber_id,
            Topic.name,
            Subscription.channel,
            and_(Subscription.active, Topic.active),
        )
        .join(Topic, Topic.id == Subscription.topic_id)
        .order_by(Topic.name, Subscription.channel)
    ):
        subscriptions.setdefault(subscriber_id, []).append(SubscriptionRow(topic, channel, active))
    rows = session.execute(
        select(Subscriber.id, Subscriber.name, Subscriber.email, Subscriber.slack_webhook_url.is_not(None))
        .order_by(Subscriber.name)
    )  # fmt: skip
    return [
        SubscriberRow(number, name, email, slack, tuple(subscriptions.get(number, ())))
        for number, name, email, slack in rows
    ]
