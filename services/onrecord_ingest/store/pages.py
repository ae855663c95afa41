"""The pages that were fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select, update

from onrecord.storage import Session, jobs
from onrecord.storage.inserting import insert
from onrecord.storage.schema import Article, Entry, Page
from onrecord_ingest.pages import FetchedPage, PageOutcome, WantedPage

LOOKED_FOR_AT_ONCE: Final = 200
"""Pages, at each tick: more than a worker fetches until the next."""


def wanted_pages(session: Session, article_ids: Sequence[int]) -> list[WantedPage]:
    """Read where the pages of articles are; one that was deleted is left out."""
    rows = session.execute(
        select(Article.id, Article.url).where(Article.id.in_(article_ids)).order_by(Article.id)
    )
    return [WantedPage(*row) for row in rows]


def is_unchanged(session: Session, article_id: int, page: FetchedPage) -> bool:
    """Say whether the page is, byte for byte, the one that is held."""
    held = session.execute(select(Page.status, Page.body).where(Page.article_id == article_id)).first()
    return held is not None and (held.status, held.body) == (page.status, page.packed)


def misses(session: Session, article_ids: Iterable[int]) -> dict[int, int]:
    """How often the pages of articles were given up for now, for those that were."""
    rows = session.execute(
        select(Page.article_id, Page.misses).where(Page.article_id.in_(list(article_ids)), Page.misses > 0)
    )
    return {row.article_id: row.misses for row in rows}


def look_again(session: Session) -> dict[int, str]:
    """Add jobs for the pages that were given up for now and whose time has come; give trace ids by article.

    At most LOOKED_FOR_AT_ONCE, the longest overdue first: after a long night there may be many.
    """
    overdue = (
        select(Page.article_id)
        .where(Page.look_again_at <= jobs.now(session))
        .order_by(Page.look_again_at)
        .limit(LOOKED_FOR_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    due = session.scalars(overdue).all()
    session.execute(update(Page).where(Page.article_id.in_(due)).values(look_again_at=None))
    rows = session.execute(select(Article.id, Article.trace_id).where(Article.id.in_(due)))
    traces = {row.id: row.trace_id for row in rows}
    started = jobs.add_all(session, "fetch", traces, again=True)
    return {article_id: traces[article_id] for article_id in started}


def keep_page(session: Session, article_id: int, page: FetchedPage, *, look_again_s: float | None) -> bool:
    """Write down what became of a page; say whether there is a text to go on with: the page's, or the feed's own.

    A page that is held is never given up for none: what it said was said.

    Args:
        session: The transaction that ends its job.
        article_id: Whose page it is.
        page: What became of it.
        look_again_s: Seconds until ``look_again`` gives it another job; None for never.
    """
    at = jobs.now(session)
    look_again_at = None if look_again_s is None else at + timedelta(seconds=look_again_s)
    misses = Page.misses + 1 if look_again_at else 0
    if not page.body_bytes and _is_held(session, article_id):
        session.execute(
            update(Page)
            .where(Page.article_id == article_id)
            .values(look_again_at=look_again_at, misses=misses)
        )
        return False
    values = {
        "final_url": page.final_url,
        "status": page.status,
        "content_type": page.content_type,
        "charset": page.charset,
        "body": page.packed,
        "body_bytes": page.body_bytes,
        "fetched_at": at,
        "look_again_at": look_again_at,
    }
    session.execute(
        insert(session, Page)
        .values(article_id=article_id, misses=int(look_again_at is not None), **values)
        .on_conflict_do_update(index_elements=["article_id"], set_={**values, "misses": misses})
    )
    if page.outcome in (PageOutcome.FETCHED, PageOutcome.BLOCKED):
        return True
    own_text = session.scalar(
        select(Entry.id)
        .where(
            Entry.article_id == article_id, or_(Entry.content_html.is_not(None), Entry.summary.is_not(None))
        )
        .limit(1)
    )
    return own_text is not None


def _is_held(session: Session, article_id: int) -> bool:
    return bool(session.scalar(select(Page.body_bytes).where(Page.article_id == article_id)))
