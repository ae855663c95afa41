"""A message's turn at its destination: short gaps are waited out, long pauses are a date in its job."""

from __future__ import annotations

import time
from typing import Final

from onrecord.storage import Database
from onrecord_alert.channels import Channel
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
