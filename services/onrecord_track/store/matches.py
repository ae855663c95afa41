"""Topics met and the alerts they raise: what is written of them, and what must be known to write it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select

from onrecord.storage import Session
from onrecord.storage.schema import Alert, Sighting, TopicMatch, Utterance
from onrecord_track.due import ANCHORS
from onrecord_track.matching import Hit
from onrecord_track.records import Outcome, Span
from onrecord_track.told import Placed

MOST_HITS = 20
MOST_HIT_CHARS = 200


LONGEST_LINEAGE = 20
"""Updates of updates that are followed back."""


def is_known(
    session: Session, utterance_id: int, subscription_id: int, *, said_at: datetime, horizon: timedelta
) -> bool:
    """Whether the utterance was told to the subscription, or was old news to it, within *horizon* of *said_at*."""
    near = Sighting.said_at.between(said_at - horizon, said_at + horizon)
    anchor = (
        select(TopicMatch.statement_id)
        .join(Sighting, Sighting.statement_id == TopicMatch.statement_id)
        .where(
            TopicMatch.utterance_id == utterance_id,
            TopicMatch.subscription_id == subscription_id,
            TopicMatch.outcome.in_(ANCHORS),
            near,
        )
    )
    return bool(session.scalar(select(anchor.exists())))


def outcome_before(session: Session, statement_id: int, subscription_id: int) -> str | None:
    """Give what an earlier run recorded of the statement for the subscription; None where it recorded nothing."""
    row = session.get(TopicMatch, (statement_id, subscription_id))
    return None if row is None else row.outcome


def newest_alert(session: Session, utterance_id: int, subscription_id: int) -> int | None:
    """Give the id of the last alert that told the subscription of the utterance; None where none did."""
    newest: int | None = session.scalar(
        select(Alert.id)
        .where(Alert.utterance_id == utterance_id, Alert.subscription_id == subscription_id)
        .order_by(Alert.again.desc())
        .limit(1)
    )
    return newest


def lineage(session: Session, utterance_id: int) -> set[int]:
    """Give the utterance, and what it updates, as far back as LONGEST_LINEAGE."""
    found: set[int] = set()
    number: int | None = utterance_id
    while number is not None and number not in found and len(found) < LONGEST_LINEAGE:
        found.add(number)
        number = session.scalar(select(Utterance.update_of).where(Utterance.id == number))
    return found


def sightings_among(
    session: Session, utterance_ids: Collection[int], statement_ids: Collection[int]
) -> set[int]:
    """Give those of the statements that are sightings of one of the utterances."""
    rows = session.scalars(select(Sighting.statement_id).where(Sighting.utterance_id.in_(utterance_ids)))
    return set(rows) & set(statement_ids)


def record(
    session: Session,
    placed: Placed,
    subscription_id: int,
    hits: Sequence[Hit],
    decided: tuple[Outcome, str],
    *,
    at: datetime,
) -> int | None:
    """Write what became of a statement that met a topic, and the alert where one is due; give the alert's id."""
    outcome, reason = decided
    explanation = [
        {
            "clause": hit.clause[:MOST_HIT_CHARS],
            "words": hit.words[:MOST_HIT_CHARS],
            "where": _where(hit.where),
        }
        for hit in hits[:MOST_HITS]
    ]
    match = session.get(TopicMatch, (placed.statement_id, subscription_id))
    if match is None:
        match = TopicMatch(statement_id=placed.statement_id, subscription_id=subscription_id)
        session.add(match)
    match.utterance_id = placed.utterance_id
    match.outcome, match.reason = outcome, reason
    match.explanation, match.matched_at = explanation, at
    alert = None
    if outcome in ("due", "update_due"):
        told = select(func.count()).where(
            Alert.utterance_id == placed.utterance_id, Alert.subscription_id == subscription_id
        )
        alert = Alert(
            token=uuid4(),
            utterance_id=placed.utterance_id,
            subscription_id=subscription_id,
            statement_id=placed.statement_id,
            kind="update" if outcome == "update_due" else "new",
            explanation=explanation,
            again=session.scalar(told) or 0,
            created_at=at,
        )
        session.add(alert)
    session.flush()
    return None if alert is None else alert.id


def _where(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)
