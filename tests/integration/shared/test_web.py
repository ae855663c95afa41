"""The guarded fetcher against a real server that means no good."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
import trustme

from onrecord.web import Failed, Fetched, Fetcher, Limits, Policy, Reason, WebOptions
from support.web import Answer, Asked, Raw, Site, web_server

LIMITS = Limits(max_bytes=100_000, deadline_s=5.0)


@pytest.fixture
def site() -> Iterator[Site]:
    with web_server() as site:
        yield site


def _options(*sites: Site, gap_s: float = 0.0, **more: Any) -> WebOptions:
    return WebOptions(policy=Policy(open_hosts=frozenset(site.host for site in sites)), gap_s=gap_s, **more)


class Names:
    """A name server with a script: each question about a host gets the next of its answers."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): iter(given) for name, given in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host not in self.answers:
            raise OSError(f"no such host, port {port}")
        return next(self.answers[host])


def _get(
    url: str,
    options: WebOptions,
    limits: Limits = LIMITS,
    *,
    names: Names | None = None,
    tls: ssl.SSLContext | None = None,
    **more: Any,
) -> Fetched | Failed:
    async def get() -> Fetched | Failed:
        async with Fetcher(options, resolve=names, tls=tls) as fetcher:
            return await fetcher.get(url, limits, **more)

    return asyncio.run(get())


def _fetched(answer: Fetched | Failed) -> Fetched:
    assert isinstance(answer, Fetched), answer
    return answer


def _reason(answer: Fetched | Failed) -> Reason:
    assert isinstance(answer, Failed), answer
    return answer.reason


def test_an_answer_comes_with_what_is_needed_to_ask_again(site: Site) -> None:
    site["/feed"] = Answer(
        b"<rss/>",
        headers={"ETag": '"1"', "Last-Modified": "Mon, 23 Nov 2026 10:00:00 GMT", "Retry-After": "60"},
        content_type='Application/RSS+XML; Charset="UTF-8"',
    )
    answer = _fetched(_get(site.url("/feed"), _options(site)))
    assert answer == Fetched(
        url=site.url("/feed"),
        moved_to=None,
        status=200,
        content_type="application/rss+xml",
        charset="utf-8",
        etag='"1"',
        last_modified="Mon, 23 Nov 2026 10:00:00 GMT",
        retry_after="60",
        body=b"<rss/>",
    )


def test_a_request_names_the_product_and_says_nothing_of_its_owner(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site["/a"] = Answer(b"x", headers={"Set-Cookie": "id=1; Path=/"})
    site["/b"] = Answer(b"x")

    async def both() -> None:
        async with Fetcher(_options(site)) as fetcher:
            _fetched(await fetcher.get(site.url("/a"), LIMITS))
            _fetched(await fetcher.get(site.url("/b"), LIMITS, etag='"1"', last_modified="then"))

    asyncio.run(both())
    first, second = site.asked
    assert first.headers["user-agent"].startswith("onrecord/")
    assert first.headers["accept-encoding"] == "gzip"
    assert "cookie" not in second.headers
    assert "authorization" not in second.headers
    assert second.headers["if-none-match"] == '"1"'
    assert second.headers["if-modified-since"] == "then"


def test_a_304_has_no_body(site: Site) -> None:
    site["/feed"] = Raw(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
    answer = _fetched(_get(site.url("/feed"), _options(site), etag='"1"'))
    assert (answer.status, answer.etag, answer.body) == (304, '"1"', b"")


def test_an_error_page_is_an_answer(site: Site) -> None:
    site["/"] = Answer(b"gone", status=410)
    assert _fetched(_get(site.url("/"), _options(site))).status == 410


# -- where it goes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0",
        "0x7f.1",
        "2130706433",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ],
)
def test_no_spelling_of_loopback_is_connected_to(site: Site, host: str) -> None:
    options = replace(_options(), policy=Policy(ports=frozenset({site.port})))
    assert _reason(_get(f"http://{host}:{site.port}/", options)) in (Reason.REFUSED_ADDRESS, Reason.BAD_URL)
    assert site.asked == []


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["::ffff:127.0.0.1"],
        ["169.254.169.254"],
        ["fe80::1%lo"],
    ],
)
def test_a_name_with_any_private_address_is_refused(site: Site, answers: list[str]) -> None:
    options = replace(_options(), policy=Policy(ports=frozenset({site.port})))
    names = Names(paper_example=[answers])
    assert _reason(_get(f"http://paper.example:{site.port}/", options, names=names)) is Reason.REFUSED_ADDRESS
    assert site.asked == []


