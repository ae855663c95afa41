"""The heartbeats table: when each worker last handled its own tick."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from onrecord.storage import jobs
from onrecord.storage.schema import Heartbeat


def beat(session: Session, *, worker: str, service: str) -> None:
    """Write down that *worker* handled a tick just now."""
    session.merge(Heartbeat(worker=worker, service=service, beaten_at=jobs.now(session)))


def age_s(session: Session, worker: str) -> float | None:
    """Seconds since *worker* last handled a tick, by the database's clock; None if it never did."""
    beaten_at = session.scalar(select(Heartbeat.beaten_at).where(Heartbeat.worker == worker))
    return None if beaten_at is None else (jobs.now(session) - beaten_at).total_seconds()
