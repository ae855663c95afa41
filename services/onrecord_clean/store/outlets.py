"""What each outlet's pages have in common: blocks by their fingerprints, and the articles they stood in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from zlib import crc32

from sqlalchemy import bindparam, delete, select, text, update

from onrecord.storage import Session
from onrecord.storage.inserting import insert
from onrecord.storage.jobs import now
from onrecord.storage.schema import OutletBlock
from onrecord_clean.furniture import OTHERS_IF_BODY_LIKE, Seen, fingerprint
from onrecord_clean.records import READ_ON, Block

MOST_ARTICLES = OTHERS_IF_BODY_LIKE + 1
"""Named per block; more would decide nothing."""
MOST_OF_PAGE = 500
"""Blocks remembered of one page; of 301 real ones the largest has 258."""
MOST_OF_OUTLET = 4_000
"""Blocks remembered of an outlet, beside those of its last page: what 75 pages of usual size bring."""
OUTLET_LOCKS = 0x0EC0B10
"""Class of PostgreSQL's advisory locks; the outlet's hash is the key in it."""


class Known(NamedTuple):
    """What is held of a block."""

    fingerprint: int
    article_ids: list[int]
    label: str | None


def elsewhere(
    session: Session, outlet: str, fingerprints: Collection[int], *, article_id: int
) -> dict[int, Seen]:
    """Say which of *fingerprints* stood in other articles of *outlet* than *article_id*, and in how many."""
    return {
        row.fingerprint: Seen(others, row.label)
        for row in _rows(session, outlet, fingerprints)
        if (others := len(set(row.article_ids) - {article_id}))
    }


def remember(session: Session, outlet: str, blocks: Iterable[Block], *, article_id: int) -> None:
    """Note that *article_id* of *outlet* holds *blocks*; an article counts once however often it is read.

    The least recently seen blocks of an outlet with more than MOST_OF_OUTLET are forgotten. Others who write about
    the same outlet wait until *session* ends: each block's row is read before it is written.
    """
    said = _labels(blocks)
    if not said:
        return
    if session.get_bind().dialect.name == "postgresql":
        key = crc32(outlet.encode()) - (1 << 31)
        session.execute(
            text("SELECT pg_advisory_xact_lock(:class, :key)"), {"class": OUTLET_LOCKS, "key": key}
        )
    at = now(session)
    held = {row.fingerprint: row for row in _rows(session, outlet, said)}
    fresh = [found for found in said if found not in held]
    if fresh:
        _add(session, outlet, {found: said[found] for found in fresh}, article_id=article_id, at=at)
        _forget(session, outlet)
    if held:
        _see_again(session, outlet, held, said, article_id=article_id, at=at)


def _labels(blocks: Iterable[Block]) -> dict[int, str | None]:
    """Give the fingerprints of *blocks*, and the label of each that was not read on for its own sake."""
    said: dict[int, str | None] = {}
    for block in blocks:
        found = fingerprint(block.text)
        if found is not None and found not in said:
            own = block.label not in READ_ON and block.elsewhere is None
            said[found] = block.label if own else None
            if len(said) == MOST_OF_PAGE:
                break
    return said


def _rows(session: Session, outlet: str, fingerprints: Collection[int]) -> list[Known]:
    if not fingerprints:
        return []
    mine = (OutletBlock.outlet == outlet) & OutletBlock.fingerprint.in_(fingerprints)
    rows = session.execute(
        select(OutletBlock.fingerprint, OutletBlock.article_ids, OutletBlock.label).where(mine)
    )
    return [Known(*row) for row in rows]


def _add(
    session: Session, outlet: str, labels: Mapping[int, str | None], *, article_id: int, at: datetime
) -> None:
    session.connection().execute(
        insert(session, OutletBlock).on_conflict_do_nothing(),
        [
            {"outlet": outlet, "fingerprint": found, "article_ids": [article_id], "label": label, "first_seen_at": at, "last_seen_at": at}
            for found, label in labels.items()
        ],
    )  # fmt: skip


def _see_again(
    session: Session,
    outlet: str,
    held: Mapping[int, Known],
    labels: Mapping[int, str | None],
    *,
    article_id: int,
    at: datetime,
) -> None:
    session.execute(
        update(OutletBlock)
        .where(OutletBlock.outlet == outlet, OutletBlock.fingerprint.in_(held))
        .values(last_seen_at=at)
        .execution_options(synchronize_session=False)
    )
    changed = []
    for found, row in held.items():
        counts = article_id not in row.article_ids and len(row.article_ids) < MOST_ARTICLES
        ids = [*row.article_ids, article_id] if counts else row.article_ids
        label = labels[found] or row.label
        if counts or label != row.label:
            changed.append({"one": found, "article_ids": ids, "label": label})
    if changed:
        one = (OutletBlock.outlet == outlet) & (OutletBlock.fingerprint == bindparam("one"))
        session.connection().execute(update(OutletBlock).where(one), changed)


def _forget(session: Session, outlet: str) -> None:
    oldest_kept = (
        select(OutletBlock.last_seen_at)
        .where(OutletBlock.outlet == outlet)
        .order_by(OutletBlock.last_seen_at.desc())
        .limit(1)
        .offset(MOST_OF_OUTLET)
        .scalar_subquery()
    )
    session.execute(
        delete(OutletBlock)
        .where(OutletBlock.outlet == outlet, OutletBlock.last_seen_at < oldest_kept)
        .execution_options(synchronize_session=False)
    )
