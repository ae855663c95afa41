"""What a poll brought: the feed's state, new entries and their articles, and pages to be read again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select, update

from onrecord.storage import Session, jobs
from onrecord.storage.inserting import insert
from onrecord.storage.schema import Article, Entry, Feed
from onrecord.urls import canonical_url, outlet_of, without_tracking
from onrecord_ingest.identity import identify, revision
from onrecord_ingest.intake import READ, Arrival, EntryOutcome, receive
from onrecord_ingest.polling import Poll, PollOutcome
from onrecord_ingest.records import FeedEntry
from onrecord_ingest.schedule import Pace, asked_wait, next_poll

MAX_REASON_CHARS = 500

MOVED_BACK_AFTER = 5
"""Failures in a row at an address that a feed moved to."""

MAX_REVISIONS = 8
"""So often a page is fetched anew; some feeds word their entries differently at every poll."""


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
        feed.old_news_until = None
    else:
        feed.failures += 1
        gone = poll.outcome is PollOutcome.GONE
        if feed.moved_to is not None and (gone or feed.failures >= MOVED_BACK_AFTER):
            feed.moved_to = None  # where it went to is no more: ask again where its owner found it
        else:
            feed.active = feed.active and not gone
    if poll.document is not None:
        feed.title = feed.title or poll.document.title
    feed.moved_to = poll.moved_to or feed.moved_to
    feed.outcome, feed.reason = poll.outcome, (poll.reason or "")[:MAX_REASON_CHARS] or None
    feed.polled_at, feed.lease_until = now, None
    feed.next_poll_at = next_poll(
        now,
        period=period,
        failures=feed.failures,
        jitter=jitter,
        reached=poll.outcome is not PollOutcome.UNREACHABLE,
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
        .order_by(Article.id)
    ).all()
    again: dict[int, str] = {}  # by id, for the same reason as in _insert_articles
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
        again[article_id] = trace_id
    if feed.old_news_until is not None:  # what changed may have been told before the database was restored
        session.execute(
            update(Article)
            .where(Article.id.in_(list(again)))
            .values(baseline=True)
            .execution_options(synchronize_session=False)
        )
    started = jobs.add_all(session, "fetch", again, again=True)
    return {article_id: trace_id for article_id, trace_id in again.items() if article_id in started}


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
    return receive(
        fresh,
        baseline=feed.baseline and feed.baseline_at is None,
        now=now,
        old_news_until=feed.old_news_until,
    )


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
        added = insert(session, Entry).values(rows)
        session.execute(added.on_conflict_do_nothing(index_elements=["feed_id", "identity"]))
    return found


def _insert_articles(
    session: Session, feed: Feed, arrivals: Sequence[Arrival], names: Mapping[str, str], now: datetime
) -> dict[int, str]:
    """Insert what is new of the articles of *arrivals*, with a fetch job each in their order; give trace ids by article id.

    The rows go in by name: two feeds with the same news in another order would wait for each other in a ring.
    """
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
        insert(session, Article)
        .values(sorted(rows, key=lambda row: str(row["canonical_url"])))
        .on_conflict_do_nothing(index_elements=["canonical_url"])
        .returning(Article.id, Article.trace_id)
    )
    ids = {row.trace_id: row.id for row in added}
    found = {ids[trace]: trace for row in rows if (trace := str(row["trace_id"])) in ids}
    jobs.add_all(session, "fetch", found)
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
