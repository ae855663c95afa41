"""A row for each attempt to send a message, or to edit it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal

from sqlalchemy import func, select, update

from onrecord.storage import Session
from onrecord.storage.jobs import now
from onrecord.storage.schema import Delivery

Act = Literal["send", "edit"]

ENDED_WITHIN: Final = timedelta(seconds=150)
"""A task that takes longer is killed."""


def begin(session: Session, message_id: int, act: Act = "send") -> int:
    """Note that an attempt begins, committed before anything is sent; give its number, from 1.

    An attempt that never came back, because its worker died, is closed as ``unknown``: it may have been sent.
    """
    session.execute(
        update(Delivery)
        .where(Delivery.message_id == message_id, Delivery.state == "sending")
        .values(state="unknown", finished_at=now(session))
    )
    attempt = 1 + (
        session.scalar(select(func.max(Delivery.attempt)).where(Delivery.message_id == message_id)) or 0
    )
    session.add(
        Delivery(message_id=message_id, attempt=attempt, act=act, state="sending", started_at=now(session))
    )
    return attempt


def is_unsure(session: Session, message_id: int) -> bool:
    """Say whether the last edit of a message may have been made without anybody knowing: it was not ended as sent."""
    last = session.scalar(
        select(Delivery.state)
        .where(Delivery.message_id == message_id, Delivery.act == "edit")
        .order_by(Delivery.attempt.desc())
        .limit(1)
    )
    return last not in (None, "sent")


def under_way(session: Session, message_id: int) -> bool:
    """Say whether somebody is at it just now, as far as one can tell: a worker has until then to end what it began."""
    since = now(session) - ENDED_WITHIN
    return bool(
        session.scalar(
            select(Delivery.id)
            .where(
                Delivery.message_id == message_id, Delivery.state == "sending", Delivery.started_at > since
            )
            .limit(1)
        )
    )


def end(
    session: Session,
    message_id: int,
    attempt: int,
    state: Literal["sent", "failed", "parked"],
    answer: str,
) -> None:
    """Note what came of an attempt: the channel took it over, refused it for now, or for ever."""
    session.execute(
        update(Delivery)
        .where(Delivery.message_id == message_id, Delivery.attempt == attempt)
        .values(state=state, finished_at=now(session), answer=answer)
    )
