"""One look at a feed, now, without storing anything: does it answer, what is it, how old is what it tells."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from onrecord.web import Failed, Fetcher, Limits
from onrecord_ingest.cage import Cage
from onrecord_ingest.polling import ACCEPT

_ROOT: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?(rss|feed|RDF)\b([^<>]{0,4000})", re.IGNORECASE)
_VERSION: Final = re.compile(rb"\bversion\s{0,9}=\s{0,9}[\"']([\w.]{1,9})[\"']")
_SNIFFED_BYTES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What was seen."""

    url: str
    answered_from: str | None
    """After redirects."""
    status: int | None
    """HTTP status; None where no answer came."""
    content_type: str | None
    size_bytes: int
    elapsed_ms: int
    kind: str
    """feed, or why it is none: unreachable, http_error, html, empty, json, not_a_feed, parse_failed."""
    detail: str | None
    format: str | None
    """RSS 2.0, Atom, RDF …"""
    title: str | None
    entries: int
    dated: int
    """Entries with a date that could be read."""
    newest: datetime | None
    oldest: datetime | None

    @property
    def good(self) -> bool:
        return self.kind == "feed"


async def check(url: str, fetcher: Fetcher, cage: Cage, *, limits: Limits) -> Checked:
    """Ask for *url* once and read what comes."""
    started = time.monotonic()
    answer = await fetcher.get(url, limits, accept=ACCEPT)
    elapsed_ms = round((time.monotonic() - started) * 1000)
    if isinstance(answer, Failed):
        return _nothing(url, elapsed_ms, "unreachable", f"{answer.reason}: {answer.detail}")
    if answer.status != 200:
        return _nothing(url, elapsed_ms, "http_error", f"HTTP {answer.status}", status=answer.status)
    charset = f"; charset={answer.charset}" if answer.charset else ""
    document = await asyncio.to_thread(
        cage.parse, answer.body, url=answer.url,
        content_type=f"{answer.content_type}{charset}" if answer.content_type else None,
    )  # fmt: skip
    dates = sorted(datetime.fromisoformat(entry.published) for entry in document.entries if entry.published)
    return Checked(
        url=url,
        answered_from=answer.url,
        status=answer.status,
        content_type=answer.content_type,
        size_bytes=len(answer.body),
        elapsed_ms=elapsed_ms,
        kind=document.kind.value,
        detail=document.detail,
        format=format_of(answer.body),
        title=document.title,
        entries=len(document.entries) + document.left_out,
        dated=len(dates),
        newest=dates[-1] if dates else None,
        oldest=dates[0] if dates else None,
    )


def format_of(body: bytes) -> str | None:
    """Name a feed's format by its root element; None where there is none that feeds have."""
    root = _ROOT.search(body[:_SNIFFED_BYTES].replace(b"\x00", b""))
    if root is None:
        return None
    name = {b"rss": "RSS", b"feed": "Atom", b"rdf": "RSS 1.0 (RDF)"}[root[1].lower()]
    version = _VERSION.search(root[2]) if name == "RSS" else None
    return f"{name} {version[1].decode()}" if version else name


def _nothing(url: str, elapsed_ms: int, kind: str, detail: str, *, status: int | None = None) -> Checked:
    return Checked(url, None, status, None, 0, elapsed_ms, kind, detail, None, None, 0, 0, None, None)
