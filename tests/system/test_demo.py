"""The demo as a user runs it: what its subscribers are told, against what its authors planned."""

from __future__ import annotations

import pytest

from onrecord_cli.demo import expected, playing
from onrecord_cli.demo.printing import Tally
from onrecord_cli.demo.sources import load


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tally, list[playing.Arrived]]:
    arrived: list[playing.Arrived] = []
    shows = playing.Shows(edition=lambda number, last: None, alert=arrived.append)  # noqa: ARG005 - the shows' names
    return playing.play(tmp_path_factory.mktemp("demo"), shows), arrived


def test_subscribers_are_told_what_was_planned_and_nothing_else(
    played: tuple[Tally, list[playing.Arrived]],
) -> None:
    _, arrived = played
    got = [
        expected.Got(topic=one.view.topic, outlet=one.view.outlet, words=one.view.words) for one in arrived
    ]
    reckoning = expected.reckon(load(), got)
    assert reckoning.missing == ()
    assert reckoning.surplus == ()


def test_the_same_quote_told_three_ways_is_one_alert_and_the_changed_figure_an_update(
    played: tuple[Tally, list[playing.Arrived]],
) -> None:
    _, arrived = played
    sold = [one for one in arrived if "sell the Grey Heron" in one.view.words]
    harbour = [one.view for one in arrived if "repairing the harbour would cost" in one.view.words]
    assert len(sold) == 1
    assert [(view.kind, "65 million" in view.words) for view in harbour] == [("new", False), ("update", True)]
    assert harbour[1].earlier is not None
    assert "40 million" in harbour[1].earlier.words


def test_the_closing_table_accounts_for_every_match(played: tuple[Tally, list[playing.Arrived]]) -> None:
    tally, arrived = played
    articles = load().articles
    assert tally.entries == sum(tally.articles.values()) == len(articles)
    assert tally.articles["paywalled"] == 1
    assert sum(tally.verdicts.values()) >= sum(tally.statements.values())
    assert sum(tally.sent.values()) == len(arrived)
    assert {"baseline", "re_report"} <= set(tally.suppressed)
    assert {"donation", "newsletter", "comments", "paywall", "related"} <= set(tally.clutter)
