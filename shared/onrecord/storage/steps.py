"""Work on many rows in small transactions, so that nobody waits for one of them."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy.orm import Session

from onrecord.storage.engine import Database


def in_steps(database: Database, step: Callable[[Session, int], int], *, rows: int, within_s: float) -> int:
    """Call *step* in one short transaction after another, until it finds less to do than it may, or time is up.

    Args:
        database: Where.
        step: Works on at most as many rows as it is given, and says how many there were.
        rows: In one transaction; positive. So few that a writer who waits for it does not notice.
        within_s: No transaction begins later than this.

    Returns:
        How many rows there were in all.

    Raises:
        Transient: the database is out of reach; what was done stays done.
    """
    deadline = time.monotonic() + within_s
    total = 0
    while True:
        with database.write() as session:
            done = step(session, rows)
        total += done
        if done < rows or time.monotonic() >= deadline:
            return total
