"""Keys of old utterances go, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from onrecord.storage import Database
from onrecord.storage.schema import Sighting, Utterance, UtteranceKey
from onrecord_track.store import retention
from support.extracted import Quote
from support.tracked import tell

OLDER = timedelta(days=60)
FERRY = Quote("the ferry to Stoneholm will run through the winter")
JOBS = Quote("the port of Vess will cut 300 jobs before the summer")


def counts(database: Database) -> tuple[int, int]:
    with database.read() as session:
        utterances = session.scalar(select(func.count()).select_from(Utterance)) or 0
        with_keys = session.scalar(select(func.count(UtteranceKey.utterance_id.distinct()))) or 0
    return utterances, with_keys


def test_keys_of_what_is_long_past_go_in_steps_and_the_rest_stays(database: Database) -> None:
    now = datetime.now(UTC)
    for days in (120, 100, 80, 40, 1):
        tell(database, "Herald", now - timedelta(days=days), FERRY)
    assert counts(database) == (5, 5)
    done = []
    for _ in range(3):
        with database.write() as session:
            done.append(retention.forget_keys(session, 2, older_than=OLDER))
    assert done == [2, 1, 0]
    assert counts(database) == (5, 2)


def test_what_was_said_again_lately_is_still_found(database: Database) -> None:
    now = datetime.now(UTC)
    tell(database, "Herald", now - timedelta(days=65), FERRY, JOBS)
    tell(database, "Times", now - timedelta(days=55), JOBS)
    with database.write() as session:
        assert retention.forget_keys(session, 10, older_than=OLDER) == 1
    again = tell(database, "Post", now - timedelta(days=54), JOBS)
    assert dict(again.verdicts) == {"re_report": 1}
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Sighting)) == 4
