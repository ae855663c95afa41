"""When a message may be edited: not too often, and not at night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from onrecord_alert.growing import edit_at
from onrecord_alert.quiet import QuietHours
from onrecord_alert.records import Sent
from onrecord_alert.rhythm import Rhythm
from onrecord_alert.store.growth import Grown

RHYTHM = Rhythm("immediate", time(8), "monday", ZoneInfo("Europe/Vienna"), QuietHours.read("22:00-07:00"), 20)


@pytest.mark.parametrize(
    ("changed", "now", "expected"),
    [
        ("12:00", "12:03", "12:10"),
        ("12:00", "12:30", "12:30"),
        ("20:55", "20:58", "06:00"),  # 21:05 UTC is 22:05 in Vienna
        ("12:00", "23:00", "06:00"),
    ],
)
def test_an_edit_waits_for_its_turn_and_for_the_morning(changed: str, now: str, expected: str) -> None:
    def at(clock: str, day: int = 23) -> datetime:
        return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), tzinfo=UTC)

    grown = Grown(1, "alert", None, ("Skerry Post",), Sent("ok", "C1/2"), changed_at=at(changed), now=at(now))
    edits_at = edit_at(grown, RHYTHM, every=timedelta(minutes=10))
    assert edits_at == at(expected, day=24 if expected == "06:00" else 23)
