"""When to poll a feed again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_WAIT: Final = timedelta(hours=24)
"""A feed that fails is asked daily for ever: feeds come back."""

SHORTEST_ASKED_WAIT: Final = timedelta(seconds=60)

LONGEST_UNREACHED: Final = timedelta(hours=1)
"""One that gives no answer at all is asked hourly: the line that is down may be ours, and then all feeds wait."""

MANY_NEW: Final = 2 / 3
"""With so large a share of entries unseen, the next poll may come too late for some: ask twice as often."""

FEW_NEW: Final = 1 / 3
"""With less, there is time: wait a quarter longer. Both shares as in Media Cloud's rss-fetcher."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The shortest and longest usual wait between two polls of one feed."""

    shortest: timedelta
    longest: timedelta

    def adapted(self, period: timedelta, *, fresh: int, entries: int) -> timedelta:
        """Adapt a feed's *period* to what the last poll brought.

        Args:
            period: The wait so far.
            fresh: Entries not seen before; 0 where nothing had changed.
            entries: Entries in the document; 0 where nothing had changed.

        Returns:
            Between ``shortest`` and ``longest``.
        """
        share = fresh / entries if entries else 0.0
        factor = 0.5 if share > MANY_NEW else 1.25 if share < FEW_NEW else 1.0
        return min(max(period * factor, self.shortest), self.longest)


def next_poll(
    now: datetime,
    *,
    period: timedelta,
    failures: int,
    jitter: float,
    reached: bool = True,
    retry_after: timedelta | None = None,
) -> datetime:
    """Say when to poll a feed again.

    Args:
        now: End of the poll just made; aware.
        period: The feed's usual wait between polls; positive.
        failures: Polls failed in a row; 0 after a success. Each doubles the wait.
        jitter: In [0, 1); spreads feeds that were added together over a tenth of their wait.
        reached: Something answered; if not, the wait is no longer than LONGEST_UNREACHED, or *period*.
        retry_after: What the server asked for, if it did. Never cut short by *period*.

    Returns:
        Aware; after *now*, and at most LONGEST_WAIT after it.

    Raises:
        ValueError: *period* is not positive, or *now* is naive.
    """
    if period <= timedelta(0) or now.tzinfo is None:
        raise ValueError("next_poll needs a positive period and an aware time")
    longest = LONGEST_WAIT if reached else max(LONGEST_UNREACHED, period)
    wait = min(period * 2.0 ** min(failures, 20), longest) * (1 - 0.1 * jitter)
    return now + min(max(wait, retry_after or timedelta(0)), LONGEST_WAIT)


def asked_wait(retry_after: str | None, *, now: datetime) -> timedelta | None:
    """Read a Retry-After header: seconds or a date.

    Returns:
        Between SHORTEST_ASKED_WAIT and LONGEST_WAIT; None where there is no header or it makes no sense.

    Source:
        RFC 9110, section 10.2.3.
    """
    if retry_after is None:
        return None
    if retry_after.isdecimal():
        seconds = int(retry_after[:9])
    else:
        try:
            date = parsedate_to_datetime(retry_after)
        except ValueError:
            return None
        seconds = int((date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds())
    return min(max(timedelta(seconds=seconds), SHORTEST_ASKED_WAIT), LONGEST_WAIT)
