"""What may be let go of: jobs that ended long ago, and what no unfinished job is about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, exists, not_, or_, select

from onrecord.storage import Session
from onrecord.storage.jobs import now
from onrecord.storage.schema import Alert, Job, Message

OF_ALERTS: Final = ("plan", "grow")
OF_MESSAGES: Final = ("deliver",)


def unfinished(stages: Collection[str], subject: Any) -> ColumnElement[bool]:
    """Whether a job of *stages* about the *subject* of a row waits, is being done, or is parked for a person to look at."""
    return exists().where(Job.stage.in_(stages), Job.subject_id == subject, Job.state != "done")


def forget_done(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Delete at most *rows* jobs that were done longer ago than this; say how many. The oldest go first.

    What waits, is being done or is parked stays. So do jobs about alerts and messages that are there: they say what
    became of them. A message about a job that is gone, whenever it arrives, finds nothing to claim.
    """
    alert_stands = and_(Job.stage.in_(OF_ALERTS), exists().where(Alert.id == Job.subject_id))
    message_stands = and_(Job.stage.in_(OF_MESSAGES), exists().where(Message.id == Job.subject_id))
    old = (
        select(Job.id)
        .where(
            Job.state == "done",
            Job.finished_at < now(session) - older_than,
            not_(or_(alert_stands, message_stands)),
        )
        .order_by(Job.finished_at)
        .limit(rows)
        .with_for_update(skip_locked=True)  # one that is to be done again just now stays
    )
    gone = session.execute(delete(Job).where(Job.id.in_(old)).returning(Job.id))
    return len(gone.all())
