"""The articles of a stretch of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from onrecord.storage import Session
from onrecord.storage.schema import Article


@dataclass(frozen=True, slots=True)
class Stretch:
    """Articles first seen at since <= t < until; both aware."""

    since: datetime
    until: datetime
    outlet: str | None = None


def articles(session: Session, stretch: Stretch) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(Article).where(*_of(stretch))) or 0


def next_articles(session: Session, stretch: Stretch, *, after: int, limit: int) -> dict[int, str]:
    """The next of them after the article *after*: trace id by article id."""
    rows = session.execute(
        select(Article.id, Article.trace_id)
        .where(*_of(stretch), Article.id > after)
        .order_by(Article.id)
        .limit(limit)
    )
    return {row.id: row.trace_id for row in rows}


def _of(stretch: Stretch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Article.first_seen_at >= stretch.since,
        Article.first_seen_at < stretch.until,
    ]
    if stretch.outlet is not None:
        conditions.append(Article.outlet == stretch.outlet)
    return conditions
