"""Texts that nobody reads any more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from onrecord.storage import Session, jobs
from onrecord.storage.schema import CleanText


def empty_texts(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Empty at most *rows* texts that were cleaned longer ago than this; say how many.

    What is known of them stays: title, language, completeness, blocks per label. Statements have their own words.
    """
    at = jobs.now(session)
    old = (
        select(CleanText.article_id)
        .where(CleanText.emptied_at.is_(None), CleanText.cleaned_at < at - older_than)
        .order_by(CleanText.cleaned_at)
        .limit(rows)
    )
    emptied = session.execute(
        update(CleanText)
        .where(CleanText.article_id.in_(old))
        .values(text="", blocks=[], emptied_at=at)
        .returning(CleanText.article_id)
        .execution_options(synchronize_session=False)
    )
    return len(emptied.all())
