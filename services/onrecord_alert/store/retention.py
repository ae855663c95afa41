"""Messages that were sent, or came to nothing, long ago."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select, tuple_

from onrecord.storage import Session, jobs
from onrecord.storage.retention import OF_MESSAGES, unfinished
from onrecord.storage.schema import Message, MessageAlert


def forget_messages(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Delete messages that were done with longer ago than this, at most *rows* of what they tell, and of them; say of how many.

    Attempts go with their message. What is to be sent yet, and what is parked, stays. A digest may tell ten thousand
    alerts: these go first, so that no transaction is long.
    """
    before = jobs.now(session) - older_than
    done_at = func.coalesce(Message.sent_at, Message.closed_at, Message.due_at)
    old = session.scalars(
        select(Message.id)
        .where(Message.created_at < before, done_at < before, ~unfinished(OF_MESSAGES, Message.id))
        .order_by(Message.created_at)
        .limit(rows)
    ).all()
    place = tuple_(MessageAlert.message_id, MessageAlert.alert_id)
    some = (
        select(MessageAlert.message_id, MessageAlert.alert_id)
        .where(MessageAlert.message_id.in_(old))
        .limit(rows)
    )
    told = session.execute(
        delete(MessageAlert)
        .where(place.in_(some))
        .returning(MessageAlert.alert_id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(told) == rows:
        return rows
    session.execute(delete(Message).where(Message.id.in_(old)).execution_options(synchronize_session=False))
    return len(old)
