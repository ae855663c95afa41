"""Texts that nobody reads any more, outlets that fell silent, and stories whose articles are gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.orm import aliased

from onrecord.storage import Session, jobs
from onrecord.storage.retention import unfinished
from onrecord.storage.schema import CleanText, OutletBlock, Story

READ_BY: Final = ("clean", "extract", "track")
"""Stages that read a text, or compare with it."""

OUTLETS_AT_ONCE: Final = 20
"""Silent ones that a step looks at."""


def empty_texts(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Empty at most *rows* texts that were cleaned longer ago than this, and that nobody is yet to read; say how many.

    What is known of them stays: title, language, completeness, blocks per label. Statements have their own words.
    """
    at = jobs.now(session)
    old = (
        select(CleanText.article_id)
        .where(
            CleanText.emptied_at.is_(None),
            CleanText.cleaned_at < at - older_than,
            ~unfinished(READ_BY, CleanText.article_id),
        )
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


def forget_blocks(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Delete at most *rows* blocks of outlets of which no page was read for longer than this; say how many.

    Others keep theirs, however old: they are bounded by ``outlets.MOST_OF_OUTLET``. Outlets are found one after another
    by the primary key, and the latest block of each by its index: nothing is looked through.
    """
    later, its = aliased(OutletBlock), aliased(OutletBlock)
    names = select(func.min(OutletBlock.outlet).label("outlet")).cte("names", recursive=True)
    following = select(func.min(later.outlet)).where(later.outlet > names.c.outlet).scalar_subquery()
    names = names.union_all(select(following).where(names.c.outlet.is_not(None)))
    latest = select(func.max(its.last_seen_at)).where(its.outlet == names.c.outlet).scalar_subquery()
    silent = session.scalars(
        select(names.c.outlet).where(latest < jobs.now(session) - older_than).limit(OUTLETS_AT_ONCE)
    ).all()
    some = (
        select(OutletBlock.outlet, OutletBlock.fingerprint).where(OutletBlock.outlet.in_(silent)).limit(rows)
    )
    gone = session.execute(
        delete(OutletBlock)
        .where(tuple_(OutletBlock.outlet, OutletBlock.fingerprint).in_(some))
        .returning(OutletBlock.fingerprint)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def forget_stories(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Delete at most *rows* stories that were found longer ago than this; say how many. The oldest go first.

    Ids follow the clock: the search ends at the first *rows* stories, old or not.
    """
    oldest = select(Story.id, Story.created_at).order_by(Story.id).limit(rows).subquery()
    old = select(oldest.c.id).where(oldest.c.created_at < jobs.now(session) - older_than)
    gone = session.execute(
        delete(Story)
        .where(Story.id.in_(old))
        .returning(Story.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
