"""Feed bytes to entries. The one door to feedparser, which has quadratic corners: call it through ``caged``."""

from __future__ import annotations

import calendar
import codecs
import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

import feedparser

from onrecord.urls import web_url
from onrecord_ingest.markup import one_line, text_of, without_controls
from onrecord_ingest.records import FeedDocument, FeedEntry, Kind

MAX_ENTRIES: Final = 500
MAX_GUID_CHARS: Final = 2_000
MAX_TITLE_CHARS: Final = 1_000
MAX_SUMMARY_CHARS: Final = 10_000
MAX_AUTHOR_CHARS: Final = 300
MAX_DATE_CHARS: Final = 100
MAX_CONTENT_CHARS: Final = 500_000

# It guesses by chardet where some other package brought that along: "caf√©" for "café" in UTF-8, and for longer.
feedparser.encodings.lazy_chardet_encoding = None

# The longer first: UTF-32's begins with UTF-16's.
_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32le",
    codecs.BOM_UTF32_BE: "utf-32be",
    codecs.BOM_UTF16_LE: "utf-16le",
    codecs.BOM_UTF16_BE: "utf-16be",
}

FULL_TEXT_CHARS: Final = 1_500
"""A description with more text than this is no teaser but the article."""


def parse_feed(body: bytes, *, url: str, content_type: str | None = None) -> FeedDocument:
    """Read *body* as RSS, Atom or RDF.

    Args:
        body: As received, in any encoding.
        url: Where it came from; relative addresses are relative to it.
        content_type: The whole header, with its charset.

    Returns:
        A document of kind FEED, perhaps with no entries, or of the kind it turned out to be instead.
    """
    if not body.strip():
        return FeedDocument(Kind.EMPTY, "no content")
    headers = {"content-location": url, "content-type": _declared(body, content_type)}
    # A stream, because feedparser would open a file or an address that the bytes happen to spell.
    parsed = feedparser.parse(
        BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not parsed.get("version"):
        return _no_feed(body)
    entries = _newest(parsed.entries)
    flaw = parsed.get("bozo_exception")
    return FeedDocument(
        Kind.FEED,
        detail=one_line(str(flaw))[:200] if flaw is not None else None,
        title=_text(parsed.feed, "title", MAX_TITLE_CHARS),
        entries=tuple(_entry(entry, url) for entry in entries),
        left_out=len(parsed.entries) - len(entries),
    )


def _declared(body: bytes, content_type: str | None) -> str:
    """The Content-Type to believe: a byte order mark's, else the server's, else one that means UTF-8 in doubt."""
    for mark, charset in _MARKS.items():
        if body.startswith(mark):
            return f"application/xml; charset={charset}"
    return content_type or "application/xml"


def _no_feed(body: bytes) -> FeedDocument:
    start = body[:2_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"{", b"[")):
        return FeedDocument(Kind.JSON, "JSON in place of a feed")
    if b"<html" in start or b"<!doctype html" in start or b"<body" in start:
        return FeedDocument(Kind.HTML, "a web page in place of a feed")
    return FeedDocument(Kind.NOT_A_FEED, "neither RSS nor Atom")


def _newest(entries: list[Any]) -> list[Any]:
    """The newest MAX_ENTRIES in the document's order; where some have no date, the first, as feeds put new ones on top."""
    if len(entries) <= MAX_ENTRIES:
        return entries
    dates = [_date(entry) for entry in entries]
    if any(date is None for date in dates):
        return entries[:MAX_ENTRIES]
    kept = sorted(range(len(entries)), key=lambda at: dates[at] or "", reverse=True)[:MAX_ENTRIES]
    return [entries[at] for at in sorted(kept)]


def _entry(entry: Mapping[str, Any], base: str) -> FeedEntry:
    summary = _text(entry, "summary", MAX_SUMMARY_CHARS)
    return FeedEntry(
        guid=_guid(entry),
        url=_url(entry, base),
        title=_text(entry, "title", MAX_TITLE_CHARS),
        summary=summary,
        author=_text(entry, "author", MAX_AUTHOR_CHARS),
        content_html=_content(entry, summary),
        published_raw=one_line(_string(entry, _date_field(entry), MAX_DATE_CHARS)) or None,
        published=_date(entry),
        updated_raw=_changed(entry),
    )


def _guid(entry: Mapping[str, Any]) -> str | None:
    guid = one_line(_string(entry, "id"))
    if len(guid) > MAX_GUID_CHARS:
        return f"sha256:{hashlib.sha256(guid.encode('utf-8')).hexdigest()}"
    return guid or None


def _url(entry: Mapping[str, Any], base: str) -> str | None:
    for candidate in _links(entry):
        try:
            return web_url(candidate, base=base)
        except ValueError:
            continue
    return None


def _links(entry: Mapping[str, Any]) -> Iterable[str]:
    """Addresses the entry may mean, the likeliest first: a feed through a redirector names the original elsewhere."""
    for field in ("feedburner_origlink", "link"):
        if found := _string(entry, field):
            yield found
    for link in entry.get("links", ())[:20]:
        if link.get("rel") in (None, "alternate") and isinstance(link.get("href"), str):
            yield link["href"]
    guid = _string(entry, "id")
    if guid.startswith(("http://", "https://")):
        yield guid


def _content(entry: Mapping[str, Any], summary: str | None) -> str | None:
    """The longest of the entry's contents, or its description where that is as long as an article."""
    contents = [each.get("value") for each in entry.get("content", ())[:20]]
    longest = max((each for each in contents if isinstance(each, str)), key=len, default="")
    if not longest.strip() and summary is not None and len(summary) >= FULL_TEXT_CHARS:
        longest = _string(entry, "summary", MAX_CONTENT_CHARS)
    return without_controls(longest[:MAX_CONTENT_CHARS]).strip() or None


def _text(source: Mapping[str, Any], field: str, max_chars: int) -> str | None:
    # Twice the length, for the markup in it.
    markup = _string(source, field, 2 * max_chars)
    declared = source.get(f"{field}_detail")
    is_html = isinstance(declared, Mapping) and declared.get("type") != "text/plain"
    return text_of(markup, is_html=is_html)[:max_chars] or None


def _string(source: Mapping[str, Any], field: str, max_chars: int | None = None) -> str:
    value = source.get(field)
    return value[:max_chars] if isinstance(value, str) else ""


def _date_field(entry: Mapping[str, Any]) -> str:
    return next((field for field in ("published", "updated", "created") if field in entry), "published")


def _changed(entry: Mapping[str, Any]) -> str | None:
    if "updated" not in entry:  # feedparser would give "published" for it
        return None
    return one_line(_string(entry, "updated", MAX_DATE_CHARS)) or None


def _date(entry: Mapping[str, Any]) -> str | None:
    parsed = entry.get(f"{_date_field(entry)}_parsed")
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
    except (ValueError, OverflowError, OSError, TypeError):  # the year 0, the year 99999
        return None
