"""The demo as a user runs it: what its subscribers are told, against what its authors planned."""

from __future__ import annotations

import pytest

from onrecord_alert.records import AlertView
from onrecord_cli.demo import expected, playing
from onrecord_cli.demo.playing import Arrived, Played
from onrecord_cli.demo.sources import load

Run = tuple[Played, list[Arrived]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    arrived: list[Arrived] = []
    shows = playing.Shows(
        edition=lambda number, last: None,  # noqa: ARG005 - the shows' names
        digests=lambda: None,
        message=arrived.append,
    )
    return playing.play(tmp_path_factory.mktemp("demo"), shows), arrived


def told(run: Run) -> list[AlertView]:
    return [view for one in run[1] for view in one.alerts]


def test_subscribers_are_told_what_was_planned_and_nothing_else(run: Run) -> None:
    got = [expected.Got(topic=view.topic, outlet=view.outlet, words=view.words) for view in told(run)]
    reckoning = expected.reckon(load(), got)
    assert reckoning.missing == ()
    assert reckoning.surplus == ()


def test_the_same_quote_told_three_ways_is_one_alert_and_the_changed_figure_an_update(run: Run) -> None:
    sold = [view for view in told(run) if "sell the Grey Heron" in view.words]
    harbour = [view for view in told(run) if "repairing the harbour would cost" in view.words]
    assert len(sold) == 1
    assert [(view.kind, "65 million" in view.words) for view in harbour] == [("new", False), ("update", True)]
    assert harbour[1].earlier is not None
    assert "40 million" in harbour[1].earlier.words


def test_an_alert_by_slack_grows_with_each_outlet_that_reports_it_too(run: Run) -> None:
    grown = {view.words: view.also_in for one in run[1] if one.grown for view in one.message.alerts}
    (fares,) = [outlets for words, outlets in grown.items() if "will not raise fares" in words]
    assert set(fares) == {"Skerrin Lantern", "Tolney Echo"}


def test_a_digest_tells_what_waited_for_it_and_who_reports_again_what_a_mail_told(run: Run) -> None:
    (digest,) = [one.message.digest for one in run[1] if one.message.digest]
    topics = {topic.topic: topic for topic in digest.topics}
    assert sum(len(speaker.new) for speaker in topics["Who pays for news"].speakers) == 2
    (again,) = digest.also_reported
    assert ("Safety comes before the timetable" in again.alert.words, again.outlets) == (
        True,
        ("Tolney Echo",),
    )
    assert {each.reason for each in digest.suppressed} >= {"re_report"}
    at_once = {view.topic for one in run[1] if not one.message.digest for view in one.alerts}
    assert "Who pays for news" not in at_once


def test_the_closing_table_accounts_for_every_match(run: Run) -> None:
    tally = run[0].tally
    articles = load().articles
    assert tally.entries == sum(tally.articles.values()) == len(articles)
    assert tally.articles["paywalled"] == 1
    assert sum(tally.verdicts.values()) >= sum(tally.statements.values())
    assert sum(tally.sent.values()) == len(told(run))
    assert {"baseline", "re_report"} <= set(tally.suppressed)
    assert {"donation", "newsletter", "comments", "paywall", "related"} <= set(tally.clutter)
    assert len(run[0].spared) == playing.MOST_SPARED
