"""When to try a message again: soon at first, then every hour and a half, and no more after a day. Pure."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Final

FIRST_WAIT_S: Final = 30.0
LONGEST_WAIT_S: Final = 5_160.0
"""Waits double from 30 s to this; 23 of them add up to 24 hours."""

GIVE_UP_AFTER: Final = timedelta(hours=24)
"""After the time a message was due. Then it is parked, and a person should look."""

LONGEST_PAUSE_S: Final = 900.0
"""A destination that failed is asked again at least so often: one try for all that waits for it."""

LONGEST_ASKED_S: Final = 6 * 3600.0
"""A server that asks for a longer wait is not believed: the alert would be stale, or lost."""

JITTER: Final = 0.1
"""Share of the wait by which it is made shorter or longer, so that what failed together is not retried together."""


def wait_s(tries: int, *, random: Random, asked_s: float | None = None) -> float:
    """Say how many seconds to wait after the *tries*-th try failed.

    Args:
        tries: Tries so far, this one included; 1 or more.
        random: Where the jitter comes from.
        asked_s: What the other side asked for (``Retry-After``); never cut short, up to LONGEST_ASKED_S.

    Raises:
        ValueError: *tries* is less than 1.
    """
    return _wait_s(tries, longest_s=LONGEST_WAIT_S, random=random, asked_s=asked_s)


def pause_s(failures: int, *, random: Random, asked_s: float | None = None) -> float:
    """Say how many seconds to leave a destination alone after it failed *failures* times in a row, this one included.

    Raises:
        ValueError: *failures* is less than 1.
    """
    return _wait_s(failures, longest_s=LONGEST_PAUSE_S, random=random, asked_s=asked_s)


def _wait_s(tries: int, *, longest_s: float, random: Random, asked_s: float | None) -> float:
    if tries < 1:
        raise ValueError("no try has failed yet")
    doublings = min(tries - 1, 10)  # 30 s * 2**10 is past the longest wait
    wait = min(FIRST_WAIT_S * float(2**doublings), longest_s) * random.uniform(1 - JITTER, 1 + JITTER)
    if asked_s is not None:
        wait = max(wait, min(asked_s, LONGEST_ASKED_S) * random.uniform(1, 1 + JITTER))
    return wait
