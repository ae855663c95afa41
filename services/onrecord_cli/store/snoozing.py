"""Snoozes: the one thing about a subscription that is not in the file, because it is over by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from onrecord.storage import Session
from onrecord.storage.schema import Subscriber, Subscription, Topic


def snooze(
    session: Session, subscriber: str, *, topic: str | None, channel: str | None, until: datetime | None
) -> list[str]:
    """Hold alerts back until *until*, or tell them again where it is None; name the subscriptions.

    Args:
        session: A transaction.
        subscriber: By name.
        topic: By name; all where there is none.
        channel: All where there is none.
        until: Aware.
    """
    wanted = (
        select(Subscription, Topic.name)
        .join(Topic, Topic.id == Subscription.topic_id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .where(Subscriber.name == subscriber, Subscription.active)
        .order_by(Topic.name, Subscription.channel)
    )
    if topic is not None:
        wanted = wanted.where(Topic.name == topic)
    if channel is not None:
        wanted = wanted.where(Subscription.channel == channel)
    named = []
    for subscription, name in session.execute(wanted):
        subscription.snooze_until = until
        named.append(f"{name} by {subscription.channel}")
    return named
