"""A preview says what a subscription that had been there came to."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from onrecord.storage import Database
from onrecord.storage.schema import TopicMatch
from onrecord_track.embedding import embed
from onrecord_track.preview import preview
from onrecord_track.records import Completeness
from onrecord_track.topics import Subscribed
from support.extracted import Quote, put_article, subscribe
from support.tracked import HORIZON, tell, track

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FERRY = Quote("“The ferry to Stoneholm will run through the winter, and nobody will pay more for it,”")
FERRY_TRIMMED = Quote("the Stoneholm ferry “will run through the winter”", cue="promised")
JOBS_300 = Quote("the port of Vess will cut 300 jobs before the summer")
JOBS_450 = Quote("the port of Vess will cut 450 jobs before the summer")
FEARED = Quote("the ferry will be sold to the port of Vess", cue="fears", cue_class="belief")
QUERIES: list[tuple[str, Completeness, int | None]] = [
    ("ferry OR port", "any", None),
    ("said_by:lind", "full", None),
    ('like:"the boat sails on"~0.3', "any", 2),
    ("library", "any", None),
]


@pytest.mark.parametrize(("query", "completeness", "horizon_days"), QUERIES)
def test_a_preview_counts_what_a_replay_gives(
    database: Database, query: str, completeness: Completeness, horizon_days: int | None
) -> None:
    tell(database, "Herald", MONDAY - HOUR, FERRY)
    since = MONDAY
    number = subscribe(database, query, since, completeness=completeness, horizon_days=horizon_days)
    tell(database, "Old Times", MONDAY, JOBS_300, baseline=True)
    tell(database, "Times", MONDAY + HOUR, FERRY_TRIMMED, FEARED)
    tell(database, "Herald", MONDAY + 30 * HOUR, JOBS_450, completeness="partial")
    tell(database, "Post", MONDAY + 31 * HOUR, JOBS_450, FEARED)
    tell(database, "Post", MONDAY + 10 * HOUR, FERRY)
    tell(database, "Post", MONDAY + 400 * HOUR, FERRY_TRIMMED)
    tell(database, "Herald", MONDAY + 450 * HOUR, FERRY)
    put_article(database, "Herald", MONDAY + 451 * HOUR, [FERRY])  # extracted, and not tracked yet

    with database.read() as session:
        replayed = {
            row.statement_id: (row.outcome, row.reason)
            for row in session.scalars(select(TopicMatch).where(TopicMatch.subscription_id == number))
        }
        wanted = Subscribed(0, 0, 0, query, since=since, completeness=completeness, horizon_days=horizon_days)
        seen = preview(session, wanted, embed=embed, horizon=HORIZON)
    assert {each.statement_id: (each.outcome, each.reason) for each in seen.found} == replayed
    assert (seen.articles, seen.statements) == (7, 9)


def test_a_preview_tells_the_day_and_the_words_and_writes_nothing(database: Database) -> None:
    tell(database, "Herald", MONDAY, FERRY)
    tell(database, "Times", MONDAY + 30 * HOUR, FERRY_TRIMMED, JOBS_300)
    begun: list[None] = []
    with database.read() as session:
        wanted = Subscribed(0, 0, 0, '"the ferry" OR port', since=MONDAY)
        seen = preview(session, wanted, embed=embed, horizon=HORIZON, advance=lambda: begun.append(None))
        assert session.scalars(select(TopicMatch)).all() == []
    assert Counter(each.published_at for each in seen.found) == {MONDAY: 1, MONDAY + 30 * HOUR: 1}
    assert [[hit.words for hit in each.hits] for each in seen.found] == [["The ferry"], ["port"]]
    assert len(begun) == seen.articles == 2


def test_an_article_that_was_read_again_counts_once(database: Database) -> None:
    article = put_article(database, "Herald", MONDAY, [FERRY])
    track(database, article)
    track(database, article)
    with database.read() as session:
        seen = preview(session, Subscribed(0, 0, 0, "ferry", since=MONDAY), embed=embed, horizon=HORIZON)
    assert [each.outcome for each in seen.found] == ["due"]
