"""A guarded POST against a real server: the status counts, and nothing after it can take it back."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator

import pytest
import trustme

from onrecord.web import Failed, Fetched, Limits, Policy, Reason, post
from support.web import Answer, Raw, Script, Site, web_server

LIMITS = Limits(max_bytes=1_000, deadline_s=1.0)
HEADERS = {"Content-Type": "application/json", "X-Ours": "yes"}


@pytest.fixture
def site() -> Iterator[Site]:
    with web_server() as site:
        yield site


def opening(site: Site) -> Policy:
    return Policy(open_hosts=frozenset({site.host}))


def posted(site: Site, script: Script) -> Fetched | Failed:
    site["/hook"] = script
    return post(site.url("/hook"), b"{}", HEADERS, LIMITS, policy=opening(site))


def test_a_post_arrives_whole_with_its_headers(site: Site) -> None:
    site["/hook"] = Answer(b"thanks", status=202, headers={"Retry-After": "7"})
    content = b'{"words": "' + b"x" * 300_000 + b'"}'
    answer = post(site.url("/hook"), content, HEADERS, LIMITS, policy=opening(site))
    assert isinstance(answer, Fetched)
    assert (answer.status, answer.body, answer.retry_after) == (202, b"thanks", "7")
    (asked,) = site.asked
    assert asked.body == content
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["x-ours"] == "yes"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["user-agent"].startswith("onrecord/")


@pytest.mark.parametrize(
    ("body", "kept"), [(b"y" * 5_000, b"y" * 1_000), (b"y" * 1_000, b"y" * 1_000), (b"", b"")]
)
def test_no_more_of_an_answer_is_read_than_allowed(site: Site, body: bytes, kept: bytes) -> None:
    answer = posted(site, Answer(body))
    assert isinstance(answer, Fetched)
    assert (answer.status, answer.body) == (200, kept)


@pytest.mark.parametrize("manner", ["endless", "cut off", "dripping"])
def test_a_status_stands_whatever_becomes_of_the_body(site: Site, manner: str) -> None:
    scripts: dict[str, Script] = {
        "endless": Answer(site.drip(b"z" * 50)),
        "cut off": Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
        "dripping": Answer(site.drip(b"")),
    }
    started = time.monotonic()
    answer = posted(site, scripts[manner])
    assert isinstance(answer, Fetched)
    assert answer.status == 200
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_an_answer_and_not_followed(site: Site, status: int) -> None:
    site["/elsewhere"] = Answer(b"never asked")
    answer = posted(site, Answer(status=status, headers={"Location": site.url("/elsewhere")}))
    assert isinstance(answer, Fetched)
    assert answer.status == status
    assert [asked.path for asked in site.asked] == ["/hook"]


@pytest.mark.parametrize(
    "place", ["http://{host}/hook", "http://localhost:{port}/hook", "http://[::1]:{port}/x"]
)
def test_an_address_that_nobody_opened_is_not_connected_to(site: Site, place: str) -> None:
    url = place.format(host=site.host, port=site.port)
    answer = post(url, b"{}", HEADERS, LIMITS, policy=Policy(ports=frozenset({site.port})))
    assert isinstance(answer, Failed)
    assert answer.reason is Reason.REFUSED_ADDRESS
    assert site.asked == []


def test_a_name_that_leads_inside_is_not_connected_to(site: Site) -> None:
    async def inside(host: str, port: int) -> list[str]:
        return ["93.184.215.14", "127.0.0.1"]

    url = f"http://hooks.example:{site.port}/hook"
    answer = post(url, b"{}", HEADERS, LIMITS, policy=Policy(ports=frozenset({site.port})), resolve=inside)
    assert isinstance(answer, Failed)
    assert answer.reason is Reason.REFUSED_ADDRESS


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "http://user:word@example.org/", "http://[::bad/"])
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    answer = post(url, b"{}", HEADERS, LIMITS, policy=Policy())
    assert isinstance(answer, Failed)
    assert answer.reason is Reason.BAD_URL


def test_a_server_that_says_nothing_is_left_in_time(site: Site) -> None:
    started = time.monotonic()
    answer = posted(site, Raw(site.drip(b"")))
    assert isinstance(answer, Failed)
    assert answer.reason is Reason.TIMEOUT
    assert time.monotonic() - started < 3
    assert [asked.body for asked in site.asked] == [b"{}"]


def test_whose_certificate_is_not_trusted_is_posted_nothing() -> None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with web_server(tls=server) as site:
        site["/hook"] = Answer(status=204)
        url = f"https://{site.host}/hook"
        refused = post(url, b"{}", HEADERS, LIMITS, policy=opening(site), tls=ssl.create_default_context())
        taken = post(url, b"{}", HEADERS, LIMITS, policy=opening(site), tls=trusting)
    assert isinstance(refused, Failed)
    assert refused.reason is Reason.TLS
    assert isinstance(taken, Fetched)
    assert len(site.asked) == 1
