"""Which feeds are read, which are due, and who is reading them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from onrecord.pipeline import STAGES
from onrecord.storage import Session, jobs
from onrecord.storage.inserting import insert
from onrecord.storage.schema import Article, Feed, Job
from onrecord.urls import outlet_of, web_url
from onrecord_ingest.polling import DueFeed


def add_feed(
    session: Session, url: str, *, outlet: str | None = None, title: str | None = None, baseline: bool = True
) -> tuple[int, bool]:
    """Add a feed, due at once; one that is there already is switched on again, takes a new *outlet*, and stays as it is.

    Args:
        session: A transaction.
        url: Of the feed.
        outlet: The publisher's name; the host where nobody says better.
        title: The feed's; else its own, once it is read.
        baseline: Whether the entries of the first import count as old news.

    Returns:
        The feed's id, and whether it is new.

    Raises:
        ValueError: *url* is no web address.
    """
    url = web_url(url)
    now = jobs.now(session)
    values = {
        "url": url,
        "outlet": outlet or outlet_of(url),
        "title": title,
        "baseline": baseline,
        "next_poll_at": now,
        "created_at": now,
    }
    added = session.scalar(
        insert(session, Feed).values(values).on_conflict_do_nothing(index_elements=["url"]).returning(Feed.id)
    )
    if added is not None:
        return added, True
    feed = session.execute(select(Feed).where(Feed.url == url)).scalar_one()
    feed.outlet = outlet or feed.outlet
    if not feed.active:
        feed.active, feed.failures, feed.next_poll_at = True, 0, now
    return feed.id, False


def follow_only(session: Session, feed_ids: Sequence[int]) -> list[str]:
    """Switch off every feed but *feed_ids*; give the addresses of those that were on."""
    wanted = set(feed_ids)
    stopped = [
        feed
        for feed in session.scalars(select(Feed).where(Feed.active.is_(True)).order_by(Feed.id))
        if feed.id not in wanted
    ]
    for feed in stopped:
        feed.active = False
    return [feed.url for feed in stopped]


def claim_due_feeds(session: Session, *, limit: int, lease_s: float) -> list[DueFeed]:
    """Take up to *limit* feeds that are due, the longest overdue first, for *lease_s* seconds."""
    now = jobs.now(session)
    free = or_(Feed.lease_until.is_(None), Feed.lease_until < now)
    due = (Feed.active.is_(True), Feed.next_poll_at <= now, free)
    longest = select(Feed.id).where(*due).order_by(Feed.next_poll_at, Feed.id).limit(limit)
    ids = session.scalars(
        longest.with_for_update(skip_locked=True)
    ).all()  # another worker takes the next ones
    rows = session.execute(
        update(Feed)
        .where(Feed.id.in_(ids))
        .values(lease_until=now + timedelta(seconds=lease_s))
        .returning(
            Feed.id, func.coalesce(Feed.moved_to, Feed.url), Feed.etag, Feed.last_modified, Feed.body_hash
        )
        .execution_options(synchronize_session=False)
    )
    return sorted((DueFeed(*row) for row in rows), key=lambda feed: feed.id)


def release_feeds(session: Session, feed_ids: Iterable[int]) -> None:
    """Give feeds back that could not be asked; they stay due."""
    session.execute(
        update(Feed)
        .where(Feed.id.in_(list(feed_ids)))
        .values(lease_until=None)
        .execution_options(synchronize_session=False)
    )


def poll_soon(session: Session) -> None:
    """Make every active feed due now."""
    session.execute(
        update(Feed)
        .where(Feed.active.is_(True))
        .values(next_poll_at=jobs.now(session))
        .execution_options(synchronize_session=False)
    )


def free_feeds(session: Session) -> None:
    """Take every feed from its holder, when it is known that no worker runs."""
    session.execute(
        update(Feed)
        .where(Feed.lease_until.is_not(None))
        .values(lease_until=None)
        .execution_options(synchronize_session=False)
    )


def take_for_old_news(session: Session, *, until: datetime) -> None:
    """After a restore: let each feed's next poll alert on nothing that was published by *until*.

    Nor on what is under way: it was told, if it was news, after the backup was made.
    """
    session.execute(
        update(Feed)
        .where(Feed.baseline_at.is_not(None))
        .values(old_news_until=until)
        .execution_options(synchronize_session=False)
    )
    poll_soon(session)
    under_way = select(Job.subject_id).where(
        Job.stage.in_([stage.name for stage in STAGES if stage.subject == "article"]), Job.state != "done"
    )
    session.execute(
        update(Article)
        .where(Article.id.in_(under_way))
        .values(baseline=True)
        .execution_options(synchronize_session=False)
    )
