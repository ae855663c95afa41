"""Where messages end that cannot be read: kept with the reason, in nobody's way."""

from __future__ import annotations

import structlog

from onrecord.errors import Transient
from onrecord.storage import Database
from onrecord.storage.schema import DeadLetter
from onrecord.storage.types import database_now

BODY_CHARS = 10_000

log = structlog.get_logger()


def bury(database: Database, *, queue: str, name: str, reason: str, body: object) -> None:
    """Keep an unreadable message for a person. Its body stays in the database and out of the logs."""
    try:
        with database.write() as session:
            session.add(
                DeadLetter(
                    queue=queue,
                    name=name[:200],
                    reason=reason[:1000],
                    body=repr(body)[:BODY_CHARS],
                    received_at=database_now(),
                )
            )
    except Transient as error:
        log.error("message_lost_unreadable", queue=queue, reason=reason, cause=error.message)
        return
    log.error("message_buried", queue=queue, name=name[:200], reason=reason)
