"""Topics met and the alerts they raise: what is written of them, and what must be known to write it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import select, update

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


def outcomes_before(session: Session, statement_id: int) -> dict[int, str]:
    """Give what earlier runs recorded of the statement, by subscription."""
    rows = session.execute(
        select(TopicMatch.subscription_id, TopicMatch.outcome).where(TopicMatch.statement_id == statement_id)
    )
    return {subscription_id: outcome for subscription_id, outcome in rows}  # noqa: C416 - dict() takes a row for a mapping


def anchors(session: Session, utterance_id: int) -> dict[int, list[datetime]]:
    """Give when what made the utterance known was said, by subscription."""
    rows = session.execute(
        select(TopicMatch.subscription_id, Sighting.said_at)
        .join(Sighting, Sighting.statement_id == TopicMatch.statement_id)
        .where(TopicMatch.utterance_id == utterance_id, TopicMatch.outcome.in_(ANCHORS))
    )
    found: dict[int, list[datetime]] = {}
    for subscription_id, said_at in rows:
        found.setdefault(subscription_id, []).append(said_at)
    return found


class Latest(NamedTuple):
    """The alert by which a subscription was told of an utterance last."""

    alert_id: int
    again: int


def latest_alerts(session: Session, utterance_id: int) -> dict[int, Latest]:
    """Give the last alert that told of the utterance, by subscription."""
    rows = session.execute(
        select(Alert.subscription_id, Alert.id, Alert.again)
        .where(Alert.utterance_id == utterance_id)
        .order_by(Alert.again)
    )
    return {subscription_id: Latest(alert_id, again) for subscription_id, alert_id, again in rows}


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
    anew: bool,
    again: int,
    at: datetime,
) -> int | None:
    """Write what became of a statement that met a topic, and the alert where one is due; give the alert's id.

    Args:
        anew: Whether a row with another outcome is there already.
        again: One more than that of the last alert that told the subscription of the utterance; 0 where none did.
    """
    outcome, reason = decided
    explanation = [
        {
            "clause": hit.clause[:MOST_HIT_CHARS],
            "words": hit.words[:MOST_HIT_CHARS],
            "where": _where(hit.where),
        }
        for hit in hits[:MOST_HITS]
    ]
    columns = {
        "utterance_id": placed.utterance_id, "outcome": outcome, "reason": reason, "explanation": explanation, "matched_at": at,
    }  # fmt: skip
    key = {"statement_id": placed.statement_id, "subscription_id": subscription_id}
    if anew:
        session.execute(update(TopicMatch).filter_by(**key).values(columns))
    else:
        session.add(TopicMatch(**key, **columns))
    alert = None
    if outcome in ("due", "update_due"):
        alert = Alert(
            token=uuid4(),
            utterance_id=placed.utterance_id,
            subscription_id=subscription_id,
            statement_id=placed.statement_id,
            kind="update" if outcome == "update_due" else "new",
            explanation=explanation,
            again=again,
            created_at=at,
        )
        session.add(alert)
        session.flush()
    return None if alert is None else alert.id


def _where(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)
