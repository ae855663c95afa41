"""Sightings that turn out to belong elsewhere: they move, and what was told of them moves along."""

from sqlalchemy import func, select, update

from onrecord.storage import Session
from onrecord.storage.schema import Alert, Sighting, TopicMatch, Utterance
from onrecord_track.store.statements import Seen
from onrecord_track.store.utterances import add_keys, refresh
from onrecord_track.tracking import Placement


def judge_again(session: Session, this: Seen, placement: Placement) -> None:
    """Write the verdict that a known sighting has now."""
    session.execute(
        update(Sighting)
        .where(Sighting.statement_id == this.statement_id)
        .values(
            verdict=placement.verdict,
            nearest_id=placement.nearest_id,
            score=placement.score,
            reason=placement.reason,
        )
    )


def lead(session: Session, utterance_id: int, update_of: int | None) -> None:
    """Write what the utterance is an update of: its first sighting says so."""
    session.execute(update(Utterance).where(Utterance.id == utterance_id).values(update_of=update_of))


def move(session: Session, this: Seen, utterance_id: int) -> None:
    """Move a sighting to another utterance; matches and alerts follow their statement.

    Where the subscription was told of the other utterance too, both alerts stay: the moved one counts as told again.
    """
    moved = Sighting.statement_id == this.statement_id
    session.execute(update(Sighting).where(moved).values(utterance_id=utterance_id))
    session.execute(
        update(TopicMatch)
        .where(TopicMatch.statement_id == this.statement_id)
        .values(utterance_id=utterance_id)
    )
    for alert in session.scalars(select(Alert).where(Alert.statement_id == this.statement_id)).all():
        times = session.scalar(
            select(func.max(Alert.again)).where(
                Alert.utterance_id == utterance_id, Alert.subscription_id == alert.subscription_id
            )
        )
        alert.utterance_id, alert.again = utterance_id, 0 if times is None else times + 1
        session.flush()
    add_keys(session, [(utterance_id, this.telling)])
    if this.utterance_id is not None:
        refresh(session, this.utterance_id)
    refresh(session, utterance_id)
