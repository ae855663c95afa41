"""A row for each attempt to send."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import func, select, update

from onrecord.storage import Session
from onrecord.storage.jobs import now
from onrecord.storage.schema import Delivery
from onrecord_alert.records import Sent


def begin(session: Session, alert_id: int, channel: str) -> int:
    """Note that an attempt begins, committed before anything is sent; give its number, from 1.

    An attempt that never came back, because its worker died, is closed as ``unknown``: it may have been sent.
    """
    session.execute(
        update(Delivery)
        .where(Delivery.alert_id == alert_id, Delivery.state == "sending")
        .values(state="unknown", finished_at=now(session))
    )
    attempt = 1 + (
        session.scalar(select(func.max(Delivery.attempt)).where(Delivery.alert_id == alert_id)) or 0
    )
    session.add(
        Delivery(
            alert_id=alert_id, attempt=attempt, channel=channel, state="sending", started_at=now(session)
        )
    )
    return attempt


def sent(session: Session, alert_id: int, attempt: int, result: Sent) -> None:
    """Note that the channel took the attempt over."""
    _close(session, alert_id, attempt, "sent", answer=result.answer, external_id=result.external_id)


def refused(
    session: Session, alert_id: int, attempt: int, state: Literal["failed", "parked"], answer: str
) -> None:
    """Note that it did not: for now (``failed``), or for ever (``parked``)."""
    _close(session, alert_id, attempt, state, answer=answer)


def _close(session: Session, alert_id: int, attempt: int, state: str, **values: str | None) -> None:
    session.execute(
        update(Delivery)
        .where(Delivery.alert_id == alert_id, Delivery.attempt == attempt)
        .values(state=state, finished_at=now(session), **values)
    )
