"""The demo's newspapers for a system that runs elsewhere: served by name, read by its feeds, an edition at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

from onrecord.storage import Database
from onrecord_cli.demo.newsroom import newsroom
from onrecord_cli.demo.playing import configured
from onrecord_cli.demo.sources import load
from onrecord_cli.queries.flow import open_jobs, unread_feeds
from onrecord_cli.store import apply

LOOK_EVERY_S = 1.0


def serve(
    database: Database,
    *,
    host: str,
    port: int,
    every_s: float,
    stopped: Event,
    tell: Callable[[int, int], None],
) -> None:
    """Serve the newspapers until *stopped* is set, and follow them in *database* with the demo's topics and subscribers.

    Args:
        database: Of the running system.
        host: The name by which that system reaches us.
        port: Of the first newspaper; the others follow.
        every_s: Seconds between two editions; the first waits until edition 0 was read, which is old news.
        stopped: Set to end it.
        tell: Told of each edition: its number, and the last one's.

    Raises:
        Misconfigured: a port is taken.
        Transient: the database is out of reach.
    """
    newspapers = load()
    with newsroom(newspapers, datetime.now(UTC), host=host, port=port) as room:
        with database.write() as session:
            apply(session, configured(newspapers, room, by_slack=False))
        tell(room.edition, newspapers.last_edition)
        while not _is_read(database):
            if stopped.wait(LOOK_EVERY_S):
                return
        while room.edition < newspapers.last_edition:
            tell(room.publish(datetime.now(UTC)), newspapers.last_edition)
            if stopped.wait(every_s):
                return
        stopped.wait()


def _is_read(database: Database) -> bool:
    with database.read() as session:
        return unread_feeds(session) + open_jobs(session) == 0
