"""Alerts that were told, and what their subscribers were not told of: the outlets that report them since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from onrecord.storage import Session
from onrecord.storage.jobs import now
from onrecord.storage.schema import Alert, Article, Message, MessageAlert, Statement
from onrecord_alert.records import Sent
from onrecord_alert.retrying import GIVE_UP_AFTER
from onrecord_alert.rhythm import Plan, next_digest
from onrecord_alert.store.contents import known_outlets
from onrecord_alert.store.planning import Placed, Raised, hold, put
from onrecord_alert.store.reading import other_outlets
from onrecord_alert.store.ways import way_to
from onrecord_alert.ways import Way


@dataclass(frozen=True, slots=True)
class Grown:
    """An alert that more outlets report than its subscriber knows."""

    message_id: int
    """The message that told it."""
    kind: str
    """alert or digest."""
    way: Way | None
    news: tuple[str, ...]
    """Outlets, in the order in which they reported it."""
    sent: Sent | None
    """None where the message is on its way yet."""
    changed_at: datetime
    """When the message was sent or last edited; when it was closed where it is on its way."""
    now: datetime


def grown(session: Session, alert_id: int) -> Grown | None:
    """Say what there is to add to an alert; None if it is not being told yet, or all is told."""
    row = session.execute(
        select(Message, Alert.utterance_id, Article.outlet)
        .join(MessageAlert, MessageAlert.message_id == Message.id)
        .join(Alert, Alert.id == MessageAlert.alert_id)
        .join(Statement, Statement.id == Alert.statement_id)
        .join(Article, Article.id == Statement.article_id)
        .where(MessageAlert.alert_id == alert_id, MessageAlert.part == "told", MessageAlert.dropped.is_(None))
    ).first()
    message: Message | None = row.Message if row else None
    if row is None or message is None or message.closed_at is None:
        return None  # what it says is read when it is sent
    known = known_outlets(session, [alert_id])[alert_id]
    news = tuple(
        outlet for outlet in other_outlets(session, row.utterance_id, row.outlet) if outlet not in known
    )
    at = now(session)
    if not news or (message.sent_at is None and at - message.closed_at > GIVE_UP_AFTER):
        return None
    return Grown(
        message.id,
        message.kind,
        way=way_to(session, message.subscriber_id, message.channel),
        news=news,
        sent=None if message.sent_at is None else Sent(answer="", external_id=message.external_id),
        changed_at=message.edited_at or message.sent_at or message.closed_at,
        now=at,
    )


def edited(session: Session, message_id: int) -> None:
    """Note that a message was edited just now."""
    session.get_one(Message, message_id).edited_at = now(session)


def put_into_digest(session: Session, alert: Raised) -> Placed:
    """Let the next digest of its subscription say who else reports *alert*."""
    hold(session, alert.subscriber_id)
    at = now(session)
    plan = Plan("digest", next_digest(at, alert.rhythm), "re_reported")
    return put(session, alert, plan, part="also", at=at)
