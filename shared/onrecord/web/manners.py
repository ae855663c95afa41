"""How often one host is asked: so many requests at once, so many seconds between two starts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Manners:
    """Lets the requests of one event loop to a host take turns. Remembers every host it saw: short-lived."""

    def __init__(self, *, at_once: int, gap_s: float) -> None:
        self._at_once = at_once
        self._gap_s = gap_s
        self._doors: dict[str, asyncio.Semaphore] = {}
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for *host*'s next turn and hold it for the block."""
        async with self._doors.setdefault(host, asyncio.Semaphore(self._at_once)):
            now = time.monotonic()
            start = max(now, self._free_at.get(host, now))
            self._free_at[host] = start + self._gap_s
            await asyncio.sleep(start - now)
            yield
