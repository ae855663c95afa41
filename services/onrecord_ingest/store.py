"""Ingest's SQL: feeds, entries, articles, pages, hosts. The only writer of these tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from onrecord.storage import Session, jobs
from onrecord.storage.schema import Article, Entry, Feed, Host, Page, Table
from onrecord.urls import canonical_url, outlet_of, web_url, without_tracking
from onrecord_ingest.identity import identify, revision
from onrecord_ingest.intake import READ, Arrival, EntryOutcome, receive
from onrecord_ingest.pages import FetchedPage, PageOutcome, WantedPage
from onrecord_ingest.polling import DueFeed, Poll, PollOutcome
from onrecord_ingest.records import FeedEntry
from onrecord_ingest.schedule import Pace, asked_wait, next_poll

MAX_REASON_CHARS = 500

MAX_REVISIONS = 8
"""So often a page is fetched anew; some feeds word their entries differently at every poll."""


# -- feeds -----------------------------------------------------------------------------------------------


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
        _insert(session, Feed)
        .values(values)
        .on_conflict_do_nothing(index_elements=["url"])
        .returning(Feed.id)
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
    ids = session.scalars(select(Feed.id).where(*due).order_by(Feed.next_poll_at, Feed.id).limit(limit)).all()
    rows = session.execute(
        update(Feed)
        .where(Feed.id.in_(ids), *due)  # another worker may have been quicker
        .values(lease_until=now + timedelta(seconds=lease_s))
        .returning(Feed.id, Feed.url, Feed.etag, Feed.last_modified, Feed.body_hash)
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


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a poll left behind."""

    entries: int
    """In the document."""
    fresh: int
    """Of these, not seen before."""
    found: dict[int, str]
    """Articles whose pages are now to be fetched: trace id by id."""
    next_poll_at: datetime


def record_poll(session: Session, poll: Poll, *, pace: Pace, jitter: float) -> Recorded | None:
    """Write down what *poll* brought: entries, articles, jobs, and when to poll again; None if the feed was deleted."""
    feed = session.get(Feed, poll.feed.id)
    if feed is None:
        return None
    now = jobs.now(session)
    first = feed.baseline_at is None
    entries = len(poll.document.entries) if poll.document else 0
    identified = identify(poll.document.entries) if poll.document else []
    arrivals = _arrivals(session, feed, identified, now)
    found = _add_articles(session, feed, arrivals, now)
    found |= _read_again(session, feed, identified)

    period = timedelta(seconds=feed.period_s)
    if poll.outcome.succeeded:
        feed.failures = 0
        feed.etag, feed.last_modified, feed.body_hash = poll.etag, poll.last_modified, poll.body_hash
        period = pace.adapted(period, fresh=0 if first else len(arrivals), entries=entries)
        feed.period_s = round(period.total_seconds())
        feed.baseline_at = feed.baseline_at or now
    else:
        feed.failures += 1
        feed.active = feed.active and poll.outcome is not PollOutcome.GONE
    if poll.document is not None:
        feed.title = feed.title or poll.document.title
    if poll.moved_to is not None and not session.scalar(select(Feed.id).where(Feed.url == poll.moved_to)):
        feed.url = poll.moved_to
    feed.outcome, feed.reason = poll.outcome, (poll.reason or "")[:MAX_REASON_CHARS] or None
    feed.polled_at, feed.lease_until = now, None
    feed.next_poll_at = next_poll(
        now,
        period=period,
        failures=feed.failures,
        jitter=jitter,
        retry_after=asked_wait(poll.retry_after, now=now),
    )
    return Recorded(entries, len(arrivals), found, feed.next_poll_at)


def _read_again(session: Session, feed: Feed, identified: Sequence[tuple[str, FeedEntry]]) -> dict[int, str]:
    """Have pages fetched anew whose entries the feed words differently now; give their trace ids by article id."""
    told = dict(identified)
    rows = session.execute(
        select(Entry.id, Entry.identity, Entry.revision, Article.id, Article.trace_id)
        .join(Article, Article.id == Entry.article_id)
        .where(Entry.feed_id == feed.id, Entry.identity.in_(list(told)), Entry.revisions < MAX_REVISIONS)
    ).all()
    again: dict[int, str] = {}
    for entry_id, identity, known, article_id, trace_id in rows:
        entry = told[identity]
        if (told_now := revision(entry)) == known:
            continue
        session.execute(
            update(Entry)
            .where(Entry.id == entry_id)
            .values(
                title=entry.title,
                summary=entry.summary,
                content_html=entry.content_html,
                revision=told_now,
                revisions=Entry.revisions + 1,
            )
            .execution_options(synchronize_session=False)
        )
        if jobs.add(session, "fetch", article_id, trace_id, again=True):
            again[article_id] = trace_id
    return again


def _arrivals(
    session: Session, feed: Feed, identified: Sequence[tuple[str, FeedEntry]], now: datetime
) -> list[Arrival]:
    known = set(
        session.scalars(
            select(Entry.identity).where(
                Entry.feed_id == feed.id, Entry.identity.in_([identity for identity, _ in identified])
            )
        )
    )
    fresh = [(identity, entry) for identity, entry in identified if identity not in known]
    return receive(fresh, baseline=feed.baseline and feed.baseline_at is None, now=now)


