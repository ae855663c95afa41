"""Whether and when a page that could not be had is asked for again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from onrecord_ingest.pages import FetchedPage
from onrecord_ingest.schedule import asked_wait

WAITS_S: Final = (10.0, 60.0, 300.0)
"""Short: a statement is news for an hour, and the feed's own text can be read meanwhile."""

LATER_S: Final = (1_800.0, 7_200.0, 21_600.0)
"""When those are over, the feed's own text goes on, and the page is looked for after these: it may bring the rest."""

MAX_REST_S: Final = 3_600.0
"""A host may ask to be left alone for longer, but its articles are then read from the feed alone."""


def wait_s(page: FetchedPage, *, tries: int, now: datetime) -> float | None:
    """Say how many seconds to wait before asking again; None where this outcome is final.

    Args:
        page: What became of the last try.
        tries: How often it was asked for; at least 1.
        now: Aware.
    """
    if not page.outcome.may_pass or tries > len(WAITS_S):
        return None
    asked = rest_s(page, now=now)
    if asked is not None and asked > MAX_REST_S:
        return None
    return max(WAITS_S[tries - 1], asked or 0.0)


def later_s(page: FetchedPage, *, misses: int) -> float | None:
    """Say after how many seconds to look for a page that was given up for now; None where for good.

    Args:
        page: What became of the last try.
        misses: How often it was given up before.
    """
    return LATER_S[misses] if page.outcome.may_pass and misses < len(LATER_S) else None


def rest_s(page: FetchedPage, *, now: datetime) -> float | None:
    """Seconds for which the page's host asked to be left alone; None where it did not."""
    asked = asked_wait(page.retry_after, now=now) if page.outcome.may_pass else None
    return asked.total_seconds() if asked is not None else None
