"""The demo's newspapers as a feed reader meets them: over HTTP, edition after edition."""

from __future__ import annotations

import gzip
from calendar import timegm
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from socket import create_server
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import feedparser
import pytest

from onrecord.errors import Misconfigured
from onrecord_cli.demo.newsroom import Newsroom, newsroom
from onrecord_cli.demo.sources import load
from support.editions import OPENED

PAPERS = load()
KEYS = {outlet.name: outlet.key for outlet in PAPERS.outlets}
VERSIONS = {"The Ellow Courier": "rss20", "Skerrin Lantern": "atom10", "Tolney Echo": "rss10"}


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with newsroom(PAPERS, OPENED[0]) as room:
        yield room


def get(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(url, headers=names, method=method), timeout=10) as answer:  # noqa: S310
            return answer.status, dict(answer.headers), answer.read()
    except HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def dated(entry: Any) -> datetime:
    """Read the entry's date of publication; RSS 1.0 has one date only, which feedparser files as updated."""
    moment = entry.get("published_parsed") or entry["updated_parsed"]
    return datetime.fromtimestamp(timegm(moment), UTC)


def test_each_feed_lists_what_is_out_at_its_edition_newest_first(room: Newsroom) -> None:
    for edition in range(PAPERS.last_edition + 1):
        for name, url in room.feeds.items():
            feed = feedparser.parse(get(url)[2])
            assert not feed.bozo
            assert feed.version == VERSIONS[name]
            assert feed.feed.title == name
            out = [article for article in PAPERS.of(KEYS[name]) if article.edition <= edition]
            assert sorted(entry.title for entry in feed.entries) == sorted(article.title for article in out)
            dates = [dated(entry) for entry in feed.entries]
            assert dates == sorted(dates, reverse=True)
        if edition < PAPERS.last_edition:
            assert room.publish(OPENED[edition + 1]) == edition + 1


def test_every_link_of_the_last_edition_leads_to_its_article(room: Newsroom) -> None:
    for at in OPENED[1 : PAPERS.last_edition + 1]:
        room.publish(at)
    for url in room.feeds.values():
        for entry in feedparser.parse(get(url)[2]).entries:
            status, headers, body = get(entry.link)
            assert status == 200
            assert headers["Content-Type"] == "text/html; charset=utf-8"
            assert f'<link rel="canonical" href="{entry.link.partition("?")[0]}"' in body.decode()


def test_a_feed_that_has_not_changed_answers_304_and_nothing_else(room: Newsroom) -> None:
    for url in room.feeds.values():
        _, headers, body = get(url)
        assert body
        status, again, nothing = get(url, If_None_Match=headers["ETag"])
        assert (status, nothing) == (304, b"")
        assert again["ETag"] == headers["ETag"]


def test_a_feed_that_has_changed_answers_200_to_the_old_tag(room: Newsroom) -> None:
    tags = {url: get(url)[1]["ETag"] for url in room.feeds.values()}
    room.publish(OPENED[1])
    assert [get(url, If_None_Match=tag)[0] for url, tag in tags.items()] == [200, 200, 200]


def test_an_article_is_not_there_before_its_edition(room: Newsroom) -> None:
    with pytest.raises(KeyError, match="courier/ferry-fares-frozen"):
        room.address("courier/ferry-fares-frozen")
    room.publish(OPENED[1])
    url = room.address("courier/ferry-fares-frozen")
    assert get(url)[0] == 200
    with newsroom(PAPERS, OPENED[0]) as before:
        early = url.replace(room.hosts[0], before.hosts[0])
        assert early != url
        assert get(early)[0] == 404


def test_the_corrected_page_and_its_entry_change_and_keep_their_address(room: Newsroom) -> None:
    for at in OPENED[1:3]:
        room.publish(at)
    url, feed = room.address("lantern/old-bridge-to-close"), room.feeds["Skerrin Lantern"]
    before = get(url)
    [entry] = [one for one in feedparser.parse(get(feed)[2]).entries if one.link == url]
    room.publish(OPENED[3])
    after = get(url, If_None_Match=before[1]["ETag"])
    [corrected] = [one for one in feedparser.parse(get(feed)[2]).entries if one.link == url]

    assert room.address("lantern/old-bridge-to-close") == url
    assert b"six weeks" in before[2]
    assert after[0] == 200
    assert b"nine weeks" in after[2]
    assert b"six weeks" not in after[2]
    assert corrected.id == entry.id
    assert corrected.published == entry.published
    assert corrected.updated > entry.updated
    assert parsedate_to_datetime(after[1]["Last-Modified"]) == OPENED[3]


def test_an_edition_is_never_dated_before_it_came_out(room: Newsroom) -> None:
    at = OPENED[1].replace(microsecond=1)
    room.publish(at)
    for url in room.feeds.values():
        newest = feedparser.parse(get(url)[2]).entries[0]
        assert dated(newest) > at


def test_a_reader_that_takes_gzip_gets_gzip(room: Newsroom) -> None:
    for url in room.feeds.values():
        _, headers, body = get(url, Accept_Encoding="gzip")
        assert headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(body) == get(url)[2]


def test_head_says_what_get_says_and_sends_no_body_before_the_next_answer(room: Newsroom) -> None:
    connection = HTTPConnection(urlsplit(room.feeds["Tolney Echo"]).netloc, timeout=10)
    heads, bodies = [], []
    for method in ("HEAD", "GET"):
        connection.request(method, "/index.rdf")
        answer = connection.getresponse()
        heads.append({name: value for name, value in answer.getheaders() if name != "Date"})
        bodies.append(answer.read())
    connection.close()
    assert heads[0] == heads[1]
    assert bodies[0] == b""
    assert len(bodies[1]) == int(heads[1]["Content-Length"])


def test_pictures_are_drawn(room: Newsroom) -> None:
    url = "http://" + room.hosts[0] + "/media/ferry.svg"
    status, headers, body = get(url)
    assert (status, headers["Content-Type"]) == (200, "image/svg+xml")
    assert body.startswith(b"<svg ")


def test_the_three_sites_have_hosts_of_their_own(room: Newsroom) -> None:
    assert len(set(room.hosts)) == 3
    assert all(host.startswith("127.0.0.1:") for host in room.hosts)


def free_ports(count: int) -> int:
    """The first of *count* ports in a row that nobody listens on."""
    while True:
        with ExitStack() as stack:
            first = stack.enter_context(create_server(("127.0.0.1", 0))).getsockname()[1]
            try:
                for number in range(1, count):
                    stack.enter_context(create_server(("127.0.0.1", first + number)))
            except (OSError, OverflowError):
                continue
            return int(first)


def test_newspapers_for_another_machine_stand_on_ports_that_follow_each_other() -> None:
    first = free_ports(len(PAPERS.outlets))
    with newsroom(PAPERS, OPENED[0], host="localhost", port=first) as room:
        assert room.hosts == tuple(f"localhost:{first + number}" for number in range(len(PAPERS.outlets)))
        _, _, body = get(next(iter(room.feeds.values())))
        assert f"http://localhost:{first}/".encode() in body


def test_a_port_that_is_taken_is_named() -> None:
    with create_server(("127.0.0.1", 0)) as taken, ExitStack() as stack:
        port = taken.getsockname()[1]
        with pytest.raises(Misconfigured, match=rf"port {port} cannot be had \(Address already in use\)"):
            stack.enter_context(newsroom(PAPERS, OPENED[0], port=port))
