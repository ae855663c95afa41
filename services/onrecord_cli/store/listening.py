"""Pauses and mutes: what people do to a topic for a while, and take back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy import select

from onrecord.errors import Misconfigured
from onrecord.storage import Session, jobs
from onrecord.storage.schema import Alert, Mute, Subscriber, Topic


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be muted, in the names people use; at most one of speaker, outlet and alert."""

    topic: str | None
    """None is every topic."""
    subscriber: str | None
    """None is everybody."""
    speaker: str | None = None
    outlet: str | None = None
    alert_id: int | None = None
    """What this alert told, and its updates."""
    until: datetime | None = None


def pause(session: Session, name: str) -> bool:
    """Stop matching a topic; False where it is paused already.

    Raises:
        Misconfigured: there is no such topic.
    """
    topic = _topic(session, name)
    if topic.paused_at is not None:
        return False
    topic.paused_at = jobs.now(session)
    return True


def resume(session: Session, name: str) -> bool:
    """Match a topic again, what is said from now on; False where it is not paused.

    Raises:
        Misconfigured: there is no such topic.
    """
    topic = _topic(session, name)
    if topic.paused_at is None:
        return False
    topic.paused_at, topic.resumed_at = None, jobs.now(session)
    return True


def mute(session: Session, wanted: Wanted) -> int:
    """Keep back what *wanted* says until it is lifted; give the mute's number.

    Raises:
        Misconfigured: a name or an alert is not known.
    """
    subscriber = None
    if wanted.subscriber is not None:
        subscriber = session.scalar(select(Subscriber).where(Subscriber.name == wanted.subscriber))
        if subscriber is None:
            names = session.scalars(select(Subscriber.name)).all()
            raise Misconfigured(_unknown("subscriber", wanted.subscriber, list(names)))
    alert = None
    if wanted.alert_id is not None:
        alert = session.get(Alert, wanted.alert_id)
        if alert is None:
            raise Misconfigured(
                f"there is no alert {wanted.alert_id}: `onrecord alerts list` shows their numbers"
            )
    row = Mute(
        topic_id=None if wanted.topic is None else _topic(session, wanted.topic).id,
        subscriber_id=None if subscriber is None else subscriber.id,
        speaker=wanted.speaker,
        outlet=wanted.outlet,
        statement_id=None if alert is None else alert.statement_id,
        until=wanted.until,
        created_at=jobs.now(session),
    )
    session.add(row)
    session.flush()
    return row.id


def lift(session: Session, number: int) -> bool:
    """Take a mute back; False where that was done before.

    Raises:
        Misconfigured: there is no such mute.
    """
    row = session.get(Mute, number)
    if row is None:
        raise Misconfigured(f"there is no mute {number}: `onrecord topics mutes` shows their numbers")
    if row.lifted_at is not None:
        return False
    row.lifted_at = jobs.now(session)
    return True


def _topic(session: Session, name: str) -> Topic:
    topic = session.scalar(select(Topic).where(Topic.name == name))
    if topic is None:
        raise Misconfigured(_unknown("topic", name, list(session.scalars(select(Topic.name)))))
    return topic


def _unknown(what: str, name: str, names: list[str]) -> str:
    close = get_close_matches(name, names, n=1)
    return f"there is no {what} {name}; " + (
        f"did you mean {close[0]}?" if close else f"`onrecord {what}s list` shows them"
    )