def test_a_name_is_looked_up_once_so_that_its_answer_cannot_change_under_way(site: Site) -> None:
    site["/"] = Answer(b"x")
    names = Names(paper_example=[["127.0.0.1"], ["127.0.0.2"]])
    options = replace(_options(), policy=Policy(open_hosts=frozenset({"paper.example"})))
    answer = _fetched(_get(f"http://paper.example:{site.port}/", options, names=names))
    assert answer.status == 200
    assert names.asked == ["paper.example"]
    assert site.asked[0].headers["host"] == f"paper.example:{site.port}"


def test_a_second_address_is_tried_where_the_first_does_not_answer(site: Site) -> None:
    site["/"] = Answer(b"x")
    names = Names(paper_example=[["127.0.0.99", "127.0.0.1"]])
    options = replace(_options(), policy=Policy(open_hosts=frozenset({"paper.example"})))
    assert _fetched(_get(f"http://paper.example:{site.port}/", options, names=names)).status == 200


def test_a_port_that_is_not_the_webs_is_refused(site: Site) -> None:
    assert _reason(_get(site.url("/"), _options())) is Reason.REFUSED_PORT
    assert site.asked == []


def test_a_name_without_an_address_is_told(site: Site) -> None:
    failed = _get("http://nowhere.example/", _options(site), names=Names())
    assert _reason(failed) is Reason.DNS
    assert isinstance(failed, Failed)
    assert failed.may_pass


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://",
        "http://999.1.1.1/",
        "http://xn--a.example:x/",
        "\ud800",
    ],
)
def test_what_is_no_web_address_is_told(url: str) -> None:
    assert _reason(_get(url, _options(), names=Names())) in (Reason.BAD_URL, Reason.DNS)


def test_the_guard_stands_in_httpxs_way(site: Site) -> None:
    """Should httpx move the attribute we replace, everything here would be let through: this fails then."""
    policy = Policy(ports=frozenset({site.port}))
    assert _reason(_get(site.url("/"), replace(_options(), policy=policy))) is Reason.REFUSED_ADDRESS


# -- redirects -----------------------------------------------------------------------------------------


def _to(location: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": location})


def test_redirects_are_followed_and_a_permanent_move_is_told(site: Site) -> None:
    site["/a"] = _to("/b", 301)
    site["/b"] = _to(site.url("/c"), 308)
    site["/c"] = _to("d?x=1#part", 307)
    site["/d?x=1"] = Answer(b"here")
    answer = _fetched(_get(site.url("/a"), _options(site)))
    assert (answer.url, answer.moved_to, answer.body) == (site.url("/d?x=1"), site.url("/c"), b"here")


def test_a_temporary_redirect_moves_nothing(site: Site) -> None:
    site["/a"] = _to("/b", 302)
    site["/b"] = Answer(b"here")
    assert _fetched(_get(site.url("/a"), _options(site))).moved_to is None


def test_a_redirect_loop_ends(site: Site) -> None:
    site["/a"] = _to("/b")
    site["/b"] = _to("/a")
    assert _reason(_get(site.url("/a"), _options(site))) is Reason.REDIRECT_LOOP
    assert len(site.asked) == 6


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_a_private_address_is_refused_at_that_hop(site: Site, status: int) -> None:
    with web_server() as private:
        private["/"] = Answer(b"secret")
        site["/a"] = _to(private.url("/"), status)
        site["/b"] = _to(f"//127.0.0.1:{private.port}/", status)
        options = replace(
            _options(site),
            policy=Policy(ports=frozenset({private.port}), open_hosts=frozenset({site.host})),
        )
        assert _reason(_get(site.url("/a"), options)) is Reason.REFUSED_ADDRESS
        assert _reason(_get(site.url("/b"), options)) is Reason.REFUSED_ADDRESS
        assert private.asked == []


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "http://a@b/", "http://[", ""]
)
def test_a_redirect_to_what_is_no_web_address_is_told(site: Site, location: str) -> None:
    site["/a"] = _to(location or "javascript:x")
    assert _reason(_get(site.url("/a"), _options(site))) is Reason.BAD_URL


# -- what it costs -------------------------------------------------------------------------------------


def test_a_body_over_the_limit_is_not_read(site: Site) -> None:
    site["/told"] = Answer(iter([b"x"]), headers={"Content-Length": "50000000"})
    site["/endless"] = Answer(b"x" * 10_000 for _ in count())
    for path in ("/told", "/endless"):
        assert _reason(_get(site.url(path), _options(site))) is Reason.TOO_LARGE


