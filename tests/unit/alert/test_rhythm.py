"""When an alert is told: at once or with a digest, never at night, never more than the cap, never before it was raised."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_alert.quiet import QuietHours
from onrecord_alert.rhythm import DAYS, HOUR, Day, Pace, Rhythm, has_expired, hour_of, next_digest, next_send

VIENNA = ZoneInfo("Europe/Vienna")
WAIT = timedelta(seconds=30)
ZONES = (
    "UTC", "Europe/Vienna", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca", "Antarctica/Troll",
)  # fmt: skip
"""Half hours, quarter hours, a shift of half an hour and of two, and clocks that changed at midnight."""


def rhythm(
    pace: Pace = "immediate",
    *,
    at: str = "08:00",
    day: Day = "monday",
    zone: ZoneInfo = VIENNA,
    quiet: str | None = None,
    cap: int = 20,
    snooze: datetime | None = None,
) -> Rhythm:
    return Rhythm(
        pace=pace,
        digest_at=time.fromisoformat(at),
        digest_day=day,
        zone=zone,
        quiet=QuietHours.read(quiet) if quiet else None,
        cap_per_hour=cap,
        snooze_until=snooze,
    )


def vienna(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIENNA)


def planned(now: datetime, how: Rhythm, *, told_since: int = 0) -> tuple[str, str, str]:
    plan = next_send(now, how, wait=WAIT, told_since=told_since)
    return plan.kind, f"{plan.due_at.astimezone(how.zone):%a %d %H:%M:%S}", plan.why


MONDAY = vienna("2026-11-23 10:15:30")


@pytest.mark.parametrize(
    ("how", "told_since", "expected"),
    [
        (rhythm(), 0, ("alert", "Mon 23 10:16:00", "immediate")),
        (rhythm(), 19, ("alert", "Mon 23 10:16:00", "immediate")),
        (rhythm(), 20, ("digest", "Mon 23 11:00:00", "over_cap")),
        (rhythm(cap=0), 0, ("digest", "Mon 23 11:00:00", "over_cap")),
        (rhythm("hourly"), 0, ("digest", "Mon 23 11:00:00", "rhythm")),
        (rhythm("daily"), 0, ("digest", "Tue 24 08:00:00", "rhythm")),
        (rhythm("daily", at="18:30"), 0, ("digest", "Mon 23 18:30:00", "rhythm")),
        (rhythm("weekly"), 0, ("digest", "Mon 30 08:00:00", "rhythm")),
        (rhythm("weekly", at="10:16"), 0, ("digest", "Mon 23 10:16:00", "rhythm")),
        (rhythm("weekly", day="sunday"), 0, ("digest", "Sun 29 08:00:00", "rhythm")),
        (rhythm(quiet="10:00-12:30"), 0, ("digest", "Mon 23 12:30:00", "quiet_hours")),
        (rhythm(quiet="22:00-07:00"), 0, ("alert", "Mon 23 10:16:00", "immediate")),
        (rhythm("hourly", quiet="10:30-14:00"), 0, ("digest", "Mon 23 14:00:00", "rhythm")),
        (rhythm("daily", at="06:00", quiet="22:00-07:00"), 0, ("digest", "Tue 24 07:00:00", "rhythm")),
        (rhythm(quiet="11:00-12:00"), 20, ("digest", "Mon 23 12:00:00", "over_cap")),
        (rhythm(snooze=vienna("2026-11-25 09:00")), 0, ("digest", "Wed 25 09:00:00", "snoozed")),
        (rhythm(snooze=vienna("2026-11-25 23:00"), quiet="22:00-07:00"), 0, ("digest", "Thu 26 07:00:00", "snoozed")),
        (rhythm("daily", snooze=vienna("2026-11-25 09:00")), 0, ("digest", "Thu 26 08:00:00", "snoozed")),
        (rhythm("daily", snooze=vienna("2026-11-25 08:00")), 0, ("digest", "Wed 25 08:00:00", "snoozed")),
        (rhythm(snooze=MONDAY), 0, ("alert", "Mon 23 10:16:00", "immediate")),
    ],
)  # fmt: skip
def test_an_alert_is_planned_as_its_subscription_says(
    how: Rhythm, told_since: int, expected: tuple[str, str, str]
) -> None:
    assert planned(MONDAY, how, told_since=told_since) == expected


def test_what_waits_for_others_until_the_night_is_over_or_begins_is_told_by_when_it_would_go() -> None:
    how = rhythm(quiet="22:00-07:00")
    assert planned(vienna("2026-11-23 21:59:29"), how) == ("alert", "Mon 23 21:59:59", "immediate")
    assert planned(vienna("2026-11-23 21:59:30"), how) == ("digest", "Tue 24 07:00:00", "quiet_hours")
    assert planned(vienna("2026-11-23 06:59:31"), how) == ("alert", "Mon 23 07:00:01", "immediate")


def test_a_digest_that_quiet_hours_put_off_still_takes_what_comes_until_it_goes() -> None:
    how = rhythm("daily", at="06:00", quiet="22:00-07:00")
    assert planned(vienna("2026-11-24 06:30"), how) == ("digest", "Tue 24 07:00:00", "rhythm")


@pytest.mark.parametrize(
    ("now", "how", "expected"),
    [
        # The clock jumps from 02:00 to 03:00: what is meant for 02:30 goes at 03:30, and once.
        ("2026-03-28 12:00", rhythm("daily", at="02:30"), "Sun 29 03:30:00"),
        ("2026-03-29 03:30", rhythm("daily", at="02:30"), "Mon 30 02:30:00"),
        # It goes back from 03:00 to 02:00: 02:30 comes twice, the digest once, the first time.
        ("2026-10-24 12:00", rhythm("daily", at="02:30"), "Sun 25 02:30:00"),
        # Quiet hours end when the clock jumps over their end.
        ("2026-03-29 01:30", rhythm(quiet="22:00-02:30"), "Sun 29 03:30:00"),
        ("2026-10-25 01:30", rhythm(quiet="22:00-02:30"), "Sun 25 02:30:00"),
    ],
)
def test_on_the_days_when_clocks_change(now: str, how: Rhythm, expected: str) -> None:
    assert planned(vienna(now), how)[1] == expected


def test_the_hour_that_clocks_show_twice_has_one_digest_and_no_second_night() -> None:
    second_time = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 in Vienna, for the second time
    daily = rhythm("daily", at="02:30")
    assert next_digest(second_time - timedelta(minutes=1), daily) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)
    assert planned(second_time - timedelta(minutes=10), rhythm(quiet="22:00-02:30"))[0] == "alert"


def test_a_subscription_expires_at_its_time() -> None:
    how = Rhythm("immediate", time(8), "monday", VIENNA, None, 20, expires_at=MONDAY)
    assert has_expired(MONDAY, how)
    assert not has_expired(MONDAY - timedelta(seconds=1), how)
    assert not has_expired(MONDAY, rhythm())


times = st.times().map(lambda each: each.replace(second=0, microsecond=0, fold=0))
moments = st.datetimes(
    datetime(2011, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)  # noqa: DTZ001 - Hypothesis wants them naive
)  # fmt: skip
quiets = st.none() | st.builds(QuietHours, times, times).filter(lambda each: each.start != each.end)
rhythms = st.builds(
    Rhythm,
    pace=st.sampled_from(get_args(Pace)),
    digest_at=times,
    digest_day=st.sampled_from(DAYS),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    quiet=quiets,
    cap_per_hour=st.integers(0, 30),
    snooze_until=st.none() | moments,
)


@given(moments, rhythms, st.integers(0, 40))
def test_nothing_goes_early_at_night_in_a_snooze_or_over_the_cap(
    now: datetime, how: Rhythm, told_since: int
) -> None:
    plan = next_send(now, how, wait=WAIT, told_since=told_since)
    assert plan.due_at >= now
    assert plan.due_at.utcoffset() == timedelta(0)
    if how.snooze_until and how.snooze_until > now:
        assert plan.due_at >= how.snooze_until
    if how.quiet:
        assert how.quiet.over(plan.due_at, how.zone) == plan.due_at
    if plan.kind == "alert":
        assert how.pace == "immediate"
        assert told_since < how.cap_per_hour
        assert plan.due_at - now == WAIT


@given(moments, rhythms)
def test_a_digest_is_never_far_and_always_later(now: datetime, how: Rhythm) -> None:
    longest = {"hourly": timedelta(hours=1), "weekly": timedelta(days=8)}.get(how.pace, timedelta(days=2))
    due_at = next_digest(now, how)
    # A night more, the hours by which clocks change, and the day that Samoa left out.
    assert now < due_at <= now + longest + timedelta(hours=24 + 3 + 24)


@given(moments, rhythms, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_digests_keep_their_order(now: datetime, how: Rhythm, later: timedelta) -> None:
    assert next_digest(now, how) <= next_digest(now + later, how)


@given(moments, quiets.filter(bool), st.sampled_from(ZONES).map(ZoneInfo))
def test_quiet_hours_end_once_and_for_all(now: datetime, quiet: QuietHours, zone: ZoneInfo) -> None:
    end = quiet.over(now, zone)
    assert end >= now
    assert quiet.over(end, zone) == end
    assert end - now <= timedelta(hours=24 + 24 + 3)


@given(moments, st.sampled_from(ZONES).map(ZoneInfo))
def test_an_hour_has_an_hour_and_begins_when_clocks_say_so(now: datetime, zone: ZoneInfo) -> None:
    begins = hour_of(now, rhythm(zone=zone))
    assert timedelta(0) <= now - begins < HOUR


@given(st.integers(1, 400), st.integers(0, 30))
def test_a_flood_is_told_up_to_the_cap_and_the_rest_with_one_digest_an_hour(count: int, cap: int) -> None:
    told: Counter[str] = Counter()
    for number in range(count):
        now = MONDAY + timedelta(seconds=number * 10)
        hour = str(hour_of(now + WAIT, rhythm()))
        plan = next_send(now, rhythm(cap=cap), wait=WAIT, told_since=told[hour])
        told[hour if plan.kind == "alert" else f"digest at {plan.due_at}"] += 1
    assert sum(told.values()) == count
    assert all(number <= cap for hour, number in told.items() if not hour.startswith("digest"))


@pytest.mark.parametrize("text", ["22-7", "24:00-07:00", "22:00–07:00", "22:60-07:00", "", "07:00-07:00", "22:00-07:00-08:00"])  # fmt: skip
def test_what_are_no_quiet_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="quiet hours"):
        QuietHours.read(text)


def test_quiet_hours_are_written_as_they_are_read() -> None:
    assert str(QuietHours.read("22:00 - 07:05")) == "22:00-07:05"
