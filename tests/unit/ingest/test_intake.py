"""What becomes of new entries, and when they count as published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from onrecord_ingest.dating import publication
from onrecord_ingest.intake import BASELINE_ARTICLES, EntryOutcome, receive
from onrecord_ingest.records import FeedEntry

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _entry(number: int, *, url: str | None = "https://p.example/", published: str | None = None) -> FeedEntry:
    return FeedEntry(str(number), url and f"{url}{number}", None, None, None, None, published, published)


def _day(number: int) -> str:
    return (NOW - timedelta(days=number)).isoformat()


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (None, NOW),
        ("2026-11-23T11:00:00+00:00", NOW - timedelta(hours=1)),
        ("2026-11-23T12:00:00+02:00", NOW - timedelta(hours=2)),
        ("2026-11-24T12:00:00+00:00", NOW),
        ("9999-12-31T23:59:59+00:00", NOW),
        ("1970-01-01T00:00:00+00:00", NOW),
        ("1999-01-01T00:00:00+00:00", datetime(1999, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_date_is_believed_if_it_can_be(published: str | None, expected: datetime) -> None:
    assert publication(published, now=NOW) == expected


def test_of_a_first_import_the_newest_are_read_and_the_others_known() -> None:
    fresh = [(str(number), _entry(number, published=_day(number))) for number in reversed(range(40))]
    arrivals = receive(fresh, baseline=True, now=NOW)
    assert [arrival.outcome for arrival in arrivals] == (
        [EntryOutcome.BASELINE] * BASELINE_ARTICLES + [EntryOutcome.BASELINE_RECORDED] * 10
    )
    assert [arrival.identity for arrival in arrivals[:2]] == ["0", "1"]


def test_with_the_baseline_off_all_are_new() -> None:
    fresh = [(str(number), _entry(number)) for number in range(95)]
    assert {arrival.outcome for arrival in receive(fresh, baseline=False, now=NOW)} == {EntryOutcome.NEW}


@pytest.mark.parametrize("baseline", [True, False])
def test_an_entry_without_an_address_has_an_outcome_too(baseline: bool) -> None:
    arrivals = receive([("a", _entry(1, url=None)), ("b", _entry(2))], baseline=baseline, now=NOW)
    assert {arrival.identity: arrival.outcome for arrival in arrivals} == {
        "a": EntryOutcome.NO_URL,
        "b": EntryOutcome.BASELINE if baseline else EntryOutcome.NEW,
    }


def test_the_document_orders_entries_without_dates() -> None:
    fresh = [("a", _entry(1)), ("b", _entry(2)), ("c", _entry(3))]
    assert [arrival.identity for arrival in receive(fresh, baseline=False, now=NOW)] == ["a", "b", "c"]


def test_after_a_restore_what_may_have_been_told_before_is_read_and_not_told() -> None:
    fresh = [
        ("before", _entry(1, published=_day(2))),
        ("undated", _entry(2)),
        ("after", _entry(3, published=_day(0))),
        *((f"old {number}", _entry(number, published=_day(number))) for number in range(3, 60)),
    ]
    arrivals = receive(fresh, baseline=False, now=NOW, old_news_until=NOW - timedelta(days=1))
    outcomes = {arrival.identity: arrival.outcome for arrival in arrivals}
    assert outcomes.pop("after") is EntryOutcome.NEW
    assert set(outcomes.values()) == {EntryOutcome.BASELINE}
