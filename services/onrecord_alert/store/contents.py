"""What a message says, from what the tables hold now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from onrecord.storage import Session
from onrecord.storage.schema import (
    Alert,
    Message,
    MessageAlert,
    Statement,
    Subscription,
    Topic,
    TopicMatch,
)
from onrecord_alert import records
from onrecord_alert.digest import Item, chosen, laid_out
from onrecord_alert.records import AlertView
from onrecord_alert.store.reading import views

TOLD = ("due", "update_due")
"""Outcomes of a match that raised an alert; all others are suppressed."""


class Found(NamedTuple):
    """An alert in a message, with what it stands on."""

    item: MessageAlert
    alert: Alert
    subscription: Subscription
    topic: Topic
    statement: Statement


def composed(session: Session, message_id: int) -> records.Message | None:
    """Say what a message says, from what the tables hold now; None if nothing is left to say."""
    message = session.get_one(Message, message_id)
    rows = rows_of(session, message_id)
    return _digest(session, message, rows) if message.kind == "digest" else _group(session, message, rows)


def known_outlets(session: Session, alert_ids: Sequence[int]) -> dict[int, set[str]]:
    """Say which other outlets subscribers were told of, by alert."""
    known: dict[int, set[str]] = {alert_id: set() for alert_id in alert_ids}
    for alert_id, outlets in session.execute(
        select(MessageAlert.alert_id, MessageAlert.outlets).where(MessageAlert.alert_id.in_(alert_ids))
    ):
        known[alert_id].update(outlets)
    return known


def rows_of(session: Session, message_id: int) -> list[Found]:
    """Read all that a message tells, in the order in which it was raised."""
    rows = session.execute(
        select(MessageAlert, Alert, Subscription, Topic, Statement)
        .join(Alert, Alert.id == MessageAlert.alert_id)
        .join(Subscription, Subscription.id == Alert.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .join(Statement, Statement.id == Alert.statement_id)
        .where(MessageAlert.message_id == message_id, MessageAlert.dropped.is_(None))
        .order_by(Alert.id)
    )
    return [Found(*row) for row in rows]


def _group(session: Session, message: Message, rows: Sequence[Found]) -> records.Message | None:
    read = views(session, [row.alert.id for row in rows])
    said = tuple(read[row.alert.id] for row in rows if row.alert.id in read)
    if not said:
        return None
    return records.Message(
        token=message.token,
        kind="alert" if len(said) == 1 else "group",
        alerts=said,
        subscriber_id=message.subscriber_id,
        subscription_id=_only_subscription(rows),
        zone=_zone(rows),
    )


def _digest(session: Session, message: Message, rows: Sequence[Found]) -> records.Message | None:
    items = {
        row.alert.id: Item(
            row.alert.id,
            part="told" if row.item.part == "told" else "also",
            kind=row.alert.kind,
            why=row.item.why,
            topic_id=row.topic.id,
            topic=row.topic.name,
            speaker=row.statement.speaker,
            said_at=row.alert.created_at,
        )
        for row in rows
    }
    read, news = _listed(session, list(items.values()))
    if not read:
        return None
    since = _since(session, message, rows)
    return records.Message(
        token=message.token,
        kind="digest",
        alerts=(),
        digest=laid_out(
            [item for item in items.values() if item.part == "told" or item.alert_id in read],
            read,
            news,
            since=since,
            until=message.due_at,
            suppressed=_suppressed(session, message, since),
        ),
        subscriber_id=message.subscriber_id,
        subscription_id=_only_subscription(rows),
        zone=_zone(rows),
    )


def _listed(
    session: Session, items: Sequence[Item]
) -> tuple[Mapping[int, AlertView], Mapping[int, tuple[str, ...]]]:
    """Read the alerts that a digest lists, and the outlets that are news of those that are only reported again."""
    picked = chosen(items)
    read = views(session, [each.alert_id for each in picked])
    again = [each.alert_id for each in picked if each.part == "also"]
    known = known_outlets(session, again)
    news = {
        alert_id: tuple(outlet for outlet in read[alert_id].also_in if outlet not in known[alert_id])
        for alert_id in again
        if alert_id in read
    }
    for alert_id, outlets in news.items():
        if not outlets:
            del read[alert_id]
    return read, news


def _since(session: Session, message: Message, rows: Sequence[Found]) -> datetime:
    before = session.scalar(
        select(func.max(Message.due_at)).where(
            Message.subscriber_id == message.subscriber_id,
            Message.channel == message.channel,
            Message.kind == "digest",
            Message.due_at < message.due_at,
            Message.sent_at.is_not(None),
        )
    )
    return before or min(row.alert.created_at for row in rows)


def _suppressed(session: Session, message: Message, since: datetime) -> dict[str, int]:
    mailbox = select(Subscription.id).where(
        Subscription.subscriber_id == message.subscriber_id, Subscription.channel == message.channel
    )
    rows = session.execute(
        select(TopicMatch.outcome, func.count())
        .where(
            TopicMatch.subscription_id.in_(mailbox),
            TopicMatch.matched_at >= since,
            TopicMatch.matched_at < message.due_at,
            TopicMatch.outcome.not_in(TOLD),
        )
        .group_by(TopicMatch.outcome)
    )
    return {outcome: count for outcome, count in rows}  # noqa: C416 - dict() takes a result for a mapping


def _only_subscription(rows: Sequence[Found]) -> int | None:
    ids = {row.subscription.id for row in rows}
    return ids.pop() if len(ids) == 1 else None


def _zone(rows: Sequence[Found]) -> ZoneInfo:
    return ZoneInfo(rows[0].subscription.timezone)
