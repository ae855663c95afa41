"""From a message's name outside to what it says and to whom."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from onrecord.storage import Session
from onrecord.storage.schema import Message, Subscriber
from onrecord_alert import records
from onrecord_alert.store.contents import composed, known_outlets


def message_with_token(session: Session, token: UUID, *, grown: bool) -> tuple[records.Message, str] | None:
    """What the message says, and its subscriber's name; None if there is none of that name, or nothing is left of it.

    With *grown*, only the alerts of which the subscriber knew fewer outlets until now.
    """
    row = session.execute(
        select(Message.id, Subscriber.name)
        .join(Subscriber, Subscriber.id == Message.subscriber_id)
        .where(Message.token == token)
    ).first()
    if row is None:
        return None
    message = composed(session, row.id)
    if message is None:
        return None
    if grown:
        known = known_outlets(session, [view.alert_id for view in message.alerts])
        news = (view for view in message.alerts if not known[view.alert_id].issuperset(view.also_in))
        message = replace(message, alerts=tuple(news))
    return message, row.name
