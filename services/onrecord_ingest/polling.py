"""Asks many feeds at once whether they changed, and parses those that did."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from onrecord.web import Failed, Fetched, Fetcher, Limits
from onrecord_ingest.cage import Cage
from onrecord_ingest.records import FeedDocument, Kind

ACCEPT: Final = "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"


UNCONDITIONAL_EVERY: Final = 25
"""Polls. A server may keep sending a stale ETag: with a poll a quarter of an hour it goes unnoticed for hours at most."""


class PollOutcome(StrEnum):
    """What a poll came to. Those after UNCHANGED are failures."""

    CHANGED = "changed"
    NOT_MODIFIED = "not_modified"
    """The server said so."""
    UNCHANGED = "unchanged"
    """The server sent it again, and the body is the same."""
    GONE = "gone"
    """410: not to be asked again."""
    HTTP_ERROR = "http_error"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    HTML = "html"
    JSON = "json"
    NOT_A_FEED = "not_a_feed"
    PARSE_FAILED = "parse_failed"

    @property
    def succeeded(self) -> bool:
        return self in (PollOutcome.CHANGED, PollOutcome.NOT_MODIFIED, PollOutcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class DueFeed:
    """A feed to be asked, and what was seen of it last."""

    id: int
    url: str
    etag: str | None
    last_modified: str | None
    body_hash: str | None


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll of one feed brought."""

    feed: DueFeed
    outcome: PollOutcome
    reason: str | None = None
    document: FeedDocument | None = None
    """With CHANGED only."""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    """The feed's new address, where it moved for good and a feed was found there."""
    retry_after: str | None = None


async def poll_feeds(
    feeds: Sequence[DueFeed], fetcher: Fetcher, cage: Cage, *, limits: Limits, within_s: float
) -> AsyncGenerator[Poll]:
    """Poll *feeds* and give each result as it comes in.

    Bodies are parsed in turn, as few wait for it as there are requests at once, and none is kept once it is. Feeds that could not be asked within *within_s* seconds
    are not in the results; the one that is being parsed then is waited for, and those behind it are not.
    """
    ends_at = time.monotonic() + within_s
    turn = asyncio.Lock()  # a thread that waits for the cage cannot be called off
    pending = {asyncio.create_task(poll_feed(feed, fetcher, cage, turn, limits=limits)) for feed in feeds}
    try:
        while pending and (left_s := ends_at - time.monotonic()) > 0:
            done, pending = await asyncio.wait(pending, timeout=left_s, return_when=asyncio.FIRST_COMPLETED)
            while done:
                yield done.pop().result()
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


async def poll_feed(
    feed: DueFeed, fetcher: Fetcher, cage: Cage, turn: asyncio.Lock, *, limits: Limits
) -> Poll:
    """Ask one feed whether it changed, by its validators and by the hash of its body, and parse it in its *turn* if so.

    While its body waits, its place among the requests is taken: a batch of large feeds holds no more bodies than those.
    """
    async with AsyncExitStack() as room:
        answer = await fetcher.get(
            feed.url, limits, accept=ACCEPT, etag=feed.etag, last_modified=feed.last_modified, room=room
        )
        return await _understood(feed, answer, cage, turn)


async def _understood(feed: DueFeed, answer: Fetched | Failed, cage: Cage, turn: asyncio.Lock) -> Poll:
    if isinstance(answer, Failed):
        return _unanswered(feed, answer)
    if answer.status == 304 and feed.body_hash is not None:
        return Poll(feed, PollOutcome.NOT_MODIFIED, etag=feed.etag, last_modified=feed.last_modified, body_hash=feed.body_hash)  # fmt: skip
    if answer.status != 200:
        gone = answer.status == 410
        outcome = PollOutcome.GONE if gone else PollOutcome.HTTP_ERROR
        return Poll(feed, outcome, f"HTTP {answer.status}", retry_after=answer.retry_after)
    return await _read(feed, answer, cage, turn)


async def _read(feed: DueFeed, answer: Fetched, cage: Cage, turn: asyncio.Lock) -> Poll:
    body_hash = hashlib.sha256(answer.body).hexdigest()
    if body_hash == feed.body_hash:
        return Poll(feed, PollOutcome.UNCHANGED, etag=answer.etag, last_modified=answer.last_modified,
                    body_hash=body_hash, moved_to=answer.moved_to)  # fmt: skip
    declared = "; charset=".join(part for part in (answer.content_type, answer.charset) if part)
    async with turn:
        document = await asyncio.to_thread(
            cage.parse, answer.body, url=answer.url, content_type=declared if answer.content_type else None
        )
    if document.kind is not Kind.FEED:
        return Poll(feed, PollOutcome(document.kind.value), document.detail)
    return Poll(feed, PollOutcome.CHANGED, document.detail, document, answer.etag, answer.last_modified, body_hash, answer.moved_to)  # fmt: skip


def _unanswered(feed: DueFeed, failed: Failed) -> Poll:
    if failed.may_pass:
        outcome = PollOutcome.UNREACHABLE
    elif failed.reason == "too_large":
        outcome = PollOutcome.TOO_LARGE
    else:
        outcome = PollOutcome.REFUSED
    return Poll(feed, outcome, f"{failed.reason}: {failed.detail}")


def now_and_then_without_validators(feed: DueFeed, *, dice: float) -> DueFeed:
    """Leave the validators out of one poll in UNCONDITIONAL_EVERY, so that a server that answers 304 for ever is found out.

    Args:
        feed: To be polled.
        dice: In [0, 1).
    """
    return feed if dice >= 1 / UNCONDITIONAL_EVERY else replace(feed, etag=None, last_modified=None)
