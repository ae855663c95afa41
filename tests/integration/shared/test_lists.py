"""Lists of numbers as one parameter, and many rows as one statement, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import case, literal, select
from sqlalchemy.exc import IntegrityError

from onrecord.storage import Database
from onrecord.storage.inserting import add_missing, add_rows
from onrecord.storage.lists import among, one_of
from onrecord.storage.schema import Heartbeat, Story

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FAR = 2**63 - 1


def put_stories(database: Database, *numbers: int) -> None:
    with database.write() as session:
        session.add_all([Story(id=number, created_at=NOW) for number in numbers])


@pytest.mark.parametrize("asked", [[], [1], [3, 1, 3], [2, FAR, -FAR - 1], list(range(5000))])
def test_a_list_of_any_length_finds_its_rows(database: Database, asked: list[int]) -> None:
    put_stories(database, 1, 2, 3, FAR)
    with database.read() as session:
        found = session.scalars(select(Story.id).where(among(Story.id, "ids")), {"ids": asked}).all()
    assert sorted(found) == sorted({1, 2, 3, FAR} & set(asked))


def test_a_row_is_found_by_one_of_several_values_some_of_them_alike_or_missing(database: Database) -> None:
    put_stories(database, 1, 2, 3)
    nothing = case((Story.id < 0, Story.id))
    with database.read() as session:
        found = session.scalars(
            select(Story.id).where(one_of(Story.id, literal(2), literal(2), nothing))
        ).all()
        none = session.scalars(select(Story.id).where(one_of(Story.id, nothing, nothing))).all()
    assert (found, none) == ([2], [])


def test_rows_that_are_there_are_left_as_they_are(database: Database) -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    with database.write() as session:
        add_missing(session, Heartbeat, [])
        add_missing(session, Heartbeat, [{"worker": "a", "service": "track", "beaten_at": NOW}])
        add_missing(
            session,
            Heartbeat,
            [{"worker": name, "service": "clean", "beaten_at": later} for name in ("a", "b", "b")],
        )
        rows = session.execute(select(Heartbeat.worker, Heartbeat.service, Heartbeat.beaten_at)).all()
    assert sorted(map(tuple, rows)) == [("a", "track", NOW), ("b", "clean", later)]


def test_rows_are_added_in_one_go_and_say_what_they_were_given(database: Database) -> None:
    names = ["a", "b", "c"]
    with database.write() as session:
        assert add_rows(session, Story, [], returning=("id",)) == []
        made = add_rows(session, Story, [{"created_at": NOW} for _ in names], returning=("id", "created_at"))
        assert add_rows(session, Heartbeat, [{"worker": each, "service": "track", "beaten_at": NOW} for each in names]) == []  # fmt: skip
        stories = session.execute(select(Story.id, Story.created_at)).all()
        workers = session.execute(select(Heartbeat.worker, Heartbeat.beaten_at)).all()
    assert sorted(made) == sorted(map(tuple, stories))
    assert len({number for number, _ in made}) == len(names)
    assert sorted(map(tuple, workers)) == [(each, NOW) for each in names]


def test_a_row_that_cannot_be_written_is_an_error(database: Database) -> None:
    row = {"worker": "a", "service": "track", "beaten_at": NOW}
    with pytest.raises(IntegrityError), database.write() as session:
        add_rows(session, Heartbeat, [row, row])
