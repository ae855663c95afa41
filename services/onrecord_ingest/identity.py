"""Which entries are one entry, within a feed and from poll to poll."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from onrecord.urls import canonical_url
from onrecord_ingest.records import FeedEntry


def identify(entries: Sequence[FeedEntry]) -> list[tuple[str, FeedEntry]]:
    """Give each entry of one document its identity, and leave out those that come twice.

    An entry is known by its guid. A guid that the document gives to several addresses (all "1", all empty, the
    site's own) tells nothing apart, and its entries are known by their addresses; so is an entry without one.
    An entry with neither is known by its title and date.

    Returns:
        (identity, entry) in the document's order; identities are SHA-256 in hex and each stands once.
    """
    vague = _vague_guids(entries)
    known: dict[str, FeedEntry] = {}
    for entry in entries:
        known.setdefault(_identity(entry, vague), entry)
    return list(known.items())


def _vague_guids(entries: Iterable[FeedEntry]) -> set[str]:
    addresses: dict[str, set[str | None]] = defaultdict(set)
    for entry in entries:
        if entry.guid is not None:
            addresses[entry.guid].add(canonical_url(entry.url) if entry.url else None)
    return {guid for guid, named in addresses.items() if len(named) > 1}


def _identity(entry: FeedEntry, vague: set[str]) -> str:
    if entry.guid is not None and entry.guid not in vague:
        name = f"guid {entry.guid}"
    elif entry.url is not None:
        name = f"url {canonical_url(entry.url)}"
    else:
        name = f"text {entry.title} {entry.published_raw}"
    return hashlib.sha256(name.encode("utf-8")).hexdigest()


def revision(entry: FeedEntry) -> str:
    """Name what the feed says of an entry now, SHA-256 in hex: another name, and its page may say something else.

    The entry's own full text is left out: many feeds change links and counts in it at every poll.
    """
    told = "\0".join(part or "" for part in (entry.title, entry.summary, entry.updated_raw))
    return hashlib.sha256(told.encode("utf-8")).hexdigest()
