"""What the demo promises its subscribers."""

from __future__ import annotations

import pytest

from onrecord_cli.demo.articles import Topic, load
from onrecord_cli.demo.expected import alerts, spared

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
