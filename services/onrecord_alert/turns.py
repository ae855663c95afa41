"""A message's turn at its destination: short gaps are waited out, long pauses are a date in its job."""

from __future__ import annotations

import time
from random import Random
from typing import Final

from onrecord.errors import OnrecordError
from onrecord.storage import Database, Session
from onrecord_alert.channels import Channel
from onrecord_alert.channels.errors import Paused
from onrecord_alert.retrying import pause_s
from onrecord_alert.store import destinations
from onrecord_alert.store.destinations import Turn, turn

SHORT_WAIT_S: Final = 2.0
"""The gap that Slack asks for is one second. Given back, the job would wait for the sweep: fifteen."""
MOST_WAITS: Final = 5


def take_turn(database: Database, channel: Channel, kind: str) -> Turn:
    """Take the next turn at the destination of *channel*; where it is seconds away, when it has come."""
    for _ in range(MOST_WAITS):
        with database.write() as session:
            taken = turn(session, channel.destination, kind, gap_s=channel.gap_s)
        if taken.closed or not 0 < taken.wait_s <= SHORT_WAIT_S:
            break
        time.sleep(taken.wait_s)
    return taken


def let_rest(session: Session, channel: Channel | None, error: OnrecordError, random: Random) -> float | None:
    """Let everything wait that goes where *channel* goes, if *error* says so; say for how many seconds."""
    if not isinstance(error, Paused) or channel is None:
        return None
    failures = destinations.failures(session, channel.destination) + 1
    for_s = pause_s(failures, random=random, asked_s=error.after_s)
    destinations.pause(session, channel.destination, for_s)
    return for_s
