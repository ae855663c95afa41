"""A topic's preview, as it is printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from onrecord.storage import Session, jobs
from onrecord.storage.schema import Article, Statement
from onrecord_cli.queries.alerts import ANNOUNCED, SaidRow, said
from onrecord_cli.queries.stories import spreads
from onrecord_track.embedding import embed
from onrecord_track.matching import Hit
from onrecord_track.preview import Found, preview
from onrecord_track.records import Completeness
from onrecord_track.topics import Subscribed


@dataclass(frozen=True, slots=True)
class SampleRow:
    said: SaidRow
    outcome: str
    reason: str
    why: tuple[Hit, ...]
    """The clauses that were met, each with the words that met it."""


@dataclass(frozen=True, slots=True)
class Previewed:
    """What a topic would have met, had it been there for *days* days."""

    query: str
    since: datetime
    days: int
    articles: int
    statements: int
    matches: int
    alerts: int
    outcomes: dict[str, int]
    matches_by_day: dict[str, int]
    """By day of publication (2026-11-23, UTC); days without any are left out."""
    alerts_by_day: dict[str, int]
    samples: tuple[SampleRow, ...]
    """The newest, those that would have been told first."""


def articles_since(session: Session, days: int) -> int:
    """Count the articles that a preview of so many days looks at, at most."""
    since = jobs.now(session) - timedelta(days=days)
    return session.scalar(select(func.count()).select_from(Article).where(Article.published_at >= since)) or 0


def previewed(
    session: Session,
    query: str,
    *,
    days: int,
    samples: int,
    completeness: Completeness,
    horizon: timedelta,
    advance: Callable[[], None],
) -> Previewed:
    """Replay the last *days* days against *query*; *advance* is called after each article."""
    since = jobs.now(session) - timedelta(days=days)
    wanted = Subscribed(0, 0, 0, query, since=since, completeness=completeness)
    seen = preview(session, wanted, embed=embed, horizon=horizon, advance=advance)
    told = [each for each in seen.found if each.outcome in ANNOUNCED]
    return Previewed(
        query=query, since=since, days=days, articles=seen.articles, statements=seen.statements,
        matches=len(seen.found), alerts=len(told), outcomes=dict(Counter(each.outcome for each in seen.found)),
        matches_by_day=_by_day(seen.found),
        alerts_by_day=_by_day(told),
        samples=_samples(session, seen.found, samples),
    )  # fmt: skip


def _by_day(found: Sequence[Found]) -> dict[str, int]:
    return dict(sorted(Counter(each.published_at.date().isoformat() for each in found).items()))


def _samples(session: Session, found: tuple[Found, ...], samples: int) -> tuple[SampleRow, ...]:
    newest = sorted(found, key=lambda each: each.published_at, reverse=True)
    chosen = sorted(newest, key=lambda each: each.outcome not in ANNOUNCED)[:samples]
    rows = session.execute(
        select(Statement, Article)
        .join(Article, Article.id == Statement.article_id)
        .where(Statement.id.in_([each.statement_id for each in chosen]))
    ).all()
    spread = spreads(session, {article.id for _, article in rows})
    told = {statement.id: said(statement, article, spread) for statement, article in rows}
    return tuple(SampleRow(told[each.statement_id], each.outcome, each.reason, each.hits) for each in chosen)
