"""Keys by which nothing is looked for any more."""

from datetime import timedelta

from sqlalchemy import delete, select

from onrecord.storage import Session, jobs
from onrecord.storage.schema import Utterance, UtteranceKey


def forget_keys(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Delete the keys of at most *rows* utterances last said longer ago than this; say of how many.

    Keys go, utterances and sightings stay. The oldest by id are looked at, by the index, and those among them that are
    still within reach end the search: history without keys is never read.
    """
    oldest = session.scalars(
        select(UtteranceKey.utterance_id).distinct().order_by(UtteranceKey.utterance_id).limit(rows)
    ).all()
    gone = session.scalars(
        select(Utterance.id).where(
            Utterance.id.in_(oldest), Utterance.last_seen_at < jobs.now(session) - older_than
        )
    ).all()
    session.execute(
        delete(UtteranceKey)
        .where(UtteranceKey.utterance_id.in_(gone))
        .execution_options(synchronize_session=False)
    )
    return len(gone)
