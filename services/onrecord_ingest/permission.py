"""Asks each site's robots.txt, once a day, before its pages are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from onrecord.web import Failed, Fetched, Fetcher, Limits, Reason
from onrecord_ingest.robots import Rules, product_of, text_of

MAX_BYTES: Final = 1_000_000
"""A longer one is as good as none."""

_BUSY: Final = 429


class Permission:
    """What the sites of one batch allow. Belongs to one event loop."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        user_agent: str,
        within_s: float,
        recall: Callable[[str], tuple[str, bool] | None],
    ) -> None:
        """Args:
        fetcher: By which a robots.txt is fetched.
        user_agent: Whose permission.
        within_s: For the whole answer.
        recall: Gives the robots.txt of a host as of the last time it could be read, and whether that still counts.
        """
        self._fetcher = fetcher
        self._product = product_of(user_agent)
        self._limits = Limits(MAX_BYTES, within_s)
        self._recall = recall
        self._asked: dict[str, asyncio.Task[Rules | None]] = {}
        self.learned: dict[str, str] = {}
        """By host, what was read anew."""

    async def __call__(self, url: str) -> Reason | None:
        """Say why *url* may not be asked for; None where it may."""
        split = urlsplit(url)
        task = self._asked.get(split.netloc)
        if task is None:
            task = self._asked[split.netloc] = asyncio.create_task(self._rules(split.scheme, split.netloc))
        rules = await task
        if rules is None:
            return Reason.UNDECIDED
        return None if rules.allow(url) else Reason.DISALLOWED

    async def _rules(self, scheme: str, host: str) -> Rules | None:
        """Give the rules of *host*; None where it has some, perhaps, and cannot be asked now (section 2.3.1.4)."""
        text, counts = self._recall(host) or (None, False)
        if not counts:
            answer = await self._fetcher.get(
                f"{scheme}://{host}/robots.txt", self._limits, accept="text/plain"
            )
            if not _says_nothing_now(answer):
                text = self.learned[host] = _text(answer)
        return None if text is None else Rules(text, self._product)


def _text(answer: Fetched | Failed) -> str:
    """Give the file; an empty one, which allows all, where there is none."""
    if isinstance(answer, Failed) or not 200 <= answer.status < 300:
        return ""
    return text_of(answer.body)


def _says_nothing_now(answer: Fetched | Failed) -> bool:
    if isinstance(answer, Failed):
        return answer.may_pass
    return answer.status == _BUSY or answer.status >= 500
