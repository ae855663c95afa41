"""What a feed says, as plain values that go through a pipe."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a body turned out to be."""

    FEED = "feed"
    EMPTY = "empty"
    HTML = "html"
    JSON = "json"
    NOT_A_FEED = "not_a_feed"
    PARSE_FAILED = "parse_failed"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item of a feed, cut to bearable lengths; text is text and not markup, without control characters."""

    guid: str | None
    url: str | None
    """Absolute, as ``onrecord.urls.web_url`` makes it."""
    title: str | None
    summary: str | None
    author: str | None
    content_html: str | None
    """The entry's own full text as the feed has it: hostile."""
    published_raw: str | None
    published: str | None
    """ISO 8601 in UTC, where *published_raw* could be understood."""
    updated_raw: str | None = None
    """When the feed says that it was changed, as it says so: only to see that it says something else now."""


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A parsed body."""

    kind: Kind
    detail: str | None = None
    """For people: why it is no feed, or what is wrong with it."""
    title: str | None = None
    entries: tuple[FeedEntry, ...] = ()
    left_out: int = 0
    """Entries beyond MAX_ENTRIES, the oldest."""
