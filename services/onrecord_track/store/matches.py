"""Topics met and the alerts they raise: what is written of them, and what must be known to write it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import exists, or_, select

from onrecord.storage import Session
from onrecord.storage.schema import Alert, TopicMatch
from onrecord_track.matching import Hit
from onrecord_track.records import Outcome, Span
from onrecord_track.told import Placed

MOST_HITS = 20
MOST_HIT_CHARS = 200


def is_known(session: Session, utterance_id: int, subscription_id: int) -> bool:
    """Whether the utterance met the subscription before, on record, told or not."""
    pair = (
        (TopicMatch.utterance_id == utterance_id)
        & (TopicMatch.subscription_id == subscription_id)
        & (TopicMatch.outcome != "not_on_record")
    )
    told = (Alert.utterance_id == utterance_id) & (Alert.subscription_id == subscription_id)
    return bool(session.scalar(select(or_(exists().where(pair), exists().where(told)))))


def was_matched(session: Session, statement_id: int, subscription_id: int) -> bool:
    """Whether an earlier run recorded what became of the statement for the subscription."""
    return session.get(TopicMatch, (statement_id, subscription_id)) is not None


def record_match(
    session: Session,
    placed: Placed,
    subscription_id: int,
    hits: Sequence[Hit],
    decided: tuple[Outcome, str],
    *,
    at: datetime,
) -> int | None:
    """Write that a statement met a topic, and the alert where one is due; give the alert's id."""
    outcome, reason = decided
    explanation = [
        {
            "clause": hit.clause[:MOST_HIT_CHARS],
            "words": hit.words[:MOST_HIT_CHARS],
            "where": _where(hit.where),
        }
        for hit in hits[:MOST_HITS]
    ]
    session.add(
        TopicMatch(
            statement_id=placed.statement_id,
            subscription_id=subscription_id,
            utterance_id=placed.utterance_id,
            outcome=outcome,
            reason=reason,
            explanation=explanation,
            matched_at=at,
        )
    )
    alert = None
    if outcome in ("due", "update_due"):
        alert = Alert(
            token=uuid4(),
            utterance_id=placed.utterance_id,
            subscription_id=subscription_id,
            statement_id=placed.statement_id,
            kind="update" if outcome == "update_due" else "new",
            explanation=explanation,
            created_at=at,
        )
        session.add(alert)
    session.flush()
    return None if alert is None else alert.id


def _where(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)
