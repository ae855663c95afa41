"""When each host may be asked, by all workers together, and what its robots.txt said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, or_, select, update

from onrecord.storage import Session, jobs
from onrecord.storage.inserting import insert
from onrecord.storage.schema import Host

ROBOTS_COUNT_FOR: Final = timedelta(hours=24)
"""RFC 9309, section 2.4: no longer."""
FORGOTTEN_AFTER: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Turns:
    """How often a worker may ask a host, one request a gap."""

    first_in_s: float
    """0.0 is now."""
    count: int
    next_in_s: float
    """When the host may be asked again after them, by whoever it is."""


def take_turns(
    session: Session, wanted: Mapping[str, int], *, gap_s: float, within_s: float
) -> dict[str, Turns]:
    """Take turns at hosts, so that all workers together keep the gap, and the rest that a host asked for.

    Args:
        session: Committed before anything is asked.
        wanted: Requests by host (with its port, where that is unusual).
        gap_s: From one turn to the next; 0 or more.
        within_s: No turn is later than this.
    """
    if not wanted:
        return {}
    at = jobs.now(session)
    names = sorted(wanted)  # in one order, or workers would wait for each other in a ring
    unknown = insert(session, Host).values([{"name": name, "next_at": at} for name in names])
    session.execute(unknown.on_conflict_do_nothing(index_elements=["name"]))
    rows = session.execute(
        select(Host.name, Host.next_at).where(Host.name.in_(names)).order_by(Host.name).with_for_update()
    ).all()
    turns = {}
    for name, next_at in rows:
        first_in_s = max(0.0, (next_at - at).total_seconds())
        count = 0 if first_in_s > within_s else wanted[name]
        if gap_s:
            count = min(count, int((within_s - first_in_s) / gap_s) + 1)
        next_in_s = first_in_s + count * gap_s
        turns[name] = Turns(first_in_s, count, next_in_s)
        if next_in_s > first_in_s:
            session.execute(
                update(Host)
                .where(Host.name == name)
                .values(next_at=at + timedelta(seconds=next_in_s))
                .execution_options(synchronize_session=False)
            )
    return turns


def let_host_rest(session: Session, host: str, *, wait_s: float) -> None:
    """Note that *host* asked to be left alone for *wait_s* seconds."""
    next_at = jobs.now(session) + timedelta(seconds=wait_s)
    session.execute(
        insert(session, Host)
        .values(name=host, next_at=next_at)
        .on_conflict_do_update(index_elements=["name"], set_={"next_at": next_at})
    )


def robots_of(session: Session, host: str) -> tuple[str, bool] | None:
    """Give *host*'s robots.txt as of the last time it could be read, and whether that still counts."""
    row = session.execute(
        select(Host.robots, Host.robots_until > jobs.now(session)).where(
            Host.name == host, Host.robots.is_not(None)
        )
    ).first()
    return None if row is None else (str(row[0]), bool(row[1]))


def keep_robots(session: Session, learned: Mapping[str, str]) -> None:
    """Keep the robots.txt of hosts, read just now."""
    at = jobs.now(session)
    for host, text in sorted(learned.items()):
        said = {"robots": text, "robots_until": at + ROBOTS_COUNT_FOR}
        session.execute(
            insert(session, Host)
            .values(name=host, next_at=at, **said)
            .on_conflict_do_update(index_elements=["name"], set_=said)
        )


def forget_hosts(session: Session, rows: int) -> int:
    """Delete at most *rows* hosts that were not asked for FORGOTTEN_AFTER; say how many."""
    before = jobs.now(session) - FORGOTTEN_AFTER
    old = (
        select(Host.name)
        .where(Host.next_at < before, or_(Host.robots_until.is_(None), Host.robots_until < before))
        .order_by(Host.next_at)
        .limit(rows)
        .with_for_update(skip_locked=True)
    )
    gone = session.execute(delete(Host).where(Host.name.in_(old)).returning(Host.name))
    return len(gone.all())
