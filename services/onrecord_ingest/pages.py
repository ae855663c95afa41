"""Fetches the pages of a batch of articles, politely, within a time."""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from onrecord.web import Failed, Fetched, Fetcher, Limits, Reason
from onrecord_ingest.permission import Permission

ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
MEDIA_TYPES: Final = frozenset(
    {"text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"}
)

HOST_FAILURES: Final = 2
"""After so many pages of a host that gave no answer, the others of the batch are left for later."""

_GONE: Final = frozenset({404, 410})
_BLOCKED: Final = frozenset({401, 402, 403, 451})
_BUSY: Final = frozenset({408, 425, 429})
_BINARY: Final = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF")


class PageOutcome(StrEnum):
    """What became of a page; each fetch has one."""

    FETCHED = "fetched"
    BLOCKED = "blocked"
    """401, 402, 403 or 451: what the server shows instead is kept."""
    GONE = "gone"
    """404 or 410."""
    EMPTY = "empty"
    NOT_HTML = "not_html"
    TOO_LARGE = "too_large"
    REFUSED = "refused"
    """The address, or one it redirects to, is not to be asked."""
    DISALLOWED = "disallowed"
    """The site's robots.txt asks not to be read there."""
    REDIRECT_LOOP = "redirect_loop"
    HTTP_ERROR = "http_error"
    BUSY = "busy"
    """408, 425, 429 or 5xx: may pass."""
    UNREACHABLE = "unreachable"
    """No answer: may pass."""

    @property
    def may_pass(self) -> bool:
        return self in (PageOutcome.BUSY, PageOutcome.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class WantedPage:
    """An article whose page is to be fetched."""

    article_id: int
    url: str

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What became of one page."""

    outcome: PageOutcome
    reason: str | None
    final_url: str
    status: int
    """0 where no answer came."""
    content_type: str | None = None
    charset: str | None = None
    retry_after: str | None = None
    packed: bytes = zlib.compress(b"")
    """The body as received, zlib-compressed; empty unless FETCHED or BLOCKED."""
    body_bytes: int = 0
    """Length before compression."""


async def fetch_pages(
    wanted: Sequence[WantedPage],
    fetcher: Fetcher,
    permission: Permission | None,
    *,
    limits: Limits,
    within_s: float,
) -> dict[int, FetchedPage]:
    """Fetch *wanted* pages at once.

    Returns:
        By article id. Missing are those not asked for: there was no time within *within_s* seconds, or their
        host had not answered HOST_FAILURES times before.
    """
    pages: dict[int, FetchedPage] = {}
    silent: Counter[str] = Counter()

    async def fetch(each: WantedPage) -> None:
        async with turns[each.host]:
            if silent[each.host] >= HOST_FAILURES:
                return
            page = await fetch_page(each.url, fetcher, permission, limits=limits)
        silent[each.host] += page.outcome is PageOutcome.UNREACHABLE
        pages[each.article_id] = page

    turns = {each.host: asyncio.Semaphore(HOST_FAILURES) for each in wanted}
    try:
        async with asyncio.timeout(within_s):
            await asyncio.gather(*(fetch(each) for each in wanted))
    except TimeoutError:
        pass
    return pages


async def fetch_page(
    url: str, fetcher: Fetcher, permission: Permission | None, *, limits: Limits
) -> FetchedPage:
    """Fetch one page, where *permission* lets it, and say what became of it."""
    answer = await fetcher.get(url, limits, accept=ACCEPT, media_types=MEDIA_TYPES, permission=permission)
    if isinstance(answer, Failed):
        return FetchedPage(_outcome_of_failure(answer), f"{answer.reason}: {answer.detail}", url, 0)
    outcome = _outcome_of_answer(answer)
    kept = answer.body if outcome in (PageOutcome.FETCHED, PageOutcome.BLOCKED) else b""
    return FetchedPage(
        outcome,
        None if outcome is PageOutcome.FETCHED else f"HTTP {answer.status}",
        answer.url,
        answer.status,
        answer.content_type,
        answer.charset,
        answer.retry_after,
        await asyncio.to_thread(zlib.compress, kept),
        len(kept),
    )


def _outcome_of_failure(failed: Failed) -> PageOutcome:
    if failed.may_pass:
        return PageOutcome.UNREACHABLE
    return {
        Reason.TOO_LARGE: PageOutcome.TOO_LARGE,
        Reason.WRONG_TYPE: PageOutcome.NOT_HTML,
        Reason.REDIRECT_LOOP: PageOutcome.REDIRECT_LOOP,
        Reason.DISALLOWED: PageOutcome.DISALLOWED,
    }.get(failed.reason, PageOutcome.REFUSED)


def _outcome_of_answer(answer: Fetched) -> PageOutcome:
    if answer.status in _BLOCKED:
        return PageOutcome.BLOCKED
    if answer.status in _GONE:
        return PageOutcome.GONE
    if answer.status in _BUSY or answer.status >= 500:
        return PageOutcome.BUSY
    if answer.status != 200:
        return PageOutcome.HTTP_ERROR
    if not answer.body.strip():
        return PageOutcome.EMPTY
    return PageOutcome.NOT_HTML if answer.body.startswith(_BINARY) else PageOutcome.FETCHED
