"""The ingest worker: polls the feeds that are due, fetches the pages of the articles they name."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from functools import partial
from random import SystemRandom

import structlog

from onrecord.contracts import ArticleFetched, ArticleFound, FeedsDue, RetentionDue
from onrecord.errors import Permanent, Transient
from onrecord.messaging import Work, Worker, announce
from onrecord.pipeline import stage_announced_by
from onrecord.storage import Session
from onrecord.storage.steps import in_steps
from onrecord.web import Fetcher
from onrecord_ingest import store
from onrecord_ingest.cage import Cage
from onrecord_ingest.pages import FetchedPage, WantedPage, fetch_pages
from onrecord_ingest.permission import Permission
from onrecord_ingest.polling import DueFeed, Poll, now_and_then_without_validators, poll_feeds
from onrecord_ingest.retrying import later_s, rest_s, wait_s
from onrecord_ingest.settings import IngestSettings
from onrecord_ingest.store import retention
from onrecord_ingest.store.hosts import forget_hosts

NOT_REACHED_S = 5.0
"""After this, pages are tried again for which a batch had no time, or whose host gave no answer to others."""

ROWS_IN_ONE_STEP = 100
ARTICLES_IN_ONE_STEP = 20
"""With each go some two hundred rows that refer to it."""
RETENTION_WITHIN_S = 5.0
"""For each kind; what is left then is let go of at the next tick."""

settings = IngestSettings.of_worker()
worker = Worker("ingest", settings)
app = worker.app
cage = Cage()  # starts its child when first used, so each process of the pool has its own
random = SystemRandom()  # forked children must not share a sequence
log = structlog.get_logger()


@worker.handles(FeedsDue)
def poll_due_feeds(_: FeedsDue) -> None:
    """Poll the feeds that are due; each has one outcome, written down with what it brought."""
    with worker.database.write() as session:
        feeds = store.claim_due_feeds(session, limit=settings.feeds_per_poll, lease_s=settings.lease_s)
        missing = store.look_again(session)
    announce(app, stage_announced_by(ArticleFound), missing)
    if feeds:
        asyncio.run(_poll(feeds))


async def _poll(feeds: Sequence[DueFeed]) -> None:
    unpolled = {feed.id for feed in feeds}
    asked = [now_and_then_without_validators(feed, dice=random.random()) for feed in feeds]
    try:
        async with Fetcher(settings.web) as fetcher, aclosing(_polls(asked, fetcher)) as polls:
            async for poll in polls:
                _record(poll)
                unpolled.discard(poll.feed.id)
    finally:
        if unpolled:
            with worker.database.write() as session:
                store.release_feeds(session, unpolled)


def _polls(feeds: Sequence[DueFeed], fetcher: Fetcher) -> AsyncGenerator[Poll]:
    return poll_feeds(feeds, fetcher, cage, limits=settings.feed_limits, within_s=settings.batch_within_s)


def _record(poll: Poll) -> None:
    with worker.database.write() as session:
        recorded = store.record_poll(session, poll, pace=settings.pace, jitter=random.random())
    if recorded is None:
        return
    announce(app, stage_announced_by(ArticleFound), recorded.found)
    (log.info if poll.outcome.succeeded else log.warning)(
        "feed_polled",
        feed_id=poll.feed.id,
        outcome=poll.outcome,
        reason=poll.reason,
        entries=recorded.entries,
        entries_new=recorded.fresh,
        articles_new=len(recorded.found),
        next_poll_at=recorded.next_poll_at.isoformat(timespec="seconds"),
    )


@worker.consumes_batch(ArticleFound)
def fetch_articles(batch: Sequence[Work]) -> None:
    """Fetch the pages of a batch of articles; each has one outcome of ``PageOutcome``."""
    with worker.database.write() as session:
        wanted = {
            page.article_id: page for page in store.wanted_pages(session, [work.subject_id for work in batch])
        }
        turns = store.take_turns(
            session,
            Counter(page.host for page in wanted.values()),
            gap_s=settings.host_gap_s,
            within_s=settings.turns_within_s,
        )
        misses = store.misses(session, wanted)
    asked = _in_turn(wanted.values(), turns)
    pages = asyncio.run(_fetch(asked, turns))
    _let_hosts_rest(wanted, pages)
    for work in batch:
        with work.alone():
            page = wanted.get(work.subject_id)
            if page is None:
                raise Permanent("article was deleted")
            fetched = pages.get(work.subject_id)
            if fetched is None:
                after_s = NOT_REACHED_S if page in asked else turns[page.host].next_in_s
                work.defer("not asked yet", after_s=after_s)
            else:
                _end(work, fetched, misses=misses.get(work.subject_id, 0))


@worker.handles(RetentionDue)
def let_go(_: RetentionDue) -> None:
    """Let go of pages, feeds' texts, hosts and articles that are old, in small steps."""
    pages_for = timedelta(days=settings.keep_pages_days)
    articles_for = timedelta(days=settings.keep_articles_days)
    steps: dict[str, tuple[Callable[[Session, int], int], int]] = {
        "pages": (partial(retention.forget_pages, older_than=pages_for), ROWS_IN_ONE_STEP),
        "feed_texts": (partial(retention.forget_feed_texts, older_than=pages_for), ROWS_IN_ONE_STEP),
        "hosts": (forget_hosts, ROWS_IN_ONE_STEP),
        "articles": (partial(retention.forget_articles, older_than=articles_for), ARTICLES_IN_ONE_STEP),
    }
    gone = {
        name: in_steps(worker.database, step, rows=rows, within_s=RETENTION_WITHIN_S)
        for name, (step, rows) in steps.items()
    }
    if any(gone.values()):
        log.info("old_let_go", **gone)


