"""Which message an alert goes into: an open one that fits, or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import func, select

from onrecord.storage import Session
from onrecord.storage.jobs import now
from onrecord.storage.schema import Alert, Message, MessageAlert, Subscriber, Subscription, Topic
from onrecord_alert.rhythm import HOUR, Plan, Rhythm, has_expired, hour_of, next_send
from onrecord_alert.store.rhythms import rhythm_of

MAX_GROUP = 10
"""Alerts in one message that is not a digest: Slack takes 50 blocks."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert, and how its subscriber wants to be told."""

    alert_id: int
    token: UUID
    subscription_id: int
    subscriber_id: int
    channel: str
    rhythm: Rhythm
    active: bool
    """The subscription and its topic are on."""

    def is_wanted(self, now: datetime) -> bool:
        """Say whether the subscriber is to be told of anything."""
        return self.active and not has_expired(now, self.rhythm)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an alert went."""

    message_id: int
    due_in_s: float
    """0.0 where it is due already."""
    why: str
    opened: bool
    """The message was made for it, and needs a job."""


def raised(session: Session, alert_id: int) -> Raised | None:
    """Read who is to be told of an alert, and how; None if it was deleted."""
    row = session.execute(
        select(Alert.token, Subscription, Topic.active)
        .join(Subscription, Subscription.id == Alert.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .where(Alert.id == alert_id)
    ).first()
    if row is None:
        return None
    token, subscription, followed = row
    return Raised(
        alert_id,
        token,
        subscription.id,
        subscription.subscriber_id,
        subscription.channel,
        rhythm_of(subscription),
        active=subscription.active and followed,
    )


def place(session: Session, alert: Raised, *, wait: timedelta) -> Placed:
    """Put *alert* into the message that is to tell it, once."""
    hold(session, alert.subscriber_id)
    at = now(session)
    placed = session.execute(
        select(MessageAlert.message_id, MessageAlert.why).where(
            MessageAlert.alert_id == alert.alert_id, MessageAlert.part == "told"
        )
    ).first()
    if placed:
        return Placed(placed.message_id, 0.0, placed.why, opened=False)
    told_since = _planned_in_hour(session, alert, hour_of(at + wait, alert.rhythm))
    plan = next_send(at, alert.rhythm, wait=wait, told_since=told_since)
    return put(session, alert, plan, part="told", at=at)


def put(
    session: Session, alert: Raised, plan: Plan, *, part: Literal["told", "also"], at: datetime
) -> Placed:
    """Put *alert* into the open message of *plan*, or into a new one; nothing changes where it is in it already."""
    message_id = _open_message(session, alert, plan)
    opened = message_id is None
    if message_id is None:
        message = Message(
            token=alert.token if plan.kind == "alert" else uuid4(),
            subscriber_id=alert.subscriber_id,
            channel=alert.channel,
            kind=plan.kind,
            due_at=plan.due_at,
            created_at=at,
        )
        session.add(message)
        session.flush()
        message_id = message.id
    if session.get(MessageAlert, (message_id, alert.alert_id)) is None:
        session.add(
            MessageAlert(message_id=message_id, alert_id=alert.alert_id, part=part, why=plan.why, outlets=[])
        )
        session.flush()
    return Placed(message_id, max(0.0, (plan.due_at - at).total_seconds()), plan.why, opened)


def hold(session: Session, subscriber_id: int) -> None:
    """Be the only one that plans or closes messages of the subscriber until this transaction ends.

    PostgreSQL locks a row; SQLite has one writer as it is.
    """
    session.execute(
        select(Subscriber.id).where(Subscriber.id == subscriber_id).with_for_update(key_share=True)
    )


def _open_message(session: Session, alert: Raised, plan: Plan) -> int | None:
    newest = (
        select(Message.id)
        .where(
            Message.subscriber_id == alert.subscriber_id,
            Message.channel == alert.channel,
            Message.kind == plan.kind,
            Message.closed_at.is_(None),
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    if plan.kind == "digest":  # has no limit, and may hold thousands: they are not counted
        return session.scalar(newest.where(Message.due_at == plan.due_at))
    held = select(func.count()).where(MessageAlert.message_id == Message.id).scalar_subquery()
    return session.scalar(newest.where(held < MAX_GROUP))


def _planned_in_hour(session: Session, alert: Raised, begins_at: datetime) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Message)
            .join(MessageAlert, MessageAlert.message_id == Message.id)
            .join(Alert, Alert.id == MessageAlert.alert_id)
            .where(
                Message.subscriber_id == alert.subscriber_id,
                Message.channel == alert.channel,
                Message.kind == "alert",
                Message.due_at >= begins_at,
                Message.due_at < begins_at + HOUR,
                Alert.subscription_id == alert.subscription_id,
            )
        )
        or 0
    )
