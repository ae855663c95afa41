"""When to poll a feed again, and a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_ingest.pages import FetchedPage, PageOutcome
from onrecord_ingest.polling import UNCONDITIONAL_EVERY, DueFeed, now_and_then_without_validators
from onrecord_ingest.retrying import LATER_S, MAX_REST_S, WAITS_S, later_s, rest_s, wait_s
from onrecord_ingest.schedule import LONGEST_WAIT, SHORTEST_ASKED_WAIT, Pace, asked_wait, next_poll

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTES = timedelta(minutes=1)
PACE = Pace(5 * MINUTES, 60 * MINUTES)


def _wait(**given: object) -> timedelta:
    arguments = {"period": 10 * MINUTES, "failures": 0, "jitter": 0.0} | given
    return next_poll(NOW, **arguments) - NOW  # type: ignore[arg-type]


def test_a_feed_that_answers_is_asked_again_after_its_period() -> None:
    assert _wait() == 10 * MINUTES


def test_each_failure_doubles_the_wait_up_to_a_day_and_never_ends_it() -> None:
    assert [_wait(failures=failures) for failures in (1, 2, 3)] == [20 * MINUTES, 40 * MINUTES, 80 * MINUTES]
    assert _wait(failures=10_000) == LONGEST_WAIT


def test_after_a_night_without_a_line_feeds_are_asked_within_the_hour() -> None:
    assert _wait(failures=1, reached=False) == 20 * MINUTES
    assert _wait(failures=10, reached=False) == 60 * MINUTES
    assert _wait(failures=10, reached=False, period=180 * MINUTES) == 180 * MINUTES


def test_a_server_that_asks_for_time_gets_it() -> None:
    assert _wait(retry_after=30 * MINUTES) == 30 * MINUTES
    assert _wait(retry_after=1 * MINUTES) == 10 * MINUTES
    assert _wait(retry_after=timedelta(days=365)) == LONGEST_WAIT


def test_jitter_spreads_over_a_tenth() -> None:
    assert _wait(jitter=0.999) > 9 * MINUTES


@pytest.mark.parametrize("wrong", [{"period": timedelta(0)}, {"period": -MINUTES}])
def test_a_period_that_is_none_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="positive"):
        _wait(**wrong)
    with pytest.raises(ValueError, match="aware"):
        next_poll(NOW.replace(tzinfo=None), period=MINUTES, failures=0, jitter=0.0)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("120", 120),
        ("0", 60),
        ("-5", None),
        ("soon", None),
        ("999999999999999999999", 86_400),
        ("Mon, 23 Nov 2026 12:10:00 GMT", 600),
        ("Mon, 23 Nov 2026 12:10:00", 600),
        ("Mon, 23 Nov 2020 12:00:00 GMT", 60),
        ("Mon, 23 Nov 2036 12:00:00 GMT", 86_400),
        ("Mon, 99 Nov 2036 12:00:00 GMT", None),
    ],
)
def test_a_retry_after_is_read_and_kept_within_reason(header: str | None, expected: int | None) -> None:
    assert asked_wait(header, now=NOW) == (None if expected is None else timedelta(seconds=expected))


@given(st.text(max_size=40))
def test_any_retry_after_is_bearable(header: str) -> None:
    assert (asked_wait(header, now=NOW) or SHORTEST_ASKED_WAIT) <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("fresh", "entries", "minutes"),
    [(10, 10, 10), (7, 10, 10), (5, 10, 20), (3, 10, 25), (0, 10, 25), (0, 0, 25)],
)
def test_a_feed_is_asked_as_often_as_it_has_news(fresh: int, entries: int, minutes: int) -> None:
    assert PACE.adapted(20 * MINUTES, fresh=fresh, entries=entries) == minutes * MINUTES


def test_the_period_stays_between_its_ends() -> None:
    assert PACE.adapted(6 * MINUTES, fresh=1, entries=1) == 5 * MINUTES
    assert PACE.adapted(55 * MINUTES, fresh=0, entries=1) == 60 * MINUTES


def test_validators_are_left_out_now_and_then_and_the_hash_never() -> None:
    feed = DueFeed(1, "https://p.example/", '"1"', "then", "hash")
    assert now_and_then_without_validators(feed, dice=1 / UNCONDITIONAL_EVERY) == feed
    assert now_and_then_without_validators(feed, dice=0.0) == DueFeed(1, feed.url, None, None, "hash")


def _page(outcome: PageOutcome, retry_after: str | None = None) -> FetchedPage:
    return FetchedPage(outcome, None, "https://p.example/", 0, retry_after=retry_after)


@pytest.mark.parametrize("outcome", [each for each in PageOutcome if not each.may_pass])
def test_an_outcome_that_will_not_pass_is_final(outcome: PageOutcome) -> None:
    assert wait_s(_page(outcome, "60"), tries=1, now=NOW) is None
    assert rest_s(_page(outcome, "60"), now=NOW) is None


def test_a_page_that_may_come_is_asked_for_again_and_not_for_ever() -> None:
    waits = [wait_s(_page(PageOutcome.UNREACHABLE), tries=tries, now=NOW) for tries in (1, 2, 3, 4, 5)]
    assert waits == [*WAITS_S, None, None]


def test_a_page_that_was_given_up_for_now_is_looked_for_some_hours() -> None:
    laters = [later_s(_page(PageOutcome.BUSY), misses=misses) for misses in range(5)]
    assert laters == [*LATER_S, None, None]
    assert later_s(_page(PageOutcome.GONE), misses=0) is None


def test_a_busy_host_is_given_its_time_but_not_the_day() -> None:
    busy = PageOutcome.BUSY
    assert wait_s(_page(busy, "600"), tries=1, now=NOW) == 600
    assert rest_s(_page(busy, "600"), now=NOW) == 600
    assert wait_s(_page(busy, str(MAX_REST_S * 2)[:-2]), tries=1, now=NOW) is None
