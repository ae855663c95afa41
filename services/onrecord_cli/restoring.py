"""After a backup was put back: what may have been told since it was made is told to nobody again."""

from __future__ import annotations

from datetime import datetime

from onrecord.messaging import watermark
from onrecord.storage import Session, heartbeats
from onrecord_alert.store.outgoing import hold_back_all
from onrecord_ingest.store import take_for_old_news


def mark_restored(session: Session, *, until: datetime) -> None:
    """Mark a restored database, before any worker works on it; a second call does no harm.

    Args:
        session: One transaction.
        until: When the system that the backup is of was last at work; aware. What was published by then counts as told.
    """
    take_for_old_news(session, until=until)
    hold_back_all(session)
    heartbeats.beat(session, worker="restored", service=watermark.KEEPER)  # it is known from here on
