"""What the demo promises its subscribers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord_cli.demo.articles import Topic
from onrecord_cli.demo.expected import Expected, Got, Reckoning, alerts, reckon, spared
from onrecord_cli.demo.sources import load

PAPERS = load()
ALERTS = alerts(PAPERS)
SPARED = spared(PAPERS)


def test_nothing_that_stood_there_before_is_told() -> None:
    assert min(alert.edition for alert in ALERTS) == 1
    assert {one.reason for one in SPARED if one.edition == 0} == {"it stood there before onrecord came"}


def test_every_edition_after_the_first_tells_somebody_something() -> None:
    assert {alert.edition for alert in ALERTS} == set(range(1, PAPERS.last_edition + 1))


@pytest.mark.parametrize("topic", PAPERS.topics, ids=lambda topic: topic.key)
def test_every_topic_is_told_something(topic: Topic) -> None:
    assert any(alert.topic == topic.key for alert in ALERTS)


def test_each_subscriber_gets_some_of_it_by_a_channel_of_their_own() -> None:
    assert {alert.subscriber for alert in ALERTS} == {one.key for one in PAPERS.subscribers}
    assert {one.channel for one in PAPERS.subscribers} == {"slack", "email"}


@pytest.mark.parametrize(
    "reason",
    [
        "re_report of ",
        "repeat of ",
        "newsletter box",
        "related link",
        "does not speak",
        "this outlet",
        "German",
    ],
)
def test_every_way_of_being_spared_is_there(reason: str) -> None:
    assert any(reason in one.reason for one in SPARED)


def test_a_changed_number_a_denial_and_a_correction_are_told_as_updates() -> None:
    updates = {(alert.article, alert.edition) for alert in ALERTS if alert.verdict == "update"}
    assert updates == {
        ("courier/harbour-bill-rises", 3),
        ("courier/maternity-ward-stays", 3),
        ("lantern/old-bridge-to-close", 3),
    }


def test_no_words_are_both_told_and_spared_on_one_topic_in_one_article() -> None:
    told = {(alert.topic, alert.article, alert.words) for alert in ALERTS}
    assert not told & {(one.topic, one.article, one.words) for one in SPARED}
    assert len(told) == len(ALERTS)


def test_the_words_of_an_alert_have_no_quotation_marks_around_them() -> None:
    assert not [alert.words for alert in ALERTS if alert.words[0] in "“\"'" or alert.words[-1] in '”",']


def got(alert: Expected, words: str | None = None) -> Got:
    topic = next(topic.name for topic in PAPERS.topics if topic.key == alert.topic)
    outlet = next(one.name for one in PAPERS.outlets if one.key == alert.article.partition("/")[0])
    return Got(topic, outlet, words or f"“{alert.words}”")


def test_a_faultless_system_leaves_nothing_missing_and_nothing_over() -> None:
    assert reckon(PAPERS, [got(alert) for alert in reversed(ALERTS)]) == Reckoning((), ())


def test_an_alert_that_did_not_come_is_missing() -> None:
    assert reckon(PAPERS, [got(alert) for alert in ALERTS[1:]]) == Reckoning((ALERTS[0],), ())


def test_the_second_alert_for_one_statement_is_surplus() -> None:
    twice = [got(alert) for alert in ALERTS] + [got(ALERTS[3])]
    assert reckon(PAPERS, twice) == Reckoning((), (got(ALERTS[3]),))


def test_words_under_another_topic_or_from_another_outlet_are_surplus() -> None:
    right = got(ALERTS[0])
    wrong = [replace(right, topic="Wind farm"), replace(right, outlet="Tolney Echo")]
    assert reckon(PAPERS, wrong).surplus == tuple(wrong)


def test_a_part_of_the_words_is_enough_and_a_word_in_common_is_not() -> None:
    first = next(alert for alert in ALERTS if alert.article == "courier/ferry-fares-frozen")
    assert first not in reckon(PAPERS, [got(first, "We will not raise fares before the spring")]).missing
    for words in ("It will rain on Monday", "…"):
        assert reckon(PAPERS, [got(first, words)]) == Reckoning(ALERTS, (got(first, words),))
