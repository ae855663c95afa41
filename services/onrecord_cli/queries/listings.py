"""Feeds, topics and subscribers as lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select

from onrecord.storage import Session
from onrecord.storage.schema import Alert, Entry, Feed, Mute, Subscriber, Subscription, Topic, TopicMatch


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
    state: str
    """ok, paused, expired, unheard (nobody subscribed) or off (no longer in the file)."""
    completeness: str
    horizon_days: int | None
    expires_at: datetime | None
    paused_at: datetime | None
    mutes: int
    """That hold, for this topic alone."""
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
    ways: tuple[str, ...]
    """What else there is an address for: slack webhook, slack bot, webhook, apprise. The addresses are secrets,
    and never read here."""
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


def topics(session: Session, *, now: datetime) -> list[TopicRow]:
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
    mutes = Counter(
        session.scalars(
            select(Mute.topic_id).where(Mute.lifted_at.is_(None), or_(Mute.until.is_(None), Mute.until > now))
        )
    )
    return [
        TopicRow(
            id=each.id, name=each.name, query=each.query, state=_topic_state(each, now, heard=each.id in told),
            completeness=each.completeness, horizon_days=each.horizon_days, expires_at=each.expires_at,
            paused_at=each.paused_at, mutes=mutes[each.id], subscribers=tuple(told.get(each.id, ())),
            matches=matches.get(each.id, 0), alerts=alerts.get(each.id, 0),
        )
        for each in session.scalars(select(Topic).order_by(Topic.active.desc(), Topic.name))
    ]  # fmt: skip


def _topic_state(topic: Topic, now: datetime, *, heard: bool) -> str:
    if not topic.active:
        return "off"
    if topic.paused_at is not None:
        return "paused"
    if topic.expires_at is not None and topic.expires_at <= now:
        return "expired"
    return "ok" if heard else "unheard"


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
    addresses = {
        "slack webhook": Subscriber.slack_webhook_url,
        "slack bot": Subscriber.slack_bot_token,
        "webhook": Subscriber.webhook_url,
        "apprise": Subscriber.apprise_url,
    }
    rows = session.execute(
        select(
            Subscriber.id,
            Subscriber.name,
            Subscriber.email,
            *(column.is_not(None) for column in addresses.values()),
        ).order_by(Subscriber.name)
    )
    return [
        SubscriberRow(
            number,
            name,
            email,
            tuple(way for way, there in zip(addresses, known, strict=True) if there),
            tuple(subscriptions.get(number, ())),
        )
        for number, name, email, *known in rows
    ]


def subscriber_named(session: Session, name: str) -> int | None:
    """The id of the subscriber called *name*."""
    return session.scalar(select(Subscriber.id).where(Subscriber.name == name))