def _add_articles(session: Session, feed: Feed, arrivals: Sequence[Arrival], now: datetime) -> dict[int, str]:
    """Insert the entries, and the articles that no entry named before; give the latter's trace ids by id.

    A few statements, however many entries: they hold up every other writer.
    """
    names = {
        arrival.identity: canonical_url(arrival.entry.url or "")
        for arrival in arrivals
        if arrival.outcome in READ
    }
    found = _insert_articles(session, feed, [each for each in arrivals if each.identity in names], names, now)
    ids = _article_ids(session, set(names.values()))
    carried = set(
        session.scalars(
            select(Entry.article_id).where(Entry.feed_id == feed.id, Entry.article_id.in_(ids.values()))
        )
    )
    rows = []
    for arrival in arrivals:
        outcome = arrival.outcome
        article_id = ids[names[arrival.identity]] if arrival.identity in names else None
        if article_id is not None and article_id in carried:
            continue  # the feed gives its articles a new guid at each poll, or lists one twice
        if article_id is not None and article_id not in found:
            outcome = EntryOutcome.KNOWN_ARTICLE
        carried.add(article_id)
        rows.append(_entry_row(feed.id, arrival, outcome=outcome, article_id=article_id, now=now))
    if rows:
        insert = _insert(session, Entry).values(rows)
        session.execute(insert.on_conflict_do_nothing(index_elements=["feed_id", "identity"]))
    return found


def _insert_articles(
    session: Session, feed: Feed, arrivals: Sequence[Arrival], names: Mapping[str, str], now: datetime
) -> dict[int, str]:
    """Insert what is new of the articles of *arrivals*, with a fetch job each; give trace ids by article id."""
    if not arrivals:
        return {}
    outlet = feed.outlet if feed.outlet != outlet_of(feed.url) else None  # a name that somebody gave
    rows = [
        {
            "url": without_tracking(arrival.entry.url or ""),
            "canonical_url": names[arrival.identity],
            "outlet": outlet or outlet_of(names[arrival.identity]),
            "title": arrival.entry.title,
            "published_at": arrival.published_at,
            "first_seen_at": now,
            "trace_id": uuid4().hex,
            "baseline": arrival.outcome is EntryOutcome.BASELINE,
        }
        for arrival in arrivals
    ]
    added = session.execute(
        _insert(session, Article)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["canonical_url"])
        .returning(Article.id, Article.trace_id)
    )
    found = dict(sorted((row.id, row.trace_id) for row in added))
    for article_id, trace_id in found.items():
        jobs.add(session, "fetch", article_id, trace_id)
    return found


def _article_ids(session: Session, names: Collection[str]) -> dict[str, int]:
    rows = session.execute(select(Article.canonical_url, Article.id).where(Article.canonical_url.in_(names)))
    return {row.canonical_url: row.id for row in rows}


def _entry_row(
    feed_id: int, arrival: Arrival, *, outcome: EntryOutcome, article_id: int | None, now: datetime
) -> dict[str, object]:
    entry = arrival.entry
    return {
        "feed_id": feed_id,
        "identity": arrival.identity,
        "article_id": article_id,
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "author": entry.author,
        "content_html": entry.content_html,
        "published_raw": entry.published_raw,
        "published_at": datetime.fromisoformat(entry.published) if entry.published else None,
        "outcome": outcome,
        "revision": revision(entry),
        "revisions": 0,
        "seen_at": now,
    }


# -- pages -----------------------------------------------------------------------------------------------


def wanted_pages(session: Session, article_ids: Sequence[int]) -> list[WantedPage]:
    """Read where the pages of articles are; one that was deleted is left out."""
    rows = session.execute(
        select(Article.id, Article.url).where(Article.id.in_(article_ids)).order_by(Article.id)
    )
    return [WantedPage(*row) for row in rows]


def host_waits(session: Session, hosts: Iterable[str]) -> dict[str, float]:
    """Seconds for which hosts asked to be left alone, for those that did."""
    now = jobs.now(session)
    rows = session.execute(
        select(Host.name, Host.next_at).where(Host.name.in_(set(hosts)), Host.next_at > now)
    )
    return {name: (next_at - now).total_seconds() for name, next_at in rows}


def let_host_rest(session: Session, host: str, *, wait_s: float) -> None:
    """Note that *host* asked to be left alone for *wait_s* seconds."""
    next_at = jobs.now(session) + timedelta(seconds=wait_s)
    session.execute(
        _insert(session, Host)
        .values(name=host, next_at=next_at)
        .on_conflict_do_update(index_elements=["name"], set_={"next_at": next_at})
    )


def is_unchanged(session: Session, article_id: int, page: FetchedPage) -> bool:
    """Say whether the page is, byte for byte, the one that is held."""
    held = session.execute(select(Page.status, Page.body).where(Page.article_id == article_id)).first()
    return held is not None and (held.status, held.body) == (page.status, page.packed)


def keep_page(session: Session, article_id: int, page: FetchedPage) -> bool:
    """Write down what became of a page; say whether there is a text to go on with: the page's, or the feed's own."""
    values = {
        "final_url": page.final_url,
        "status": page.status,
        "content_type": page.content_type,
        "charset": page.charset,
        "body": page.packed,
        "body_bytes": page.body_bytes,
        "fetched_at": jobs.now(session),
    }
    session.execute(
        _insert(session, Page)
        .values(article_id=article_id, **values)
        .on_conflict_do_update(index_elements=["article_id"], set_=values)
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


def _insert(session: Session, table: type[Table]) -> Insert:
    """An INSERT that knows ON CONFLICT; both databases speak the same dialect of it."""
    return insert_sqlite(table) if session.get_bind().dialect.name == "sqlite" else insert_pg(table)  # type: ignore[return-value]
