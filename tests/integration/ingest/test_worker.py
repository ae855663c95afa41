"""The ingest worker as a user starts it: a tick goes in, articles with pages and outcomes come out."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from sqlalchemy import select

from onrecord.contracts import FeedsDue
from onrecord.messaging.app import make_app
from onrecord.messaging.publish import publish
from onrecord.settings import Settings
from onrecord.storage import Database
from onrecord.storage.schema import Article, Feed, Host, Job, Page
from onrecord_ingest import store
from onrecord_ingest.pages import FetchedPage, PageOutcome
from support.feeds import item, rss
from support.waiting import eventually
from support.web import Answer, Raw, Site, web_server
from support.workers import worker

PAGE = b"<html><p>It was said."


@pytest.fixture
def site() -> Iterator[Site]:
    with web_server() as site:
        yield site


@pytest.fixture
def environment(broker_url: str, database_url: str, site: Site) -> dict[str, str]:
    return {
        "ONRECORD_BROKER_URL": broker_url,
        "ONRECORD_DATABASE_URL": database_url,
        "ONRECORD_OPEN_HOSTS": site.host,
        "ONRECORD_HOST_GAP_S": "0",
    }


@pytest.fixture
def app(broker_url: str) -> Iterator[Celery]:
    app = make_app("test", Settings(broker_url=broker_url))
    yield app
    app.close()


def _add(database: Database, *urls: str) -> None:
    with database.write() as session:
        for url in urls:
            store.add_feed(session, url, baseline=False)


def _jobs(database: Database, stage: str) -> dict[str, Job]:
    with database.read() as session:
        rows = session.execute(
            select(Article.url, Job).join(Job, Job.subject_id == Article.id).where(Job.stage == stage)
        )
        return {url.rpartition("/")[2]: job for url, job in rows}


def _all_in(database: Database, state: str, count: int) -> bool:
    states = [job.state for job in _jobs(database, "fetch").values()]
    return states == [state] * count


def test_a_tick_brings_each_article_its_page_and_one_outcome(
    tmp_path: Path, environment: dict[str, str], database: Database, app: Celery, site: Site
) -> None:
    items = [item(number, base=site.url("")) for number in (0, 1, 2, 4)]
    site["/feed"] = Answer(rss(*items, item(3, base=site.url(""), description="")), content_type="text/xml")
    site["/again"] = Answer(rss(item(0, base=site.url(""), guid="other")), content_type="text/xml")
    site["/none"] = Answer(b"<!doctype html><html>")
    site["/0"] = Answer(PAGE)
    site["/1"] = Answer(b"%PDF-1.7", content_type="application/pdf")
    site["/2"] = Answer(status=302, headers={"Location": "http://127.0.0.1:1/"})
    site["/3"] = Answer(b"gone", status=404)
    site["/robots.txt"] = Answer(b"User-agent: onrecord\nDisallow: /4\n", content_type="text/plain")
    _add(database, site.url("/feed"), site.url("/again"), site.url("/none"))
    with worker("ingest", environment, tmp_path, concurrency=2):
        publish(app, FeedsDue())
        publish(app, FeedsDue())
        eventually(lambda: _all_in(database, "done", 5), within_s=60, what="all pages have an outcome")

    assert {name: job.outcome for name, job in _jobs(database, "fetch").items()} == {
        "0": "fetched",
        "1": "not_html",
        "2": "refused",
        "3": "gone",
        "4": "disallowed",
    }
    # Without a page, the feed's own words go on; "3" has none.
    assert set(_jobs(database, "clean")) == {"0", "1", "2", "4"}
    with database.read() as session:
        bodies = [
            zlib.decompress(page.body) for page in session.scalars(select(Page).order_by(Page.article_id))
        ]
        polls = {row.url: row.outcome for row in session.execute(select(Feed.url, Feed.outcome))}
    assert sorted(bodies) == [b"", b"", b"", b"", PAGE]
    assert polls == {site.url("/feed"): "changed", site.url("/again"): "changed", site.url("/none"): "html"}
    assert [site.times_asked(path) for path in ("/feed", "/again", "/0", "/1", "/4")] == [1, 1, 1, 1, 0]
    with database.read() as session:
        said = session.scalar(select(Host.robots).where(Host.name == site.host))
    assert said == "User-agent: onrecord\nDisallow: /4\n"


def test_a_page_that_may_come_is_asked_for_later(
    tmp_path: Path, environment: dict[str, str], database: Database, app: Celery, site: Site
) -> None:
    site["/feed"] = Answer(rss(item(0, base=site.url(""))), content_type="text/xml")
    site["/0"] = Raw(b"")
    _add(database, site.url("/feed"))
    with worker("ingest", environment, tmp_path) as running:
        publish(app, FeedsDue())
        eventually(lambda: "job_retried" in running.said, within_s=60, what="the page is put off")
    job = _jobs(database, "fetch")["0"]
    assert (job.state, job.tries, job.outcome) == ("todo", 1, None)
    assert job.started_at is not None
    assert 5 < (job.due_at - job.started_at).total_seconds() < 30
    assert _jobs(database, "clean") == {}


def test_a_page_that_was_missing_for_long_brings_the_rest(
    tmp_path: Path, environment: dict[str, str], database: Database, app: Celery, site: Site
) -> None:
    site["/feed"] = Answer(rss(item(0, base=site.url(""))), content_type="text/xml")
    site["/0"] = Answer(status=404)
    _add(database, site.url("/feed"))
    with worker("ingest", environment, tmp_path):
        publish(app, FeedsDue())
        eventually(lambda: _all_in(database, "done", 1), within_s=60, what="the feed's words go on")
        with database.write() as session:
            job = session.scalars(select(Job).where(Job.stage == "clean")).one()
            job.state, job.outcome = "done", "feed_only"
            missing = FetchedPage(PageOutcome.UNREACHABLE, "no answer", site.url("/0"), 0)
            store.keep_page(session, job.subject_id, missing, look_again_s=0)
        site["/0"] = Answer(PAGE)
        publish(app, FeedsDue())
        eventually(
            lambda: _jobs(database, "fetch")["0"].outcome == "fetched", within_s=60, what="the page came"
        )
    assert _jobs(database, "clean")["0"].state == "todo"
    with database.read() as session:
        page = session.scalars(select(Page)).one()
    assert (zlib.decompress(page.body), page.misses, page.look_again_at) == (PAGE, 0, None)


def test_a_host_that_asks_for_rest_is_left_alone(
    tmp_path: Path, environment: dict[str, str], database: Database, app: Celery, site: Site
) -> None:
    site["/feed"] = Answer(rss(item(0, base=site.url(""))), content_type="text/xml")
    site["/0"] = Answer(b"slow down", status=429, headers={"Retry-After": "600"})
    site["/1"] = Answer(PAGE)
    _add(database, site.url("/feed"))
    with worker("ingest", environment, tmp_path) as running:
        publish(app, FeedsDue())
        eventually(lambda: "job_retried" in running.said, within_s=60, what="the page is put off")
        with database.write() as session:
            assert session.scalars(select(Host.name)).all() == [site.host]
        site["/more"] = Answer(rss(item(1, base=site.url(""))), content_type="text/xml")
        _add(database, site.url("/more"))
        publish(app, FeedsDue())
        eventually(lambda: _all_in(database, "todo", 2), within_s=60, what="the other page is put off too")
        eventually(
            lambda: _jobs(database, "fetch")["1"].reason is not None,
            within_s=60,
            what="the other page is put off too",
        )
    assert site.times_asked("/1") == 0
    later = _jobs(database, "fetch")["1"]
    assert (later.tries, later.reason) == (0, "not asked yet")
    assert (later.due_at - later.created_at).total_seconds() > 500
