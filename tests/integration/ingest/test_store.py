"""What polls leave in the database, on both kinds of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update

from onrecord.storage import Database, Session, jobs
from onrecord.storage.schema import Article, Entry, Feed, Host, Job, Page
from onrecord_ingest import store
from onrecord_ingest.intake import BASELINE_ARTICLES
from onrecord_ingest.pages import FetchedPage, PageOutcome
from onrecord_ingest.polling import DueFeed, Poll, PollOutcome
from onrecord_ingest.records import FeedDocument, FeedEntry, Kind
from onrecord_ingest.schedule import LONGEST_UNREACHED, Pace
from onrecord_ingest.store import retention
from onrecord_ingest.store.hosts import forget_hosts
from onrecord_ingest.store.pages import LOOKED_FOR_AT_ONCE
from support.waiting import eventually

PACE = Pace(timedelta(minutes=5), timedelta(minutes=60))
URL = "https://paper.example/feed"


def _entry(number: int, *, guid: str | None = None, url: str | None = None, **more: str | None) -> FeedEntry:
    published = (datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=number)).isoformat()
    given = {
        "guid": guid or f"tag:{number}",
        "url": url or f"https://paper.example/{number}",
        "title": f"Headline {number}",
        "summary": None,
        "author": None,
        "content_html": None,
        "published_raw": published,
        "published": published,
    }
    return FeedEntry(**{**given, **more})


def _due(session: Session) -> dict[str, DueFeed]:
    return {feed.url: feed for feed in store.claim_due_feeds(session, limit=50, lease_s=60)}


def _poll(
    database: Database,
    entries: Sequence[FeedEntry],
    *,
    url: str = URL,
    outcome: PollOutcome = PollOutcome.CHANGED,
    **more: str | None,
) -> store.Recorded:
    """One poll of the feed at *url*, which is due again afterwards."""
    with database.write() as session:
        feed_id = session.execute(select(Feed.id).where(Feed.url == url)).scalar_one()
    document = (
        FeedDocument(Kind.FEED, title="The Paper", entries=tuple(entries))
        if outcome is PollOutcome.CHANGED
        else None
    )
    poll = Poll(DueFeed(feed_id, url, None, None, None), outcome, document=document)
    with database.write() as session:
        recorded = store.record_poll(session, replace(poll, **more), pace=PACE, jitter=0.0)  # type: ignore[arg-type]
    assert recorded is not None
    return recorded


def _add(database: Database, url: str = URL, *, baseline: bool = False, outlet: str | None = None) -> int:
    with database.write() as session:
        return store.add_feed(session, url, baseline=baseline, outlet=outlet)[0]


def _outcomes(database: Database) -> dict[str, int]:
    with database.read() as session:
        return dict(Counter(session.scalars(select(Entry.outcome))))


def _count(database: Database, table: type[Article | Entry | Job]) -> int:
    with database.read() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_feed_is_added_once_and_due_at_once(database: Database) -> None:
    with database.write() as session:
        first = store.add_feed(session, "HTTPS://Paper.example/feed")
        assert session.execute(select(Feed.outlet)).scalar_one() == "paper.example"
        second = store.add_feed(session, URL, outlet="The Paper")
        assert first == (second[0], True)
        assert second[1] is False
        assert list(_due(session)) == [URL]
        assert session.execute(select(Feed.outlet)).scalar_one() == "The Paper"
    with database.write() as session, pytest.raises(ValueError, match="neither http nor https"):
        store.add_feed(session, "ftp://paper.example/")


def test_feeds_that_are_no_longer_wanted_are_switched_off(database: Database) -> None:
    wanted = _add(database)
    _add(database, "https://other.example/feed")
    with database.write() as session:
        assert store.follow_only(session, [wanted]) == ["https://other.example/feed"]
        assert store.follow_only(session, [wanted]) == []
        assert list(_due(session)) == [URL]


def test_a_due_feed_is_claimed_by_one_worker_until_its_lease_ends(database: Database) -> None:
    _add(database)
    with database.write() as session:
        assert len(_due(session)) == 1
    with database.write() as session:
        assert _due(session) == {}
        session.execute(update(Feed).values(lease_until=jobs.now(session) - timedelta(seconds=1)))
        assert len(_due(session)) == 1
        store.release_feeds(session, list(session.scalars(select(Feed.id))))
        assert len(_due(session)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_workers_that_ask_at_once_get_other_feeds(database: Database) -> None:
    for number in range(4):
        _add(database, f"{URL}/{number}")
    with database.write() as one, database.write() as two:
        claims = [store.claim_due_feeds(session, limit=2, lease_s=60) for session in (one, two)]
    assert len({feed.url for claimed in claims for feed in claimed}) == 4


def test_the_longest_overdue_feeds_are_claimed_first(database: Database) -> None:
    for number in range(4):
        _add(database, f"{URL}/{number}")
    with database.write() as session:
        for number in range(4):
            late = jobs.now(session) - timedelta(hours=number)
            session.execute(update(Feed).where(Feed.url == f"{URL}/{number}").values(next_poll_at=late))
        claimed = store.claim_due_feeds(session, limit=2, lease_s=60)
    assert {feed.url for feed in claimed} == {f"{URL}/2", f"{URL}/3"}


def test_new_entries_become_articles_with_a_job_each(database: Database) -> None:
    _add(database)
    recorded = _poll(database, [_entry(1, summary="What was said."), _entry(2)])
    assert (recorded.entries, recorded.fresh, len(recorded.found)) == (2, 2, 2)
    with database.read() as session:
        article = session.execute(
            select(Article).where(Article.url == "https://paper.example/1")
        ).scalar_one()
        job = session.execute(select(Job).where(Job.subject_id == article.id)).scalar_one()
        entry = session.execute(select(Entry).where(Entry.article_id == article.id)).scalar_one()
        feed = session.execute(select(Feed)).scalar_one()
    assert (article.title, article.outlet, article.baseline) == ("Headline 1", "paper.example", False)
    assert article.published_at == datetime(2026, 11, 1, 1, tzinfo=UTC)
    assert (job.stage, job.state, job.trace_id) == ("fetch", "todo", article.trace_id)
    assert recorded.found[article.id] == article.trace_id
    assert (entry.summary, entry.outcome) == ("What was said.", "new")
    assert (feed.title, feed.outcome, feed.lease_until) == ("The Paper", "changed", None)


def test_an_entry_seen_before_is_nothing_new_however_often_the_feed_is_polled(database: Database) -> None:
    _add(database)
    _poll(database, [_entry(1), _entry(2)])
    for _ in range(3):
        recorded = _poll(database, [_entry(2, url="https://paper.example/two-renamed"), _entry(1)])
        assert (recorded.fresh, recorded.found) == (0, {})
    assert _count(database, Article) == 2


def test_guids_that_change_at_each_poll_make_neither_articles_nor_rows(database: Database) -> None:
    _add(database)
    for number in range(5):
        _poll(
            database,
            [_entry(1, guid=f"random {number}", url=f"https://www.paper.example/1?utm_campaign={number}")],
        )
    assert _count(database, Article) == _count(database, Entry) == _count(database, Job) == 1


def test_one_guid_for_all_entries_hides_none(database: Database) -> None:
    _add(database)
    _poll(database, [_entry(1, guid="1"), _entry(2, guid="1"), _entry(3, guid="1")])
    assert _count(database, Article) == 3


def test_an_article_listed_twice_in_one_feed_is_one(database: Database) -> None:
    _add(database)
    _poll(database, [_entry(1), _entry(2, url="https://paper.example/1?utm_source=again")])
    assert _count(database, Article) == _count(database, Entry) == 1


def test_two_feeds_with_one_article_make_it_once(database: Database) -> None:
    _add(database)
    _add(database, "https://other.example/feed")
    _poll(database, [_entry(1)])
    recorded = _poll(
        database,
        [_entry(9, url="http://www.paper.example/1/?fbclid=x#top")],
        url="https://other.example/feed",
    )
    assert recorded.found == {}
    assert _count(database, Article) == _count(database, Job) == 1
    assert _outcomes(database) == {"new": 1, "known_article": 1}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_feeds_with_the_same_news_in_another_order_do_not_wait_for_each_other_in_a_ring(
    database: Database,
) -> None:
    other = "https://other.example/feed"
    _add(database)
    _add(database, other)
    _add(database, "https://third.example/feed")
    dates = [_entry(number).published for number in (1, 2, 3)]
    news = [_entry(number, published=date) for number, date in zip((1, 2, 3), dates, strict=True)]
    turned = [_entry(number, published=date) for number, date in zip((3, 2, 1), dates, strict=True)]
    with ThreadPoolExecutor(2) as pool:
        with database.write() as third:  # holds both up at the article in the middle
            feed_id = third.scalars(select(Feed.id).where(Feed.url == "https://third.example/feed")).one()
            document = FeedDocument(Kind.FEED, entries=(news[1],))
            poll = Poll(DueFeed(feed_id, URL, None, None, None), PollOutcome.CHANGED, document=document)
            store.record_poll(third, poll, pace=PACE, jitter=0.0)
            polls = [pool.submit(_poll, database, news), pool.submit(_poll, database, turned, url=other)]
            eventually(lambda: _held_up(database) == 2, within_s=30, what="both are held up")
            third.rollback()
        assert sum(len(poll.result().found) for poll in polls) == 3


def _held_up(database: Database) -> int:
    with database.read() as session:
        waiting: int = session.execute(
            text("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        ).scalar_one()
        return waiting


def test_a_first_import_is_a_baseline_and_what_comes_later_is_new(database: Database) -> None:
    _add(database, baseline=True)
    recorded = _poll(database, [_entry(number) for number in range(100)])
    assert len(recorded.found) == BASELINE_ARTICLES
    assert _outcomes(database) == {"baseline": 30, "baseline_recorded": 70}
    _poll(database, [_entry(number) for number in range(101)])
    assert _outcomes(database) == {"baseline": 30, "baseline_recorded": 70, "new": 1}
    with database.read() as session:
        news = session.scalars(select(Article.url).where(Article.baseline.is_(False))).all()
    assert news == ["https://paper.example/100"]


def test_an_empty_first_import_is_one_too(database: Database) -> None:
    _add(database, baseline=True)
    _poll(database, [])
    _poll(database, [_entry(1)])
    assert _outcomes(database) == {"new": 1}


def test_a_first_poll_that_failed_is_no_import(database: Database) -> None:
    _add(database, baseline=True)
    _poll(database, [], outcome=PollOutcome.HTML)
    _poll(database, [_entry(1)])
    assert _outcomes(database) == {"baseline": 1}


def test_with_the_baseline_off_every_entry_is_new(database: Database) -> None:
    _add(database, baseline=False)
    assert len(_poll(database, [_entry(number) for number in range(95)]).found) == 95
    assert _outcomes(database) == {"new": 95}


def test_an_entry_without_an_address_is_recorded_once(database: Database) -> None:
    _add(database)
    for _ in range(2):
        _poll(database, [replace(_entry(1), url=None)])
    assert _outcomes(database) == {"no_url": 1}


def test_a_date_to_come_is_cut_and_the_original_kept(database: Database) -> None:
    _add(database)
    _poll(database, [_entry(1, published_raw="in 2099", published="2099-01-01T00:00:00+00:00")])
    with database.read() as session:
        article, entry = session.execute(select(Article, Entry).join(Entry)).one()
    assert article.published_at == article.first_seen_at
    assert entry.published_raw == "in 2099"
    assert entry.published_at == datetime(2099, 1, 1, tzinfo=UTC)


def test_an_outlet_has_the_name_somebody_gave_it_or_its_articles_host(database: Database) -> None:
    _add(database, "https://feeds.agency.example/rss")
    _add(database, URL, outlet="The Paper")
    _poll(database, [_entry(1, url="https://www.agency.example/1")], url="https://feeds.agency.example/rss")
    _poll(database, [_entry(2, url="https://cdn.paper.example/2")])
    with database.read() as session:
        assert session.scalars(select(Article.outlet).order_by(Article.id)).all() == [
            "agency.example",
            "The Paper",
        ]


def test_failures_are_counted_and_keep_what_was_known(database: Database) -> None:
    _add(database)
    _poll(database, [_entry(1)], etag='"1"', body_hash="a" * 64)
    asked_again = []
    for outcome, reason in (
        (PollOutcome.HTTP_ERROR, "HTTP 500"),
        (PollOutcome.HTTP_ERROR, "HTTP 500"),
        (PollOutcome.HTTP_ERROR, "HTTP 500" + "x" * 9_000),
        (PollOutcome.UNREACHABLE, "dns: no such name"),
    ):
        recorded = _poll(database, [], outcome=outcome, reason=reason)
        with database.read() as session:
            feed = session.execute(select(Feed)).scalar_one()
        assert feed.polled_at is not None
        asked_again.append(recorded.next_poll_at - feed.polled_at)
    assert (feed.failures, feed.etag, feed.body_hash, feed.active) == (4, '"1"', "a" * 64, True)
    assert feed.outcome == "unreachable"
    period = timedelta(seconds=feed.period_s)
    assert asked_again == [period * 2, period * 4, period * 8, LONGEST_UNREACHED]
    _poll(database, [], outcome=PollOutcome.NOT_MODIFIED, etag='"1"', body_hash="a" * 64)
    with database.read() as session:
        assert session.execute(select(Feed.failures)).scalar_one() == 0


def test_a_feed_that_is_gone_is_not_asked_again_until_somebody_adds_it(database: Database) -> None:
    feed_id = _add(database)
    _poll(database, [], outcome=PollOutcome.GONE)
    with database.write() as session:
        session.execute(update(Feed).values(next_poll_at=jobs.now(session)))
        assert _due(session) == {}
        assert store.add_feed(session, URL) == (feed_id, False)
        assert list(_due(session)) == [URL]


def test_a_feed_that_moved_for_good_is_polled_there_and_keeps_its_name(database: Database) -> None:
    _add(database)
    _poll(database, [_entry(1)], moved_to="https://new.example/feed")
    with database.write() as session:
        store.poll_soon(session)
        assert set(_due(session)) == {"https://new.example/feed"}
    assert _add(database) == 1  # its owner's file still says the old address
    with database.read() as session:
        assert session.scalars(select(Feed.url)).all() == [URL]


def test_a_feed_whose_new_address_is_gone_is_asked_for_at_its_old_one(database: Database) -> None:
    _add(database)
    _poll(database, [], moved_to="https://new.example/feed")
    _poll(database, [], outcome=PollOutcome.GONE)
    with database.write() as session:
        store.poll_soon(session)
        assert set(_due(session)) == {URL}


def test_a_poll_of_a_feed_that_was_deleted_leaves_nothing(database: Database) -> None:
    with database.write() as session:
        poll = Poll(
            DueFeed(99, URL, None, None, None),
            PollOutcome.CHANGED,
            document=FeedDocument(Kind.FEED, entries=(_entry(1),)),
        )
        assert store.record_poll(session, poll, pace=PACE, jitter=0.0) is None
    assert _count(database, Article) == 0


@pytest.mark.parametrize(
    ("outcome", "own_text", "goes_on"),
    [
        (PageOutcome.FETCHED, None, True),
        (PageOutcome.BLOCKED, None, True),
        (PageOutcome.GONE, None, False),
        (PageOutcome.GONE, "Summary.", True),
        (PageOutcome.UNREACHABLE, "Summary.", True),
    ],
)
def test_an_article_goes_on_if_there_is_a_text(
    database: Database, outcome: PageOutcome, own_text: str | None, goes_on: bool
) -> None:
    _add(database)
    (article_id,) = _poll(database, [_entry(1, summary=own_text)]).found
    page = FetchedPage(outcome, "why", "https://paper.example/1", 200, packed=b"packed", body_bytes=9)
    with database.write() as session:
        assert store.keep_page(session, article_id, page, look_again_s=None) is goes_on
        assert store.keep_page(session, article_id, replace(page, status=201), look_again_s=None) is goes_on
        assert [(kept.status, kept.body, kept.body_bytes) for kept in session.scalars(select(Page))] == [
            (201, b"packed", 9)
        ]


def _missing(article_id: int) -> FetchedPage:
    return FetchedPage(PageOutcome.UNREACHABLE, "no answer", f"https://paper.example/{article_id}", 0)


def test_a_page_given_up_for_now_is_looked_for_when_its_time_has_come(database: Database) -> None:
    _add(database)
    soon, late = _poll(database, [_entry(1), _entry(2)]).found
    with database.write() as session:
        store.keep_page(session, soon, _missing(soon), look_again_s=0)
        store.keep_page(session, late, _missing(late), look_again_s=60)
        for job in session.scalars(select(Job)):
            job.state, job.outcome, job.tries = "done", "unreachable", 4
    with database.write() as session:
        assert set(store.look_again(session)) == {soon}
        assert store.look_again(session) == {}
        assert store.misses(session, [soon, late]) == {soon: 1, late: 1}
        again = session.scalars(select(Job).where(Job.subject_id == soon)).one()
        assert (again.state, again.outcome, again.tries) == ("todo", None, 0)


def test_what_is_looked_for_after_a_long_night_comes_in_portions(database: Database) -> None:
    _add(database)
    articles = list(_poll(database, [_entry(number) for number in range(250)]).found)
    with database.write() as session:
        for article_id in articles:
            store.keep_page(session, article_id, _missing(article_id), look_again_s=0)
        session.execute(update(Job).values(state="done"))
        first = store.look_again(session)
        assert len(first) == LOOKED_FOR_AT_ONCE
        assert first.keys() | store.look_again(session).keys() == set(articles)


def test_misses_are_counted_until_the_page_comes(database: Database) -> None:
    _add(database)
    (article_id,) = _poll(database, [_entry(1)]).found
    came = replace(_missing(article_id), outcome=PageOutcome.FETCHED, status=200, packed=b"x", body_bytes=9)
    with database.write() as session:
        for count in (1, 2):
            store.keep_page(session, article_id, _missing(article_id), look_again_s=60)
            assert store.misses(session, [article_id]) == {article_id: count}
        assert store.keep_page(session, article_id, came, look_again_s=None)
        assert store.misses(session, [article_id]) == {}


@pytest.mark.parametrize("look_again_s", [None, 60.0])
def test_a_page_that_is_held_is_not_given_up_for_none(database: Database, look_again_s: float | None) -> None:
    _add(database)
    (article_id,) = _poll(database, [_entry(1, summary="Words.")]).found
    held = replace(_missing(article_id), outcome=PageOutcome.FETCHED, status=200, packed=b"x", body_bytes=9)
    with database.write() as session:
        store.keep_page(session, article_id, held, look_again_s=None)
        assert not store.keep_page(session, article_id, _missing(article_id), look_again_s=look_again_s)
        page = session.scalars(select(Page)).one()
        assert (page.status, page.body, page.body_bytes) == (200, b"x", 9)
        assert (page.look_again_at is None) is (look_again_s is None)


def _turns(database: Database, *, gap_s: float = 1.0, **wanted: int) -> dict[str, store.Turns]:
    with database.write() as session:
        return store.take_turns(session, wanted, gap_s=gap_s, within_s=10.0)


def test_workers_take_their_turns_at_a_host_one_after_the_other(database: Database) -> None:
    first = _turns(database, busy=4, calm=1)
    assert first == {"busy": store.Turns(0.0, 4, 4.0), "calm": store.Turns(0.0, 1, 1.0)}
    second = _turns(database, busy=9)["busy"]
    assert second.count == 7  # no more fit into the ten seconds
    assert 3 < second.first_in_s <= 4
    third = _turns(database, busy=1)["busy"]
    assert (third.count, third.next_in_s) == (0, third.first_in_s)
    assert 10 < third.first_in_s <= 11
    assert _turns(database, gap_s=0.0, other=500)["other"] == store.Turns(0.0, 500, 0.0)


def test_a_host_that_asks_for_rest_is_given_it(database: Database) -> None:
    with database.write() as session:
        store.let_host_rest(session, "busy", wait_s=1)
        store.let_host_rest(session, "busy", wait_s=600)
        store.let_host_rest(session, "rested", wait_s=-1)
    turns = _turns(database, gap_s=0.0, busy=1, rested=1)
    assert (turns["busy"].count, turns["rested"].count) == (0, 1)
    assert 590 < turns["busy"].next_in_s <= 600


def test_what_a_robots_txt_said_counts_for_a_day_and_is_forgotten_with_its_host(database: Database) -> None:
    text = "User-agent: *\nDisallow: /private"
    with database.write() as session:
        assert store.robots_of(session, "paper.example") is None
        store.let_host_rest(session, "paper.example", wait_s=0)
        assert store.robots_of(session, "paper.example") is None
        store.keep_robots(session, {"paper.example": text, "open.example": ""})
        assert store.robots_of(session, "paper.example") == (text, True)
        assert store.robots_of(session, "open.example") == ("", True)
        yesterday = jobs.now(session) - timedelta(days=1)
        session.execute(update(Host).values(next_at=yesterday, robots_until=yesterday))
        assert store.robots_of(session, "paper.example") == (text, False)
        assert forget_hosts(session, 9) == 0
        session.execute(update(Host).values(next_at=yesterday - timedelta(days=7)))
        assert forget_hosts(session, 9) == 0
        session.execute(update(Host).values(robots_until=yesterday - timedelta(days=7)))
        assert forget_hosts(session, 1) == 1
        assert session.scalar(select(func.count()).select_from(Host)) == 1


def _end_fetches(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Job).where(Job.stage == "fetch").values(state="done", outcome="fetched"))


def test_an_entry_that_the_feed_words_differently_has_its_page_fetched_again(database: Database) -> None:
    _add(database)
    before = _poll(database, [_entry(1), _entry(2)])
    _end_fetches(database)
    same = _poll(database, [_entry(1), _entry(2)])
    assert same.found == {}
    corrected = _poll(database, [_entry(1, title="Headline 1, corrected"), _entry(2)])
    assert (corrected.fresh, len(corrected.found)) == (0, 1)
    assert corrected.found.items() <= before.found.items()  # the same trace goes on
    assert _poll(database, [_entry(1, title="Headline 1, corrected"), _entry(2)]).found == {}


def test_a_feed_that_words_its_entries_anew_at_every_poll_is_not_followed_for_ever(
    database: Database,
) -> None:
    _add(database)
    _poll(database, [_entry(1)])
    fetched = 0
    for turn in range(2 * store.MAX_REVISIONS):
        _end_fetches(database)
        fetched += len(_poll(database, [_entry(1, summary=f"{turn} comments")]).found)
    assert fetched == store.MAX_REVISIONS


def test_what_a_feed_lists_for_years_is_no_news_when_its_article_is_gone(database: Database) -> None:
    _add(database)
    _poll(database, [_entry(1)])
    with database.write() as session:
        session.execute(update(Job).values(state="done", finished_at=jobs.now(session)))
    with database.write() as session:
        assert retention.forget_articles(session, 10, older_than=timedelta(0)) == 1
    for entry in (_entry(1), _entry(1, title="Headline 1, corrected")):
        polled = _poll(database, [entry])
        assert (polled.fresh, polled.found) == (0, {})
    assert _count(database, Article) == 0
