"""When to try a delivery again: soon at first, then every hour and a half, for a day."""

from __future__ import annotations

from random import Random
from typing import Final

FIRST_WAIT_S: Final = 30.0
LONGEST_WAIT_S: Final = 5_160.0
"""Waits double from 30 s to this. The 23 waits between the 24 tries of the deliver stage add up to 24 hours."""

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
    if tries < 1:
        raise ValueError("no try has failed yet")
    doublings = min(tries - 1, 10)  # 30 s * 2**10 is past the longest wait
    wait = min(FIRST_WAIT_S * float(2**doublings), LONGEST_WAIT_S) * random.uniform(1 - JITTER, 1 + JITTER)
    if asked_s is not None:
        wait = max(wait, min(asked_s, LONGEST_ASKED_S) * random.uniform(1, 1 + JITTER))
    return wait
