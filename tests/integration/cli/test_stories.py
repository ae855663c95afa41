"""Where the same text stands, who it is from and what was furniture in it, as the commands show it."""

from __future__ import annotations

import pytest

from onrecord.storage import Database
from onrecord.storage.schema import CleanText, StoryArticle
from support import stories
from support.command import Command


@pytest.fixture
def told(command: Command, database: Database) -> Command:
    stories.tell(database)
    return command


def test_a_trace_lists_the_articles_with_the_same_text_the_origin_first(told: Command) -> None:
    story = told("trace", "2", "--json").json["story"]
    assert (story["articles"], story["outlets"]) == (2, 2)
    assert [(copy["article_id"], copy["outlet"]) for copy in story["copies"]] == [
        (1, "Gullhaven Courier"),
        (2, "Tern Island Times"),
    ]
    out = told("trace", "2").out
    assert "2 articles in 2 outlets" in out
    assert "Gullhaven Courier · 23 Nov 2026 08:30 UTC · 90% alike · article 1" in " ".join(out.split())
    assert "Tern Island Times · 23 Nov 2026 08:40 UTC · 90% alike · this article" in " ".join(out.split())


def test_an_article_of_its_own_has_no_story(told: Command, database: Database) -> None:
    assert told("trace", "3", "--json").json["story"] is None
    with database.write() as session:
        for number in (1, 2):
            session.delete(session.get_one(StoryArticle, number))
    assert "Same text" not in told("trace", "1").out
    assert "same text" not in told("alerts", "list").out


def test_a_trace_names_the_agency_who_paid_and_the_furniture(told: Command, database: Database) -> None:
    with database.write() as session:
        text = session.get_one(CleanText, 2)
        text.sponsored, text.sponsored_evidence = True, "article:section sponsored"
        block = {"text": "Call the harbour desk", "label": "other", "start": None, "end": None}
        text.blocks = [block, block | {"elsewhere": 4}]
    found = told("trace", "2", "--json").json["text"]
    assert (found["agency"], found["agency_evidence"], found["furniture"]) == ("AP", "byline: “AP”", 1)
    out = " ".join(told("trace", "2").out.split())
    assert "from AP (byline: “AP”)" in out
    assert "sponsored (article:section sponsored)" in out
    assert "1 of them furniture of the outlet" in out


def test_alerts_tell_in_how_many_outlets_the_same_text_stands(told: Command) -> None:
    (alert,) = told("alerts", "list", "--json").json
    assert (alert["said"]["agency"], alert["said"]["outlets"]) == (None, 2)
    assert "the same text in 2 outlets" in " ".join(told("alerts", "list").out.split())
    (kept_back,) = told("alerts", "list", "--suppressed", "--json").json
    assert (kept_back["said"]["agency"], kept_back["said"]["outlets"]) == ("AP", 2)
    assert "· AP · the same text" in " ".join(told("alerts", "list", "--suppressed").out.split())


def test_what_copies_of_one_text_tell_has_one_origin(told: Command, database: Database) -> None:
    def reach() -> tuple[object, object]:
        (alert,) = told("alerts", "list", "--json").json
        (statement,) = told("trace", "2", "--json").json["statements"]
        return alert["reach"], statement["reach"]

    one = {"outlets": 2, "origins": 1}
    assert reach() == (one, one)
    assert "in 2 outlets, from 1 origin" in told("alerts", "list").out
    assert "in 2 outlets, from 1 origin" in " ".join(told("trace", "1").out.split())
    with database.write() as session:  # the copies fall apart: whoever looks now is told so
        session.delete(session.get_one(StoryArticle, 2))
    two = {"outlets": 2, "origins": 2}
    assert reach() == (two, two)


def test_status_counts_the_copies(told: Command) -> None:
    state = told("status", "--json").json
    assert (state["stories"], state["copies"]) == (1, 2)
    assert "2 of them copies of 1 text" in told("status").out