def test_a_gzip_bomb_stops_at_the_limit(site: Site) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(50)), packer.flush()])
    assert len(bomb) < LIMITS.max_bytes
    site["/bomb"] = Answer(bomb, headers={"Content-Encoding": "gzip"})
    site["/twice"] = Answer(gzip.compress(bomb), headers={"Content-Encoding": "gzip, gzip"})
    site["/brotli"] = Answer(b"x", headers={"Content-Encoding": "br"})
    assert _reason(_get(site.url("/bomb"), _options(site))) is Reason.TOO_LARGE
    assert _reason(_get(site.url("/twice"), _options(site))) is Reason.BAD_RESPONSE
    assert _reason(_get(site.url("/brotli"), _options(site))) is Reason.BAD_RESPONSE


def test_an_unwanted_type_is_not_read(site: Site) -> None:
    site["/pdf"] = Answer((b"x" * 1_000 for _ in count()), content_type="application/pdf")
    site["/untyped"] = Answer(b"<p>x", content_type=None)
    wanted = {"text/html"}
    assert _reason(_get(site.url("/pdf"), _options(site), media_types=wanted)) is Reason.WRONG_TYPE
    assert _fetched(_get(site.url("/untyped"), _options(site), media_types=wanted)).body == b"<p>x"


def test_a_slow_drip_ends_at_the_deadline(site: Site) -> None:
    site["/body"] = Answer(site.drip(b"x"))
    site["/headers"] = Raw(site.drip(b"HTTP/1.1 103 Early Hints\r\n\r\n"))
    site["/silent"] = Raw(site.drip(b""))
    for path in ("/body", "/headers", "/silent"):
        started = time.monotonic()
        assert (
            _reason(_get(site.url(path), _options(site), Limits(max_bytes=9_999, deadline_s=0.4)))
            is Reason.TIMEOUT
        )
        assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\x00c\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 10_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_not_http_is_told(site: Site, data: bytes) -> None:
    site["/"] = Raw(data)
    assert _reason(_get(site.url("/"), _options(site))) in (Reason.BAD_RESPONSE, Reason.CONNECT)


def test_a_certificate_must_be_vouched_for_in_date_and_the_hosts_own() -> None:
    ours, theirs = trustme.CA(), trustme.CA()
    trusting = ssl.create_default_context()
    ours.configure_trust(trusting)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    for certificate, reason in [
        (ours.issue_cert("127.0.0.1"), None),
        (theirs.issue_cert("127.0.0.1"), Reason.TLS),
        (ours.issue_cert("paper.example"), Reason.TLS),
        (ours.issue_cert("127.0.0.1", not_before=long_ago, not_after=long_ago), Reason.TLS),
    ]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        with web_server(context) as site:
            site["/"] = Answer(b"x")
            answer = _get(f"https://{site.host}/", _options(site), tls=trusting)
            assert (answer.reason if isinstance(answer, Failed) else None) is reason
            assert len(site.asked) == (reason is None)


def test_a_closed_port_is_told(site: Site) -> None:
    options = replace(_options(), policy=Policy(open_hosts=frozenset({"127.0.0.1:1"})))
    assert _reason(_get("http://127.0.0.1:1/", options)) is Reason.CONNECT


# -- how often -----------------------------------------------------------------------------------------


def _get_all(urls: Iterable[str], options: WebOptions) -> list[Fetched | Failed]:
    async def get_all() -> list[Fetched | Failed]:
        async with Fetcher(options) as fetcher:
            return await asyncio.gather(*(fetcher.get(url, LIMITS) for url in urls))

    return asyncio.run(get_all())


def _noting(seen: list[tuple[float, str]]) -> Callable[[Asked], Answer]:
    def note(asked: Asked) -> Answer:
        seen.append((time.monotonic(), asked.path))
        return Answer(b"x")

    return note


def test_requests_to_one_host_are_spaced_and_another_host_does_not_wait(site: Site) -> None:
    seen: list[tuple[float, str]] = []
    with web_server() as other:
        other["/"] = _noting(seen)
        for number in range(4):
            site[f"/{number}"] = _noting(seen)
        urls = [*(site.url(f"/{number}") for number in range(4)), other.url("/")]
        _get_all(urls, _options(site, other, gap_s=0.3))
    times = [at for at, path in seen if path != "/"]
    assert times[-1] - times[0] > 0.7  # three gaps, less what a busy machine adds to the first
    assert next(at for at, path in seen if path == "/") < times[-1]


def test_waiting_for_ones_turn_does_not_eat_the_deadline(site: Site) -> None:
    site["/"] = Answer(b"x")
    options = _options(site, gap_s=0.15)

    async def get_all() -> list[Fetched | Failed]:
        async with Fetcher(options) as fetcher:
            limits = Limits(max_bytes=10, deadline_s=0.4)
            return await asyncio.gather(*(fetcher.get(site.url("/"), limits) for _ in range(6)))

    assert all(isinstance(answer, Fetched) for answer in asyncio.run(get_all()))
