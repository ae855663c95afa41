"""Fetching pages from a real server, well-behaved or not."""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Iterator
from itertools import count

import pytest

from onrecord.web import Fetcher, Limits, Policy, WebOptions
from onrecord_ingest.pages import FetchedPage, PageOutcome, WantedPage, fetch_pages
from support.web import Answer, Raw, Script, Site, web_server

PAGE = b"<html><p>Words."


@pytest.fixture
def site() -> Iterator[Site]:
    with web_server() as site:
        yield site


def _fetch(
    wanted: list[WantedPage], *, gap_s: float = 0.0, deadline_s: float = 5.0, within_s: float = 30.0
) -> dict[int, FetchedPage]:
    hosts = frozenset(page.host for page in wanted)

    async def fetch() -> dict[int, FetchedPage]:
        async with Fetcher(WebOptions(policy=Policy(open_hosts=hosts), gap_s=gap_s)) as fetcher:
            limits = Limits(max_bytes=5_000_000, deadline_s=deadline_s)
            return await fetch_pages(wanted, fetcher, None, limits=limits, within_s=within_s)

    return asyncio.run(fetch())


def _one(site: Site, script: Script, *, deadline_s: float = 5.0) -> FetchedPage:
    site["/page"] = script
    return _fetch([WantedPage(1, site.url("/page"))], deadline_s=deadline_s)[1]


def test_a_page_is_kept_as_it_was_received(site: Site) -> None:
    site["/new"] = Answer(PAGE, content_type="text/html; charset=windows-1252")
    page = _one(site, Answer(status=301, headers={"Location": "/new"}))
    assert page == FetchedPage(
        PageOutcome.FETCHED,
        None,
        site.url("/new"),
        200,
        "text/html",
        "windows-1252",
        None,
        zlib.compress(PAGE),
        len(PAGE),
    )


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (Answer(b"%PDF-1.7 ...", content_type="application/pdf"), PageOutcome.NOT_HTML),
        (Answer(b"%PDF-1.7 ...", content_type="text/html"), PageOutcome.NOT_HTML),
        (Answer(b"\x89PNG...", content_type=None), PageOutcome.NOT_HTML),
        (Answer((b"x" * 65_536 for _ in count()), content_type="video/mp4"), PageOutcome.NOT_HTML),
        (Answer(b""), PageOutcome.EMPTY),
        (Answer(b" \r\n"), PageOutcome.EMPTY),
        (Answer(iter(()), headers={"Content-Length": "50000000"}), PageOutcome.TOO_LARGE),
        (Answer(b"x" * 65_536 for _ in range(800)), PageOutcome.TOO_LARGE),
        (Answer(status=302, headers={"Location": "/page"}), PageOutcome.REDIRECT_LOOP),
        (Answer(status=302, headers={"Location": "ftp://paper.example/"}), PageOutcome.REFUSED),
        (Answer(b"gone", status=410), PageOutcome.GONE),
        (Answer(b"no", status=404), PageOutcome.GONE),
        (Answer(b"odd", status=400), PageOutcome.HTTP_ERROR),
        (Answer(b"slow down", status=429, headers={"Retry-After": "120"}), PageOutcome.BUSY),
        (Answer(b"down", status=502), PageOutcome.BUSY),
        (Raw(b""), PageOutcome.UNREACHABLE),
    ],
)  # fmt: skip
def test_a_page_that_is_none_has_an_outcome_and_no_body(
    site: Site, script: Script, outcome: PageOutcome
) -> None:
    page = _one(site, script)
    assert page.outcome is outcome
    assert (zlib.decompress(page.packed), page.body_bytes) == (b"", 0)
    assert page.reason or outcome in (PageOutcome.EMPTY, PageOutcome.NOT_HTML)


def test_a_page_that_redirects_to_a_private_address_is_refused(site: Site) -> None:
    with web_server() as private:
        private["/"] = Answer(b"secret")
        page = _one(site, Answer(status=302, headers={"Location": private.url("/")}))
        assert page.outcome is PageOutcome.REFUSED
        assert private.asked == []


def test_what_a_blocking_server_shows_is_kept(site: Site) -> None:
    page = _one(site, Answer(b"<p>Subscribe", status=403))
    assert (page.outcome, page.status, zlib.decompress(page.packed)) == (
        PageOutcome.BLOCKED,
        403,
        b"<p>Subscribe",
    )


def test_a_slow_page_ends_at_its_deadline(site: Site) -> None:
    started = time.monotonic()
    assert _one(site, Answer(site.drip(b"x")), deadline_s=0.4).outcome is PageOutcome.UNREACHABLE
    assert time.monotonic() - started < 3


def test_a_host_that_gives_no_answer_is_not_asked_for_the_rest_of_the_batch(site: Site) -> None:
    for number in range(9):
        site[f"/{number}"] = Raw(b"")
    with web_server() as other:
        other["/"] = Answer(PAGE)
        wanted = [WantedPage(number, site.url(f"/{number}")) for number in range(9)]
        pages = _fetch([*wanted, WantedPage(99, other.url("/"))])
    assert len(site.asked) < 5
    assert len(pages) == len(site.asked) + 1
    assert pages[99].outcome is PageOutcome.FETCHED


def test_pages_for_which_there_was_no_time_are_left_out(site: Site) -> None:
    for number in range(9):
        site[f"/{number}"] = Answer(PAGE)
    pages = _fetch(
        [WantedPage(number, site.url(f"/{number}")) for number in range(9)], gap_s=0.4, within_s=1.0
    )
    assert 0 < len(pages) < 9
