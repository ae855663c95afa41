"""Asking a site's robots.txt before its pages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

import pytest

from onrecord.web import Fetcher, Limits, Policy, WebOptions
from onrecord_ingest.pages import FetchedPage, PageOutcome, WantedPage, fetch_pages
from onrecord_ingest.permission import Permission
from support.web import Answer, Raw, Script, Site, web_server

PAGE = Answer(b"<html><p>Words.")
CLOSED = "User-agent: *\nDisallow: /"


@pytest.fixture
def site() -> Iterator[Site]:
    with web_server() as site:
        yield site


def _fetch(
    *sites: Site, path: str = "/1", known: Mapping[str, tuple[str, bool]] | None = None, times: int = 1
) -> tuple[FetchedPage, dict[str, str]]:
    """Fetch *path* of the first site, *times* at once; give what became of the first, and what was learned."""

    async def fetch() -> tuple[FetchedPage, dict[str, str]]:
        options = WebOptions(policy=Policy(open_hosts=frozenset(site.host for site in sites)), gap_s=0)
        async with Fetcher(options) as fetcher:
            permission = Permission(fetcher, user_agent="onrecord/1", within_s=1.0, recall=(known or {}).get)
            wanted = [WantedPage(number, sites[0].url(path)) for number in range(times)]
            limits = Limits(max_bytes=1_000, deadline_s=5.0)
            pages = await fetch_pages(wanted, fetcher, permission, limits=limits, within_s=20.0)
        return pages[0], permission.learned

    return asyncio.run(fetch())


def _says(text: str) -> Answer:
    return Answer(text.encode(), content_type="text/plain")


def test_a_page_that_is_not_to_be_read_is_not_asked_for(site: Site) -> None:
    site["/robots.txt"] = _says("User-agent: *\nDisallow: /1")
    page, learned = _fetch(site)
    assert (page.outcome, page.reason) == (PageOutcome.DISALLOWED, "disallowed: robots.txt")
    assert not page.outcome.may_pass
    assert [asked.path for asked in site.asked] == ["/robots.txt"]
    assert learned == {site.host: "User-agent: *\nDisallow: /1"}


def test_a_site_is_asked_once_for_all_its_pages_and_not_again_while_its_answer_counts(site: Site) -> None:
    site["/1"] = PAGE
    assert _fetch(site, times=5)[0].outcome is PageOutcome.FETCHED
    assert site.times_asked("/robots.txt") == 1
    assert _fetch(site, known={site.host: (CLOSED, True)})[0].outcome is PageOutcome.DISALLOWED
    assert _fetch(site, known={site.host: (CLOSED, False)})[0].outcome is PageOutcome.FETCHED
    assert site.times_asked("/robots.txt") == 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404),
        Answer(b"who are you?", status=401),
        _says("x" * 1_100_000),
        Answer(status=302, headers={"Location": "/robots.txt"}),
        Answer(status=302, headers={"Location": "http://127.0.0.1:1/"}),
    ],
    ids=["none", "a login", "too long", "a loop", "inside"],
)
def test_who_has_no_robots_txt_lets_everybody_read(site: Site, answer: Script) -> None:
    site["/robots.txt"] = answer
    site["/1"] = PAGE
    page, learned = _fetch(site)
    assert page.outcome is PageOutcome.FETCHED
    assert learned == {site.host: ""}


@pytest.mark.parametrize(
    "answer",
    [Answer(status=503), Answer(status=429), Raw(b""), Raw(b"220 mail.example ESMTP\r\n")],
    ids=["broken", "busy", "silent", "no HTTP"],
)
def test_who_cannot_say_now_is_asked_later_and_believed_as_before(site: Site, answer: Script) -> None:
    site["/robots.txt"] = answer
    site["/1"] = PAGE
    page, learned = _fetch(site)
    assert (page.outcome, page.reason) == (PageOutcome.UNREACHABLE, "undecided: robots.txt")
    assert page.outcome.may_pass
    assert site.times_asked("/1") == 0
    assert _fetch(site, known={site.host: ("", False)})[0].outcome is PageOutcome.FETCHED
    assert _fetch(site, known={site.host: (CLOSED, False)})[0].outcome is PageOutcome.DISALLOWED
    assert learned == {}


def test_a_redirect_is_asked_of_the_site_that_it_leads_to(site: Site) -> None:
    with web_server() as other:
        site["/1"] = Answer(status=301, headers={"Location": other.url("/2")})
        other["/robots.txt"] = _says("User-agent: *\nDisallow: /2")
        page, learned = _fetch(site, other)
        assert page.outcome is PageOutcome.DISALLOWED
        assert other.times_asked("/2") == 0
        assert learned.keys() == {site.host, other.host}
