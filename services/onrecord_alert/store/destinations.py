"""Where messages go: a turn for each, pauses that all workers keep, and destinations that are no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from onrecord.storage import Session
from onrecord.storage.inserting import insert
from onrecord.storage.jobs import now
from onrecord.storage.schema import Destination


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a destination takes a message now."""

    wait_s: float
    """0.0: yes, and the turn is taken. Otherwise ask again after so many seconds."""
    closed: str | None
    """Why it never will, as it said itself."""


def turn(session: Session, key: str, channel: str, *, gap_s: float) -> Turn:
    """Take the next turn at the destination *key*, if it is due.

    Args:
        session: Committed before anything is sent.
        key: Of the channel's ``destination``.
        channel: Its kind, for people who read the table.
        gap_s: From this turn to the next one, whoever takes it; 0 or more.
    """
    at = now(session)
    session.execute(
        insert(session, Destination)
        .values(key=key, channel=channel, next_at=at, failures=0)
        .on_conflict_do_nothing()
    )
    taken = session.execute(
        update(Destination)
        .where(Destination.key == key, Destination.closed_at.is_(None), Destination.next_at <= at)
        .values(next_at=at + timedelta(seconds=gap_s))
        .returning(Destination.key)
    ).first()
    if taken:
        return Turn(0.0, closed=None)
    next_at, closed = session.execute(
        select(Destination.next_at, Destination.closed_reason).where(Destination.key == key)
    ).one()
    return Turn(max(0.001, (next_at - at).total_seconds()), closed=closed)


def pause(session: Session, key: str, after_s: float) -> None:
    """Let nobody take a turn for *after_s* seconds, nor sooner than an earlier pause lets them; count it."""
    until = now(session) + timedelta(seconds=after_s)
    session.execute(
        update(Destination).where(Destination.key == key).values(failures=Destination.failures + 1)
    )
    session.execute(
        update(Destination).where(Destination.key == key, Destination.next_at < until).values(next_at=until)
    )


def failures(session: Session, key: str) -> int:
    """Count the pauses of the destination since it last took a message."""
    return session.scalar(select(Destination.failures).where(Destination.key == key)) or 0


def close(session: Session, key: str, reason: str) -> None:
    """Note that the destination will never take anything again; what it said first stays."""
    session.execute(
        update(Destination)
        .where(Destination.key == key, Destination.closed_at.is_(None))
        .values(closed_at=now(session), closed_reason=reason)
    )


def worked(session: Session, key: str) -> None:
    """Note that the destination took a message."""
    session.execute(
        update(Destination).where(Destination.key == key, Destination.failures > 0).values(failures=0)
    )


def reopen(session: Session, key: str) -> bool:
    """Take messages for the destination again, at once; say whether it was closed or paused."""
    at = now(session)
    opened = session.execute(
        update(Destination)
        .where(Destination.key == key, (Destination.closed_at.is_not(None)) | (Destination.next_at > at))
        .values(closed_at=None, closed_reason=None, failures=0, next_at=at)
        .returning(Destination.key)
    ).first()
    return opened is not None
