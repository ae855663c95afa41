"""All that the services let go of for its age, each by its own step, over one database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Final, Protocol

from onrecord.storage import Database, Session
from onrecord.storage import retention as jobs
from onrecord.storage.steps import in_steps
from onrecord_alert.store import retention as alert
from onrecord_clean.store import retention as clean
from onrecord_ingest.store import retention as ingest
from onrecord_track.store import retention as track


class Step(Protocol):
    def __call__(self, session: Session, rows: int, /, *, older_than: timedelta) -> int: ...


HISTORY: Final[dict[str, Step]] = {
    "jobs": jobs.forget_done,
    "messages": alert.forget_messages,
    "alerts": track.forget_alerts,
    "matches": track.forget_matches,
}
"""How things went."""

ALL: Final[dict[str, Step]] = {
    **HISTORY,
    "pages": ingest.forget_pages,
    "feed_texts": ingest.forget_feed_texts,
    "texts": clean.empty_texts,
    "keys": track.forget_keys,
    "blocks": clean.forget_blocks,
    "articles": ingest.forget_articles,
    "stories": clean.forget_stories,
}


def let_go(database: Database, steps: Mapping[str, Step], *, older_than: timedelta, rows: int = 3) -> None:
    """Tick until nothing goes any more, in the order of *steps*."""
    while sum(
        in_steps(database, partial(step, older_than=older_than), rows=rows, within_s=60)
        for step in steps.values()
    ):
        pass
