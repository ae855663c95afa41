"""How far the system came, kept in Redis beside the database: what tells a backup that was put back from a long night.

Only a hint, as all that is there: an emptied Redis, or another broker, knows nothing, and then nothing is found.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import redis

from onrecord.errors import Misconfigured, Transient
from onrecord.messaging.app import KEY_PREFIX
from onrecord.storage import Database, heartbeats

KEEPER: Final = "sweep"
"""The service whose heartbeat is compared: it alone moves the mark, and looks at it before its first."""
MARK: Final = f"{KEY_PREFIX}worked-until"
SLACK: Final = timedelta(minutes=5)
"""Between two marks, and what a standby that took over may have missed."""
ANSWER_WITHIN_S: Final = 5.0


def leave(database: Database, broker_url: str) -> None:
    """Write down that the system worked until the sweep's last heartbeat.

    Raises:
        Transient: the database or the broker is out of reach.
    """
    if not broker_url.startswith("redis"):
        return
    with database.read() as session:
        latest = heartbeats.latest(session, KEEPER)
    if latest is not None:
        _redis(broker_url, "SET", MARK, latest.timestamp())


def compare(database: Database, broker_url: str) -> None:
    """Make sure that *database* is not behind what was done already.

    Raises:
        Misconfigured: it is: a backup that was put back and not marked; the message says what to run.
        Transient: the database is out of reach.
    """
    if not broker_url.startswith("redis"):
        return
    with database.read() as session:
        latest = heartbeats.latest(session, KEEPER)
    try:
        mark = _redis(broker_url, "GET", MARK)
    except Transient:
        return  # it knows nothing now, and may come later
    if latest is None or mark is None:
        return
    worked_until = datetime.fromtimestamp(float(mark), UTC)
    if worked_until - latest > SLACK:
        raise Misconfigured(
            f"the database is a backup: onrecord worked until {worked_until:%Y-%m-%dT%H:%M} UTC on one that knew more; "
            f"run `onrecord restored --until {worked_until:%Y-%m-%dT%H:%M}` first, or subscribers are told again"
        )


def _redis(url: str, *command: object) -> Any:
    client = redis.Redis.from_url(url, socket_timeout=ANSWER_WITHIN_S, socket_connect_timeout=ANSWER_WITHIN_S)
    try:
        return client.execute_command(*command)  # type: ignore[no-untyped-call]
    except redis.RedisError as error:
        raise Transient("broker unavailable", cause=type(error).__name__) from error
    finally:
        client.close()
