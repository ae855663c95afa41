"""One feed through every stage on this machine, from an empty database to a table of what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from onrecord.errors import Misconfigured, Transient
from onrecord_cli.embedded import SCRATCH, Embedded, embedded
from onrecord_cli.queries.flow import Flow, articles, finished_articles, flow, open_jobs, unpolled_feeds
from onrecord_ingest import store as ingest

LOOK_EVERY_S = 0.2
STILL_AFTER_S = 120.0
"""Nothing finished for this long: something is wrong, and the table so far is worth more than the wait."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a progress bar shows."""

    articles: int
    finished: int


@dataclass(frozen=True, slots=True)
class Replayed:
    flow: Flow
    seconds: float
    complete: bool
    """False where it was given up because nothing moved any more."""


def replay(url: str, folder: Path, show: Callable[[Progress], None]) -> Replayed:
    """Play the feed at *url*: its host is opened for it, its first entries count as news, and nobody is alerted.

    Args:
        url: Of a feed; also one on this machine.
        folder: Where the database and the logs stay for a look afterwards; emptied first.
        show: Told of the progress a few times a second.

    Raises:
        Misconfigured: *url* is no address, or nothing can be started.
    """
    environment = {
        "ONRECORD_DATABASE_URL": f"sqlite:///{(folder / SCRATCH).resolve()}",
        "ONRECORD_OPEN_HOSTS": urlsplit(url).netloc,
        "ONRECORD_HOST_GAP_S": "0",
    }
    since = time.monotonic()
    with embedded(folder, environment, log_folder=folder / "logs", afresh=True) as system:
        try:
            with system.database.write() as session:
                ingest.add_feed(session, url, baseline=False)
        except ValueError as error:
            raise Misconfigured(f"{url}: {error}") from error
        system.poll_now()
        complete = settle(system, show)
        seconds = time.monotonic() - since
        with system.database.read() as session:
            return Replayed(flow(session), seconds, complete)


def settle(system: Embedded, show: Callable[[Progress], None]) -> bool:
    """Wait until no feed is due and no job is open; say whether it came to that."""
    moved_at, last = time.monotonic(), Progress(-1, -1)
    while True:
        system.mend()
        try:
            with system.database.read() as session:
                rest = unpolled_feeds(session) + open_jobs(session)
                progress = Progress(articles(session), finished_articles(session))
        except Transient:
            time.sleep(LOOK_EVERY_S)
            continue
        if progress != last:
            moved_at, last = time.monotonic(), progress
            show(progress)
        if not rest:
            return True
        if time.monotonic() - moved_at > STILL_AFTER_S:
            return False
        time.sleep(LOOK_EVERY_S)
