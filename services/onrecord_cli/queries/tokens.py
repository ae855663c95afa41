"""From an alert's name outside to what it says and to whom."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from onrecord.storage import Session
from onrecord.storage.schema import Alert, Subscriber, Subscription
from onrecord_alert.records import AlertView
from onrecord_alert.store.reading import views


def alert_with_token(session: Session, token: UUID) -> tuple[AlertView, str] | None:
    """What the alert says, and its subscriber's name; None if there is none of that name."""
    row = session.execute(
        select(Alert.id, Subscriber.name)
        .join(Subscription, Subscription.id == Alert.subscription_id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .where(Alert.token == token)
    ).first()
    if row is None:
        return None
    view = views(session, [row.id]).get(row.id)
    return None if view is None else (view, row.name)
