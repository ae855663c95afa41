"""Quiet hours: from one local time to another nothing is sent. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

_RANGE: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Every day from ``start`` to ``end``, over midnight where ``end`` is the earlier one."""

    start: time
    end: time

    @classmethod
    def read(cls, text: str) -> Self:
        """Read ``22:00-07:00``.

        Raises:
            ValueError: it is not of that form, or the two times are the same.
        """
        found = _RANGE.fullmatch(text.strip())
        if not found:
            raise ValueError("quiet hours are two times of day, such as 22:00-07:00")
        hours = cls(time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4])))
        if hours.start == hours.end:
            raise ValueError(
                "quiet hours that begin when they end would last for ever or never; leave them out"
            )
        return hours

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def over(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Say when it is not quiet: *moment* itself, or the end of the quiet hours that it falls into.

        Args:
            moment: Aware.
            zone: Whose local time.

        Returns:
            UTC; at or after *moment*.
        """
        moment = moment.astimezone(UTC)
        today = moment.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            last = day if self.start < self.end else day + timedelta(days=1)
            begin = at_local(datetime.combine(day, self.start), zone)
            end = at_local(datetime.combine(last, self.end), zone)
            if begin <= moment < end:
                return end
        return moment


def at_local(wall: datetime, zone: ZoneInfo) -> datetime:
    """Give the UTC moment at which clocks in *zone* show *wall*, which is naive.

    A time that clocks skip is read with the offset before the gap (02:30 becomes 03:30), one that they show twice
    is the first of the two.

    Source:
        RFC 5545, section 3.3.5, "FORM #3".
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
