"""What nothing is looked for by any more, and how it went with topics long ago."""

from datetime import timedelta

from sqlalchemy import delete, exists, select, tuple_

from onrecord.storage import Session, jobs
from onrecord.storage.retention import OF_ALERTS, unfinished
from onrecord.storage.schema import Alert, MessageAlert, TopicMatch, Utterance, UtteranceKey


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


def forget_alerts(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Delete at most *rows* alerts that were raised longer ago than this; say how many. The oldest go first.

    What subscribers thought of them goes along. One that stands in a message stays, and so does one whose planning or
    growing is not finished.
    """
    old = (
        select(Alert.id)
        .where(
            Alert.created_at < jobs.now(session) - older_than,
            ~exists().where(MessageAlert.alert_id == Alert.id),
            ~unfinished(OF_ALERTS, Alert.id),
        )
        .order_by(Alert.created_at)
        .limit(rows)
    )
    gone = session.execute(delete(Alert).where(Alert.id.in_(old)).returning(Alert.id))
    return len(gone.all())


def forget_matches(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Delete at most *rows* matches of topics that were decided longer ago than this; say how many. The oldest go first.

    Where a subscriber was told, the match stays as long as the alert.
    """
    told = exists().where(
        Alert.utterance_id == TopicMatch.utterance_id, Alert.subscription_id == TopicMatch.subscription_id
    )
    old = (
        select(TopicMatch.statement_id, TopicMatch.subscription_id)
        .where(TopicMatch.matched_at < jobs.now(session) - older_than, ~told)
        .order_by(TopicMatch.matched_at)
        .limit(rows)
    )
    gone = session.execute(
        delete(TopicMatch)
        .where(tuple_(TopicMatch.statement_id, TopicMatch.subscription_id).in_(old))
        .returning(TopicMatch.statement_id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
