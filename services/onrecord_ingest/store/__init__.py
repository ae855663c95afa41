"""Ingest's SQL: feeds, entries, articles, pages, hosts. The only writer of these tables."""

from onrecord_ingest.store.feeds import (
    add_feed,
    claim_due_feeds,
    follow_only,
    free_feeds,
    poll_soon,
    release_feeds,
    take_for_old_news,
)
from onrecord_ingest.store.hosts import Turns, keep_robots, let_host_rest, robots_of, take_turns
from onrecord_ingest.store.pages import (
    is_unchanged,
    keep_page,
    look_again,
    misses,
    wanted_pages,
)
from onrecord_ingest.store.polls import MAX_REVISIONS, Recorded, record_poll

__all__ = [
    "MAX_REVISIONS",
    "Recorded",
    "Turns",
    "add_feed",
    "claim_due_feeds",
    "follow_only",
    "free_feeds",
    "is_unchanged",
    "keep_page",
    "keep_robots",
    "let_host_rest",
    "look_again",
    "misses",
    "poll_soon",
    "record_poll",
    "release_feeds",
    "robots_of",
    "take_for_old_news",
    "take_turns",
    "wanted_pages",
]
