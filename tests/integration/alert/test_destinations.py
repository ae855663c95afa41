"""Turns, pauses and closed destinations, on both databases."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from onrecord.storage import Database
from onrecord_alert.store import destinations
from onrecord_alert.store.destinations import Turn

KEY = "a" * 64


def turn(database: Database, key: str = KEY, *, gap_s: float = 0.0) -> Turn:
    with database.write() as session:
        return destinations.turn(session, key, "slack", gap_s=gap_s)


def test_a_destination_without_a_gap_always_takes_the_next(database: Database) -> None:
    assert [turn(database) for _ in range(3)] == [Turn(0.0, closed=None)] * 3


def test_after_a_turn_the_next_is_a_gap_away_for_this_destination_only(database: Database) -> None:
    assert turn(database, gap_s=60).wait_s == 0.0
    assert 50 < turn(database, gap_s=60).wait_s <= 60
    assert turn(database, "b" * 64, gap_s=60).wait_s == 0.0


def test_of_many_workers_at_once_one_gets_the_turn(database: Database) -> None:
    with ThreadPoolExecutor(8) as workers:
        turns = list(workers.map(lambda _: turn(database, gap_s=600), range(24)))
    assert Counter(each.wait_s == 0.0 for each in turns) == {True: 1, False: 23}


def test_a_pause_holds_for_all_and_a_shorter_one_does_not_cut_it(database: Database) -> None:
    turn(database)
    with database.write() as session:
        destinations.pause(session, KEY, 600)
        destinations.pause(session, KEY, 5)
    assert 590 < turn(database).wait_s <= 600
    with database.read() as session:
        assert destinations.failures(session, KEY) == 2
    with database.write() as session:
        destinations.worked(session, KEY)
        assert destinations.failures(session, KEY) == 0


def test_a_closed_destination_keeps_its_first_reason_until_it_is_opened(database: Database) -> None:
    turn(database)
    with database.write() as session:
        destinations.close(session, KEY, "410 Gone")
        destinations.close(session, KEY, "something else")
    assert turn(database).closed == "410 Gone"
    with database.write() as session:
        assert destinations.reopen(session, KEY) is True
        assert destinations.reopen(session, KEY) is False
    assert turn(database) == Turn(0.0, closed=None)


def test_a_pause_ends_when_the_destination_is_opened(database: Database) -> None:
    turn(database)
    with database.write() as session:
        destinations.pause(session, KEY, 600)
        assert destinations.reopen(session, KEY) is True
    assert turn(database).wait_s == 0.0


def test_of_a_destination_that_was_never_sent_to_nothing_is_known(database: Database) -> None:
    with database.write() as session:
        assert destinations.failures(session, KEY) == 0
        assert destinations.reopen(session, KEY) is False
