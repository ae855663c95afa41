"""How often one host is asked: so many requests at once, so many seconds between two starts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager


class Manners:
    """Lets the requests of one event loop to a host take turns. Remembers every host it saw: short-lived."""

    def __init__(self, *, at_once: int, gap_s: float, free_in: Mapping[str, float]) -> None:
        """*free_in*: seconds until the first turn, for hosts whose first is not now."""
        self._at_once = at_once
        self._gap_s = gap_s
        self._doors: dict[str, asyncio.Semaphore] = {}
        now = time.monotonic()
        self._free_at = {host: now + first_in_s for host, first_in_s in free_in.items()}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for *host*'s next turn and hold it for the block."""
        async with self._doors.setdefault(host, asyncio.Semaphore(self._at_once)):
            now = time.monotonic()
            start = max(now, self._free_at.get(host, now))
            self._free_at[host] = start + self._gap_s
            await asyncio.sleep(start - now)
            yield
