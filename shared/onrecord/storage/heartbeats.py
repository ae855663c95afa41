"""The heartbeats table: when each worker last handled its own tick."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from onrecord.storage import jobs
from onrecord.storage.schema import Heartbeat

FORGOTTEN_AFTER = timedelta(days=1)
"""A container that is replaced leaves the row of a worker that never comes back."""


def beat(session: Session, *, worker: str, service: str) -> None:
    """Write down that *worker* handled a tick just now, and forget those who have not for long."""
    now = jobs.now(session)
    session.execute(delete(Heartbeat).where(Heartbeat.beaten_at < now - FORGOTTEN_AFTER))
    session.merge(Heartbeat(worker=worker, service=service, beaten_at=now))


def age_s(session: Session, worker: str) -> float | None:
    """Seconds since *worker* last handled a tick, by the database's clock; None if it never did."""
    beaten_at = session.scalar(select(Heartbeat.beaten_at).where(Heartbeat.worker == worker))
    return None if beaten_at is None else (jobs.now(session) - beaten_at).total_seconds()


def latest(session: Session, service: str) -> datetime | None:
    """When any worker of *service* last handled a tick; None if none did of late."""
    return session.scalar(select(func.max(Heartbeat.beaten_at)).where(Heartbeat.service == service))
