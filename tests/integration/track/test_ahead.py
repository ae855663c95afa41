"""What is read ahead for an article's statements is what each would have found by itself."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from onrecord.storage import Database
from onrecord.storage.schema import Sighting, Statement, Utterance, UtteranceKey
from onrecord_track.placing import Placing
from onrecord_track.store.ahead import MOST_READ
from support.extracted import Quote, put_article
from support.tracked import HORIZON

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)

QUOTES = (
    Quote("“The ferry to Stoneholm will run through the winter, and nobody will pay more for it,”"),
    Quote("the Stoneholm ferry “will run through the winter”", cue="promised"),
    Quote("that the Stoneholm ferry would run through the winter and nobody would pay more for it"),
    Quote("the ferry to Stoneholm will not run through the winter"),
    Quote("the port of Vess will cut 300 jobs before the summer"),
    Quote("the port of Vess will cut 450 jobs before the summer"),
    Quote("the port of Vess will cut 450 jobs before the summer", speaker="Tom Berg"),
    Quote("the old lighthouse of Vess stays lit for the boats"),
)

Published = tuple[str, int, list[int]]
"""By which outlet, how many half days after MONDAY, and which of QUOTES."""

ARTICLES = st.lists(
    st.tuples(
        st.sampled_from(["Herald", "Post"]),
        st.integers(0, 30),
        st.lists(st.integers(0, len(QUOTES) - 1), min_size=1, max_size=MOST_READ + 3),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda published: published[
        1
    ],  # of one moment, addresses tell the order, and they are drawn anew
)


def publish(database: Database, published: Published) -> list[int]:
    outlet, half_days, numbers = published
    at = MONDAY + half_days * timedelta(hours=12)
    article = put_article(database, outlet, at, [QUOTES[number] for number in numbers])
    with database.read() as session:
        wanted = select(Statement.id).where(Statement.article_id == article).order_by(Statement.number)
        return list(session.scalars(wanted))


def put(database: Database, statement_ids: Sequence[int]) -> None:
    with database.write() as session:
        Placing(session, horizon=HORIZON, at=MONDAY).put(statement_ids)


def stored(database: Database) -> list[object]:
    """Everything that placing writes."""
    columns = [
        [column for column in table.__table__.c if column.name not in ("id", "utterance_id", "nearest_id", "update_of")]
        for table in (Sighting, Utterance)
    ]  # fmt: skip
    with database.read() as session:
        utterances = {each.id: each.first_statement_id for each in session.scalars(select(Utterance))}
        return [
            *session.execute(select(*columns[0]).order_by(Sighting.statement_id)),
            *session.execute(select(*columns[1]).order_by(Utterance.first_statement_id)),
            [
                (each.statement_id, utterances[each.utterance_id], utterances.get(each.nearest_id or 0))
                for each in session.scalars(select(Sighting).order_by(Sighting.statement_id))
            ],
            sorted(
                (each.first_statement_id, utterances.get(each.update_of or 0) or 0)
                for each in session.scalars(select(Utterance))
            ),
            sorted(
                (each.key, utterances[each.utterance_id]) for each in session.scalars(select(UtteranceKey))
            ),
        ]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(articles=ARTICLES)
def test_statements_placed_together_go_where_they_go_one_by_one(
    sqlite_template: Path, articles: list[Published]
) -> None:
    ends = []
    with TemporaryDirectory() as folder:
        for name in ("together", "alone"):
            shutil.copy(sqlite_template, f"{folder}/{name}.db")
            database = Database(f"sqlite:///{folder}/{name}.db")
            for article in articles:
                numbers = publish(database, article)
                for some in [numbers] if name == "together" else [[number] for number in numbers]:
                    put(database, some)
            ends.append(stored(database))
            database.close()
    assert ends[0] == ends[1]


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param([0, 7, 0, 7], id="each finds its own"),
        pytest.param([4, 5, 4, 5, 6], id="updates of each other"),
        pytest.param([0, 4, 7] * MOST_READ, id="more than are read at once"),
    ],
)
def test_statements_of_one_article_find_each_other(database: Database, numbers: list[int]) -> None:
    together = publish(database, ("Herald", 0, numbers))
    put(database, together)
    with database.read() as session:
        sightings = {each.statement_id: each for each in session.scalars(select(Sighting))}
    first: dict[int, int] = {}
    for number, statement in zip(numbers, together, strict=True):
        begun = first.setdefault(number, statement)
        assert (sightings[statement].verdict == "repeat") == (begun != statement)
        assert sightings[statement].utterance_id == sightings[begun].utterance_id
