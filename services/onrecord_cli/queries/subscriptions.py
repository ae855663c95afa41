"""Subscriptions: how each is told, and what waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from onrecord.storage import Session
from onrecord.storage.schema import Alert, Message, MessageAlert, Subscriber, Subscription, Topic


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    subscriber: str
    topic: str
    channel: str
    active: bool
    rhythm: str
    """immediate, hourly, daily or weekly."""
    digest_at: str
    """Local time."""
    digest_day: str
    timezone: str
    quiet_hours: str | None
    cap_per_hour: int
    snooze_until: datetime | None
    expires_at: datetime | None
    waiting: int
    """Alerts that are planned and not sent."""
    next_at: datetime | None
    """When the first of them is to be sent, as planned."""


def subscriptions(session: Session) -> list[SubscriptionRow]:
    """All subscriptions, by subscriber, topic and channel; those that are off come last."""
    waiting = (
        select(
            Alert.subscription_id,
            func.count().label("count"),
            func.min(Message.due_at).label("next_at"),
        )
        .join(MessageAlert, and_(MessageAlert.alert_id == Alert.id, MessageAlert.part == "told"))
        .join(Message, Message.id == MessageAlert.message_id)
        .where(Message.closed_at.is_(None))
        .group_by(Alert.subscription_id)
        .subquery()
    )
    active = and_(Subscription.active, Topic.active)
    rows = session.execute(
        select(Subscription, Subscriber.name, Topic.name, active, waiting.c.count, waiting.c.next_at)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .outerjoin(waiting, waiting.c.subscription_id == Subscription.id)
        .order_by(active.desc(), Subscriber.name, Topic.name, Subscription.channel)
    )
    return [
        SubscriptionRow(
            subscriber=subscriber, topic=topic, channel=row.channel, active=bool(on), rhythm=row.rhythm,
            digest_at=row.digest_at, digest_day=row.digest_day, timezone=row.timezone, quiet_hours=row.quiet_hours,
            cap_per_hour=row.cap_per_hour, snooze_until=row.snooze_until, expires_at=row.expires_at,
            waiting=count or 0, next_at=next_at,
        )
        for row, subscriber, topic, on, count, next_at in rows
    ]  # fmt: skip
