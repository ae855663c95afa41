"""Lists of feeds as other readers export them (OPML), from files that nobody vouches for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from onrecord.urls import web_url
from onrecord_ingest.markup import one_line

MAX_BYTES: Final = 5_000_000
MAX_FEEDS: Final = 20_000
MAX_TITLE_CHARS: Final = 300


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in the list."""

    url: str
    """As ``onrecord.urls.web_url`` makes it."""
    title: str | None


@dataclass(frozen=True, slots=True)
class Outlines:
    """All feeds of a list, each address once, in its order."""

    feeds: tuple[Outline, ...]
    unusable: tuple[str, ...]
    """What stands where an address should, and why it is none: ``"ftp://…: neither http nor https"``."""


def read_opml(data: bytes) -> Outlines:
    """Read an OPML file: every outline with an ``xmlUrl``, at any depth.

    Raises:
        ValueError: it is no OPML, larger than MAX_BYTES, declares entities (there is no honest use for them
            here, and a few lines of them can fill the memory), or lists more than MAX_FEEDS feeds.
    """
    if len(data) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES} bytes")
    feeds: dict[str, Outline] = {}
    unusable: list[str] = []
    tags: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        tags.append(tag.lower())
        given = {name.lower(): value for name, value in attributes.items()}
        address = given.get("xmlurl", "").strip()
        if tags[-1] != "outline" or not address:
            return
        if len(feeds) + len(unusable) >= MAX_FEEDS:
            raise ValueError(f"more than {MAX_FEEDS} feeds")
        try:
            url = web_url(address)
        except ValueError as error:
            unusable.append(f"{one_line(address)[:200]}: {error}")
            return
        title = one_line(given.get("title") or given.get("text") or "")[:MAX_TITLE_CHARS]
        feeds.setdefault(url, Outline(url, title or None))

    def refuse_entity(*_: object) -> None:
        raise ValueError("declares entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse_entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "unreadable")
        raise ValueError(f"not OPML: {reason}, line {error.lineno}") from error
    except LookupError as error:
        raise ValueError("not OPML: unknown encoding") from error
    if tags[:1] != ["opml"]:
        raise ValueError(f"not OPML: its root element is {tags[0][:50]!r}")
    return Outlines(tuple(feeds.values()), tuple(unusable))
