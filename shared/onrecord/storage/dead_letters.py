"""The dead_letters table: messages that nobody could read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from onrecord.storage.schema import DeadLetter


def discard(session: Session, letter_ids: Sequence[int]) -> int:
    """Forget messages; say how many. The work that they were about stands in the jobs, and is announced again."""
    gone = session.execute(delete(DeadLetter).where(DeadLetter.id.in_(letter_ids)).returning(DeadLetter.id))
    return len(gone.all())
