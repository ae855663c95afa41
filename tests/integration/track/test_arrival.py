"""In whichever order articles arrive, the end is the same, and nobody is told twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from onrecord.storage import Database
from onrecord.storage.schema import Alert, Sighting, Statement, TopicMatch, Utterance
from onrecord_track import placing
from onrecord_track.keys import REACH_DAYS, fortnight
from support.extracted import Quote, put_article, subscribe
from support.tracked import outcomes, tell, track

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG_AGO = MONDAY - timedelta(days=400)
HOUR = timedelta(hours=1)

FERRY = "“The ferry to Stoneholm will run through the winter, and nobody will pay more for it,”"
LIGHT = "“And the harbour master has my word that the old lighthouse stays lit for the boats,”"
QUOTES = (
    Quote(FERRY),
    Quote("the Stoneholm ferry “will run through the winter”", cue="promised"),
    Quote("that the Stoneholm ferry would run through the winter and nobody would pay more for it"),
    Quote(f"{FERRY} … {LIGHT}"),
    Quote("the harbour master “has my word that the old lighthouse stays lit”"),
    Quote("the port of Vess will cut 300 jobs before the summer"),
    Quote("the port of Vess will cut 450 jobs before the summer"),
    Quote("that before the summer 300 jobs will go at the port of Vess", speaker="Ms Lind"),
    Quote("the port of Vess will not cut 300 jobs before the summer"),
    Quote(FERRY, speaker="Tom Berg"),
)

Telling = tuple[int, str, int]
"""Which of QUOTES, in which outlet, how many half days after MONDAY."""

TELLINGS = st.lists(
    st.tuples(
        st.integers(0, len(QUOTES) - 1), st.sampled_from(["Herald", "Post", "Times"]), st.integers(0, 60)
    ),
    min_size=2,
    max_size=7,
    unique_by=lambda telling: telling[2],
)


def arrive(database: Database, tellings: Iterable[Telling]) -> None:
    for number, outlet, half_days in tellings:
        tell(database, outlet, MONDAY + 12 * half_days * HOUR, QUOTES[number])


def end_state(
    database: Database,
) -> dict[str, tuple[str, tuple[str, ...], str | None, str, datetime, datetime]]:
    """Per sighting its verdict, those of its utterance, what that updates, and what it sums up."""
    with database.read() as session:
        rows = session.execute(
            select(Sighting, Statement.content_text).join(Statement, Statement.id == Sighting.statement_id)
        ).all()
        utterances = {each.id: each for each in session.scalars(select(Utterance))}
    names = {sighting.statement_id: f"{sighting.said_at} {sighting.outlet} {text}" for sighting, text in rows}
    of: dict[int, list[str]] = {}
    for sighting, _ in rows:
        of.setdefault(sighting.utterance_id, []).append(names[sighting.statement_id])
    assert set(of) == set(utterances)  # none without a sighting
    found = {}
    for sighting, _ in rows:
        utterance = utterances[sighting.utterance_id]
        updated = utterances[utterance.update_of] if utterance.update_of else None
        found[names[sighting.statement_id]] = (
            sighting.verdict,
            tuple(sorted(of[utterance.id])),
            names[updated.first_statement_id] if updated else None,
            names[utterance.first_statement_id] + names[utterance.fullest_statement_id],
            utterance.first_said_at,
            utterance.last_seen_at,
        )
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tellings=TELLINGS, data=st.data())
def test_the_end_does_not_depend_on_the_order_of_arrival(
    sqlite_template: Path, tellings: list[Telling], data: st.DataObject
) -> None:
    ends = []
    with TemporaryDirectory() as folder:
        for name, arrived in (
            ("said", sorted(tellings, key=lambda telling: telling[2])),
            ("any", data.draw(st.permutations(tellings))),
        ):
            shutil.copy(sqlite_template, f"{folder}/{name}.db")
            database = Database(f"sqlite:///{folder}/{name}.db")
            subscribe(database, "said_by:lind OR said_by:berg", LONG_AGO)
            arrive(database, arrived)
            ends.append(end_state(database))
            database.close()
    assert ends[0] == ends[1]


def test_a_late_arrival_becomes_the_first_sighting_without_a_second_alert(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO)
    arrive(database, [(0, "Herald", 4), (2, "Post", 6), (1, "Times", 1)])
    (utterance,) = {row[1] for row in end_state(database).values()}
    assert len(utterance) == 3
    assert outcomes(database) == ["due", "re_report", "repeat"]
    with database.read() as session:
        (alert,) = session.scalars(select(Alert)).all()
        held = session.get_one(Utterance, alert.utterance_id)
        assert held.first_said_at == MONDAY + 12 * HOUR
        assert {row.utterance_id for row in session.scalars(select(TopicMatch))} == {held.id}


def test_a_late_arrival_finds_what_was_said_since_in_the_next_fortnight(database: Database) -> None:
    border = datetime.fromtimestamp(0, UTC) + fortnight(MONDAY) * timedelta(days=REACH_DAYS)
    quote = Quote("the Stoneholm ferry will sail all winter")
    verdicts = [
        dict(tell(database, outlet, border + after, quote).verdicts)
        for outlet, after in (("Herald", HOUR), ("Post", 2 * HOUR), ("Times", -HOUR))
    ]
    assert verdicts == [{"new": 1}, {"re_report": 1}, {"new": 1}]
    with database.read() as session:
        (utterance,) = session.scalars(select(Utterance)).all()
        rows = session.scalars(select(Sighting).order_by(Sighting.said_at)).all()
    assert [row.verdict for row in rows] == ["new", "re_report", "re_report"]
    assert utterance.first_said_at == border - HOUR


def test_two_utterances_that_a_late_arrival_joins_keep_both_their_alerts(database: Database) -> None:
    subscribe(database, "ferry OR lighthouse", LONG_AGO)
    arrive(database, [(1, "Herald", 4), (4, "Post", 6)])
    assert outcomes(database) == ["due", "due"]
    arrive(database, [(3, "Times", 1)])  # it holds the words of both
    (utterance,) = {row[1] for row in end_state(database).values()}
    assert len(utterance) == 3
    with database.read() as session:
        alerts = session.scalars(select(Alert).order_by(Alert.again)).all()
        assert [alert.again for alert in alerts] == [0, 1]
        assert len({alert.utterance_id for alert in alerts}) == 1
    assert outcomes(database) == ["due", "due", "repeat"]


def test_an_update_that_comes_before_what_it_updates_is_linked_to_it(database: Database) -> None:
    arrive(database, [(6, "Herald", 4), (5, "Times", 2)])
    state = end_state(database)
    assert sorted(verdict for verdict, *_ in state.values()) == ["new", "update"]
    assert sum(updates is not None for _, _, updates, *_ in state.values()) == 1


def test_an_article_tracked_again_is_decided_again_and_alerts_nobody(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO)
    first = put_article(database, "Herald", MONDAY, [QUOTES[0]])
    again = put_article(database, "Times", MONDAY + HOUR, [QUOTES[2]])
    assert len(track(database, first).alerts) == 1
    track(database, again)
    with database.write() as session:  # as an older version decided it
        utterance = session.get_one(Sighting, 1).utterance_id
        session.get_one(Sighting, 2).verdict = "repeat"
        session.get_one(Sighting, 2).reason = "it was so"
    assert track(database, again).alerts == ()
    with database.read() as session:
        sighting = session.get_one(Sighting, 2)
        assert (sighting.verdict, sighting.utterance_id) == ("re_report", utterance)
        assert sighting.reason != "it was so"


def test_work_after_a_late_arrival_is_bounded_and_what_is_beyond_keeps_its_place(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "MOST_PLACED_AGAIN", 3)
    arrive(database, [(0, "Herald", number) for number in range(2, 12)])
    arrive(database, [(0, "Times", 1)])
    together = sorted({row[1] for row in end_state(database).values()}, key=len)
    assert [len(members) for members in together] == [4, 7]
