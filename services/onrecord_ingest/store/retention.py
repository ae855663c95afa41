"""What was fetched long ago and is read no more: pages, and the feeds' own texts."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from onrecord.storage import Session, jobs
from onrecord.storage.schema import Entry, Page


def forget_pages(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Delete at most *rows* pages that were fetched longer ago than this; say how many. The oldest go first."""
    old = (
        select(Page.article_id)
        .where(Page.fetched_at < jobs.now(session) - older_than)
        .order_by(Page.fetched_at)
        .limit(rows)
    )
    gone = session.execute(delete(Page).where(Page.article_id.in_(old)).returning(Page.article_id))
    return len(gone.all())


def forget_feed_texts(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Empty at most *rows* entries that were seen longer ago than this; say how many. Their identity stays."""
    old = (
        select(Entry.id)
        .where(Entry.seen_at < jobs.now(session) - older_than, or_(Entry.content_html.is_not(None), Entry.summary.is_not(None)))
        .order_by(Entry.seen_at)
        .limit(rows)
    )  # fmt: skip
    emptied = session.execute(
        update(Entry)
        .where(Entry.id.in_(old))
        .values(content_html=None, summary=None)
        .returning(Entry.id)
        .execution_options(synchronize_session=False)
    )
    return len(emptied.all())
