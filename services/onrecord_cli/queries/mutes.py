"""Mutes with the names of what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from onrecord.storage import Session
from onrecord.storage.schema import Mute, Statement, Subscriber, Topic


@dataclass(frozen=True, slots=True)
class MuteRow:
    id: int
    topic: str | None
    """None is every topic."""
    subscriber: str | None
    """None is everybody."""
    speaker: str | None
    outlet: str | None
    said: str | None
    """The words that are muted with all that says the same."""
    state: str
    """on, over (its time has come) or lifted."""
    until: datetime | None
    created_at: datetime


def mutes(session: Session, *, now: datetime, lifted: bool) -> list[MuteRow]:
    """The mutes that hold, newest first; with *lifted* those too that were taken back or are over."""
    rows = session.execute(
        select(Mute, Topic.name, Subscriber.name, Statement.content_text)
        .outerjoin(Topic, Topic.id == Mute.topic_id)
        .outerjoin(Subscriber, Subscriber.id == Mute.subscriber_id)
        .outerjoin(Statement, Statement.id == Mute.statement_id)
        .order_by(Mute.id.desc())
    )
    found = [
        MuteRow(
            id=mute.id, topic=topic, subscriber=subscriber, speaker=mute.speaker, outlet=mute.outlet, said=said,
            state=_state(mute, now), until=mute.until, created_at=mute.created_at,
        )
        for mute, topic, subscriber, said in rows
    ]  # fmt: skip
    return [row for row in found if lifted or row.state == "on"]


def _state(mute: Mute, now: datetime) -> str:
    if mute.lifted_at is not None:
        return "lifted"
    return "over" if mute.until is not None and mute.until <= now else "on"
