"""What subscribers thought of their alerts."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from onrecord.storage import Session
from onrecord.storage.inserting import insert
from onrecord.storage.jobs import now
from onrecord.storage.schema import Alert, Feedback
from onrecord_alert.feedback import Answer


def keep_feedback(session: Session, token: UUID, answer: Answer) -> bool:
    """Keep *answer* to the alert *token*, in the place of an earlier one; False if there is no such alert."""
    alert_id = session.scalar(select(Alert.id).where(Alert.token == token))
    if alert_id is None:
        return False
    given = {"answer": answer, "given_at": now(session)}
    session.execute(
        insert(session, Feedback)
        .values(alert_id=alert_id, **given)
        .on_conflict_do_update(index_elements=[Feedback.alert_id], set_=given)
    )
    return True
