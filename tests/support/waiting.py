"""Waiting for a condition, not for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_EVERY_S = 0.05


def eventually(look: Callable[[], T], *, within_s: float, what: str) -> T:
    """Call *look* until it gives something true, and give that.

    Raises:
        AssertionError: it did not within *within_s* seconds; the message says *what* and what it gave last.
    """
    deadline = time.monotonic() + within_s
    while not (seen := look()):
        assert time.monotonic() < deadline, f"not within {within_s} s: {what} (last: {seen!r})"
        time.sleep(LOOK_EVERY_S)
    return seen
