"""What becomes of the entries that a feed shows for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from onrecord_ingest.dating import publication
from onrecord_ingest.records import FeedEntry

BASELINE_ARTICLES: Final = 30
"""Of a feed's first import, so many newest articles are read, to know what was said before; none is alerted on."""


class EntryOutcome(StrEnum):
    """What became of an entry; each has one."""

    NEW = "new"
    BASELINE = "baseline"
    """Of the first import, or of the first poll after a restore: read, never alerted on."""
    BASELINE_RECORDED = "baseline_recorded"
    """Of the first import and too old to be read: known, so that it is not new later."""
    KNOWN_ARTICLE = "known_article"
    """Another entry, of this feed or another, named the article before."""
    NO_URL = "no_url"


READ: Final = frozenset({EntryOutcome.NEW, EntryOutcome.BASELINE})


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entry not seen before, and what is to become of it."""

    identity: str
    entry: FeedEntry
    published_at: datetime
    outcome: EntryOutcome


def receive(
    fresh: Sequence[tuple[str, FeedEntry]],
    *,
    baseline: bool,
    now: datetime,
    old_news_until: datetime | None = None,
) -> list[Arrival]:
    """Decide what becomes of *fresh* entries.

    Args:
        fresh: (identity, entry), in the document's order.
        baseline: Whether this is a first import whose entries count as old news.
        now: When they were first seen; aware.
        old_news_until: What was published by then is old news, and so is what does not say when; all of it is read.

    Returns:
        One arrival an entry, the newest first.
    """
    dated = [(publication(entry.published, now=now), identity, entry) for identity, entry in fresh]
    dated.sort(key=lambda each: each[0], reverse=True)
    arrivals = []
    readable = 0
    for published_at, identity, entry in dated:
        if entry.url is None:
            outcome = EntryOutcome.NO_URL
        elif old_news_until is not None and (entry.published is None or published_at <= old_news_until):
            outcome = EntryOutcome.BASELINE
        elif not baseline:
            outcome = EntryOutcome.NEW
        else:
            readable += 1
            outcome = (
                EntryOutcome.BASELINE if readable <= BASELINE_ARTICLES else EntryOutcome.BASELINE_RECORDED
            )
        arrivals.append(Arrival(identity, entry, published_at, outcome))
    return arrivals
