"""Polling feeds from a real server, well-behaved or not."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
import zlib
from collections.abc import Iterator
from itertools import count

import pytest

from onrecord.web import Fetcher, Limits, Policy, WebOptions
from onrecord_ingest.cage import Cage
from onrecord_ingest.polling import DueFeed, Poll, PollOutcome, poll_feeds
from onrecord_ingest.records import FeedDocument
from support.feeds import item, rss
from support.web import Answer, Asked, Raw, Site, web_server

XML = "application/rss+xml"


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    with Cage(cpu_s=3) as cage:
        yield cage


@pytest.fixture
def site() -> Iterator[Site]:
    with web_server() as site:
        yield site


def _due(site: Site, path: str = "/feed", *, number: int = 1, after: Poll | None = None) -> DueFeed:
    if after is None:
        return DueFeed(number, site.url(path), None, None, None)
    return DueFeed(number, site.url(path), after.etag, after.last_modified, after.body_hash)


def _poll_all(
    feeds: list[DueFeed], cage: Cage, *, deadline_s: float = 5.0, within_s: float = 30.0, at_once: int = 16
) -> dict[int, Poll]:
    hosts = frozenset(feed.url.split("/")[2] for feed in feeds)

    async def poll() -> dict[int, Poll]:
        async with Fetcher(
            WebOptions(policy=Policy(open_hosts=hosts), gap_s=0, at_once_per_host=8, at_once=at_once)
        ) as fetcher:
            limits = Limits(max_bytes=10_000_000, deadline_s=deadline_s)
            return {
                poll.feed.id: poll
                async for poll in poll_feeds(feeds, fetcher, cage, limits=limits, within_s=within_s)
            }

    return asyncio.run(poll())


def _poll(feed: DueFeed, cage: Cage, *, deadline_s: float = 5.0) -> Poll:
    return _poll_all([feed], cage, deadline_s=deadline_s)[feed.id]


def test_a_feed_that_changed_is_read(site: Site, cage: Cage) -> None:
    site["/feed"] = Answer(rss(item(1), item(2)), headers={"ETag": '"1"'}, content_type=XML)
    poll = _poll(_due(site), cage)
    assert poll.outcome is PollOutcome.CHANGED
    assert poll.document is not None
    assert [entry.title for entry in poll.document.entries] == ["Headline 1", "Headline 2"]
    assert poll.etag == '"1"'


def test_a_feed_that_did_not_change_costs_no_body(site: Site, cage: Cage) -> None:
    def conditional(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"1"' and asked.headers.get("if-modified-since") == "then":
            return Answer(status=304, content_type=None)
        return Answer(rss(item(1)), headers={"ETag": '"1"', "Last-Modified": "then"}, content_type=XML)

    site["/feed"] = conditional
    first = _poll(_due(site), cage)
    second = _poll(_due(site, after=first), cage)
    assert second.outcome is PollOutcome.NOT_MODIFIED
    assert (second.etag, second.last_modified, second.body_hash) == (
        first.etag,
        first.last_modified,
        first.body_hash,
    )


def test_an_etag_that_changes_while_the_feed_does_not_deceives_nobody(site: Site, cage: Cage) -> None:
    numbers = count()
    site["/feed"] = lambda _: Answer(rss(item(1)), headers={"ETag": f'"{next(numbers)}"'}, content_type=XML)
    first = _poll(_due(site), cage)
    second = _poll(_due(site, after=first), cage)
    assert second.outcome is PollOutcome.UNCHANGED
    assert second.document is None
    assert second.etag == '"1"'


def test_a_304_to_who_has_nothing_is_an_error(site: Site, cage: Cage) -> None:
    site["/feed"] = Answer(status=304, content_type=None)
    assert _poll(_due(site), cage).outcome is PollOutcome.HTTP_ERROR


def test_a_feed_that_moved_for_good_is_read_and_its_new_address_told(site: Site, cage: Cage) -> None:
    site["/feed"] = Answer(status=301, headers={"Location": "/new"})
    site["/new"] = Answer(rss(item(1)), content_type=XML)
    assert _poll(_due(site), cage).moved_to == site.url("/new")
    site["/new"] = Answer(b"<html>The domain is for sale", content_type="text/html")
    parked = _poll(_due(site), cage)
    assert parked.outcome is PollOutcome.HTML
    assert parked.moved_to is None


def test_a_relative_link_is_relative_to_where_the_feed_was_found(site: Site, cage: Cage) -> None:
    site["/feed"] = Answer(status=302, headers={"Location": "/deep/feed"})
    site["/deep/feed"] = Answer(rss(item(1, link="story")), content_type=XML)
    document = _poll(_due(site), cage).document
    assert document is not None
    assert document.entries[0].url == site.url("/deep/story")


def test_what_a_server_says_in_place_of_a_feed_has_a_name(site: Site, cage: Cage) -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join([*(bomb.compress(bytes(1_000_000)) for _ in range(40)), bomb.flush()])
    with web_server() as private:
        answers: list[tuple[Answer | Raw, PollOutcome]] = [
            (Answer(b"<!doctype html><html>Sign in"), PollOutcome.HTML),
            (Answer(b""), PollOutcome.EMPTY),
            (Answer(b'{"version": "https://jsonfeed.org/version/1"}'), PollOutcome.JSON),
            (Answer(b"\x00\x01\x02"), PollOutcome.NOT_A_FEED),
            (Answer(status=204, content_type=None), PollOutcome.HTTP_ERROR),
            (Answer(b"gone", status=410), PollOutcome.GONE),
            (Answer(b"no", status=404), PollOutcome.HTTP_ERROR),
            (Answer(b"busy", status=503, headers={"Retry-After": "900"}), PollOutcome.HTTP_ERROR),
            (Answer(rss(item(1, description="x" * 10_000_000)), content_type=XML), PollOutcome.TOO_LARGE),
            (Answer(packed, headers={"Content-Encoding": "gzip"}), PollOutcome.TOO_LARGE),
            (Answer(status=302, headers={"Location": private.url("/feed")}), PollOutcome.REFUSED),
            (Answer(status=302, headers={"Location": "file:///etc/passwd"}), PollOutcome.REFUSED),
            (Raw(b"SSH-2.0-OpenSSH\r\n"), PollOutcome.UNREACHABLE),
            (Raw(b""), PollOutcome.UNREACHABLE),
        ]
        feeds = []
        for number, (answer, _) in enumerate(answers):
            site[f"/{number}"] = answer
            feeds.append(_due(site, f"/{number}", number=number))
        polls = _poll_all(feeds, cage)
        assert private.asked == []
    assert [polls[number].outcome for number in range(len(answers))] == [outcome for _, outcome in answers]
    assert all(poll.reason and not poll.outcome.succeeded for poll in polls.values())
    assert polls[7].retry_after == "900"


def test_ten_megabytes_of_feed_are_read(site: Site, cage: Cage) -> None:
    body = rss(*(item(number, description="word " * 3_300) for number in range(590)))
    assert 9_000_000 < len(body) < 10_000_000
    site["/feed"] = Answer(gzip.compress(body, 1), headers={"Content-Encoding": "gzip"}, content_type=XML)
    poll = _poll(_due(site), cage)
    assert poll.outcome is PollOutcome.CHANGED
    assert poll.document is not None
    assert (len(poll.document.entries), poll.document.left_out) == (500, 90)


def test_a_feed_that_costs_too_much_holds_up_no_other(site: Site, cage: Cage) -> None:
    heavy = rss("<item " + " ".join(f"a{n}='1'" for n in range(60_000)) + "><title>x</title></item>")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    site["/heavy"] = Answer(heavy, content_type=XML)
    site["/laughs"] = Answer(
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]><rss>&l9;</rss>'.encode(), content_type=XML
    )
    site["/slow"] = Answer(site.drip(b"<rss>"), content_type=XML)
    site["/good"] = Answer(rss(item(1)), content_type=XML)
    paths = ["/heavy", "/laughs", "/slow", "/good"]
    polls = _poll_all([_due(site, path, number=n) for n, path in enumerate(paths)], cage, deadline_s=1.0)
    assert polls[0].outcome is PollOutcome.PARSE_FAILED
    assert not polls[1].document or len(polls[1].document.entries) == 0
    assert polls[2].outcome is PollOutcome.UNREACHABLE
    assert polls[3].outcome is PollOutcome.CHANGED


def test_feeds_for_which_there_was_no_time_are_left_out(site: Site, cage: Cage) -> None:
    site["/slow"] = Answer(site.drip(b"<rss>"), content_type=XML)
    site["/good"] = Answer(rss(item(1)), content_type=XML)
    started = time.monotonic()
    polls = _poll_all(
        [_due(site, "/slow", number=1), _due(site, "/good", number=2)], cage, deadline_s=20.0, within_s=1.5
    )
    assert time.monotonic() - started < 10
    assert set(polls) == {2}


class _Occupied(Cage):
    """A cage in which each feed takes two seconds."""

    asked = 0

    def parse(self, body: bytes, *, url: str, content_type: str | None = None) -> FeedDocument:
        self.asked += 1
        threading.Event().wait(2.0)
        return super().parse(body, url=url, content_type=content_type)


def test_a_feed_is_not_parsed_for_which_there_is_no_time_left(site: Site) -> None:
    site["/feed"] = Answer(rss(item(1)), content_type=XML)
    with _Occupied() as cage:
        polls = _poll_all([_due(site, number=number) for number in range(4)], cage, within_s=1.5)
        assert (polls, cage.asked) == ({}, 1)


class _Watched(Cage):
    """Notes, whenever it is given a feed, how many answers were fetched and not parsed by then."""

    def __init__(self, site: Site, paths: list[str]) -> None:
        super().__init__()
        self._site, self._paths, self._parsed = site, paths, 0
        self.held: list[int] = []

    def parse(self, body: bytes, *, url: str, content_type: str | None = None) -> FeedDocument:
        document = super().parse(
            body, url=url, content_type=content_type
        )  # the others could be asked meanwhile
        self.held.append(sum(map(self._site.times_asked, self._paths)) - self._parsed)
        self._parsed += 1
        return document


def test_no_more_bodies_wait_to_be_parsed_than_there_are_requests_at_once(site: Site) -> None:
    paths = [f"/feed{number}" for number in range(12)]
    body = rss(*(item(number, description="word " * 500) for number in range(500)))
    for path in paths:
        site[path] = Answer(body, content_type=XML)
    with _Watched(site, paths) as cage:
        polls = _poll_all([_due(site, path, number=n) for n, path in enumerate(paths)], cage, at_once=3)
    assert {poll.outcome for poll in polls.values()} == {PollOutcome.CHANGED}
    assert (len(cage.held), max(cage.held)) == (12, 3)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(item(1, title="café")), "text/xml; charset=iso-8859-5-no-such"),
        (rss(item(1, title="café")), "application/rss+xml; charset=us-ascii"),
        (rss(item(1, title="café"), declaration="").decode().encode("utf-16"), "text/plain"),
    ],
)
def test_a_feed_with_a_wrong_encoding_still_gives_its_words(
    site: Site, cage: Cage, body: bytes, content_type: str
) -> None:
    site["/feed"] = Answer(body, content_type=content_type)
    document = _poll(_due(site), cage).document
    assert document is not None
    assert document.entries[0].title == "café"
