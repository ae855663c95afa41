"""When an alert is told: at once, after a night or a snooze, or with the next digest. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from onrecord_alert.quiet import QuietHours, at_local

Pace = Literal["immediate", "hourly", "daily", "weekly"]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Why = Literal["immediate", "rhythm", "over_cap", "quiet_hours", "snoozed", "re_reported"]

DAYS: Final[tuple[Day, ...]] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How one subscription is to be told."""

    pace: Pace
    digest_at: time
    """Local; of daily and weekly digests."""
    digest_day: Day
    zone: ZoneInfo
    quiet: QuietHours | None
    cap_per_hour: int
    """Alerts told at once in one hour of local time; 0: all go to digests."""
    snooze_until: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """In what an alert is told, and when."""

    kind: Literal["alert", "digest"]
    due_at: datetime
    """UTC."""
    why: Why


def next_send(now: datetime, rhythm: Rhythm, *, wait: timedelta, told_since: int) -> Plan:
    """Plan an alert that was raised just now.

    Args:
        now: Aware.
        rhythm: Its subscription's.
        wait: How long an alert waits for others to be told with it.
        told_since: Alerts of the subscription planned for at once in the hour that begins at ``hour_of(now + wait)``.

    Returns:
        Never before *now*, nor in quiet hours, nor in a snooze. Whether the subscription has expired is not asked.
    """
    if rhythm.snooze_until is not None and rhythm.snooze_until > now:
        if rhythm.pace == "immediate":
            return Plan("digest", awake(rhythm.snooze_until, rhythm), "snoozed")
        just_before = rhythm.snooze_until - timedelta(microseconds=1)
        return Plan("digest", next_digest(just_before, rhythm), "snoozed")
    if rhythm.pace != "immediate":
        return Plan("digest", next_digest(now, rhythm), "rhythm")
    due_at = (now + wait).astimezone(UTC)
    if awake(due_at, rhythm) > due_at:
        return Plan("digest", awake(due_at, rhythm), "quiet_hours")
    if told_since >= rhythm.cap_per_hour:
        return Plan("digest", awake(hour_of(due_at, rhythm) + HOUR, rhythm), "over_cap")
    return Plan("alert", due_at, "immediate")


def next_digest(now: datetime, rhythm: Rhythm) -> datetime:
    """Say when the digest after *now* is due; an immediate subscription's comes daily.

    Returns:
        UTC; after *now* and not in quiet hours.
    """
    if rhythm.pace == "hourly":
        return awake(hour_of(now, rhythm) + HOUR, rhythm)
    day = now.astimezone(rhythm.zone).date() - timedelta(days=1)
    while True:
        due_at = awake(at_local(datetime.combine(day, rhythm.digest_at), rhythm.zone), rhythm)
        if due_at > now and (rhythm.pace != "weekly" or DAYS[day.weekday()] == rhythm.digest_day):
            return due_at
        day += timedelta(days=1)


def hour_of(moment: datetime, rhythm: Rhythm) -> datetime:
    """Give the beginning of the hour that *moment* falls into, as clocks of the subscriber show it; UTC."""
    local = moment.astimezone(rhythm.zone)
    into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return moment.astimezone(UTC) - into


def has_expired(now: datetime, rhythm: Rhythm) -> bool:
    """Say whether nothing is told any more."""
    return rhythm.expires_at is not None and rhythm.expires_at <= now


def awake(moment: datetime, rhythm: Rhythm) -> datetime:
    """Say when it is not quiet: *moment* itself, or the end of the quiet hours that it falls into; UTC."""
    moment = moment.astimezone(UTC)
    return rhythm.quiet.over(moment, rhythm.zone) if rhythm.quiet else moment