async def _fetch(wanted: Sequence[WantedPage], turns: Mapping[str, store.Turns]) -> dict[int, FetchedPage]:
    free_in = {host: each.first_in_s for host, each in turns.items()}
    async with Fetcher(settings.web, free_in=free_in) as fetcher:
        permission = Permission(
            fetcher, user_agent=settings.user_agent, within_s=settings.answer_within_s, recall=_robots_of
        )
        pages = await fetch_pages(
            wanted,
            fetcher,
            permission if settings.obey_robots else None,
            limits=settings.page_limits,
            within_s=settings.batch_within_s,
        )
    if permission.learned:
        with worker.database.write() as session:
            store.keep_robots(session, permission.learned)
    return pages


def _robots_of(host: str) -> tuple[str, bool] | None:
    with worker.database.read() as session:
        return store.robots_of(session, host)


def _in_turn(wanted: Iterable[WantedPage], turns: Mapping[str, store.Turns]) -> list[WantedPage]:
    """Give those of *wanted* for which there is a turn, in their order."""
    left = {host: each.count for host, each in turns.items()}
    granted = []
    for page in wanted:
        left[page.host] -= 1
        if left[page.host] >= 0:
            granted.append(page)
    return granted


def _let_hosts_rest(wanted: dict[int, WantedPage], pages: dict[int, FetchedPage]) -> None:
    rests = {
        wanted[article_id].host: rest
        for article_id, page in pages.items()
        if (rest := rest_s(page, now=datetime.now(UTC))) is not None
    }
    if rests:
        with worker.database.write() as session:
            for host, rest in sorted(rests.items()):
                store.let_host_rest(session, host, wait_s=rest)


def _end(work: Work, page: FetchedPage, *, misses: int) -> None:
    again_s = None if misses else wait_s(page, tries=work.tries, now=datetime.now(UTC))
    if again_s is not None:
        raise Transient(f"page not had: {page.reason}", after_s=again_s, outcome=page.outcome)
    look_again_s = later_s(page, misses=misses)
    with worker.database.read() as session:
        unchanged = store.is_unchanged(session, work.subject_id, page)
    if unchanged and look_again_s is None:
        with work.finish("unchanged"):
            return
    with work.finish(page.outcome, page.reason) as ending:
        goes_on = store.keep_page(ending.session, work.subject_id, page, look_again_s=look_again_s)
        if goes_on and not unchanged:
            ending.then(ArticleFetched, work.subject_id, again=True)
        ending.note(status=page.status, size_bytes=page.body_bytes)
