"""Feeds that cost too much end their parser, and nothing else."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord_ingest.cage import Cage
from onrecord_ingest.records import Kind
from support.feeds import item, rss

URL = "https://paper.example/feed"
GOOD = rss(item(1))

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "billion laughs": f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{_LAUGHS}]>'.encode() + rss(item(1, title="&l9;"), declaration="").replace(b"&amp;l9;", b"&l9;"),
    "quadratic entity": b'<!DOCTYPE rss [<!ENTITY a "' + b"a" * 50_000 + b'">]>' + rss(f"<item><title>{'&a;' * 50_000}</title></item>", declaration=""),
    "external entity": b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rss("<item><title>&a;</title></item>", declaration=""),
    "many attributes": rss("<item " + " ".join(f"a{n}='1'" for n in range(60_000)) + "><title>x</title></item>"),
    "many categories": rss(f"<item>{''.join(f'<category>c{n}</category>' for n in range(20_000))}</item>"),
    "long author": rss(item(1, author="a" * 32_000)),
    "deep nesting": rss("<item>" + "<a>" * 100_000 + "</a>" * 100_000 + "</item>"),
    "unclosed section": b"<rss version='2.0'><channel><item><title><![CDATA[" + b"x" * 3_000_000,
    "only brackets": b"<" * 1_000_000,
    "open comments": b"<rss version='2.0'>" + b"<!--" * 300_000,
    "many entries": rss(*(item(n) for n in range(40_000))),
}  # fmt: skip


@pytest.fixture
def cage() -> Iterator[Cage]:
    with Cage(cpu_s=2) as cage:
        yield cage


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_feed_costs_seconds_and_the_next_is_parsed(cage: Cage, name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    document = cage.parse(HOSTILE[name], url=URL)
    assert time.monotonic() - started < 21
    assert document.kind in (Kind.FEED, Kind.NOT_A_FEED, Kind.PARSE_FAILED)
    assert all("root:" not in (entry.title or "") for entry in document.entries)
    assert len(document.entries) <= 500
    assert cage.parse(GOOD, url=URL).kind is Kind.FEED
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # KiB


def test_a_feed_of_ten_megabytes_is_parsed_or_given_up(cage: Cage) -> None:
    document = cage.parse(rss(*(item(n, description="words " * 3_000) for n in range(550))), url=URL)
    assert document.kind is Kind.FEED
    assert (len(document.entries), document.left_out) == (500, 50)


def test_a_parser_that_takes_too_long_is_killed() -> None:
    with Cage(deadline_s=0.3) as cage:
        started = time.monotonic()
        document = cage.parse(HOSTILE["many attributes"], url=URL)
        assert time.monotonic() - started < 3
    assert document.kind is Kind.PARSE_FAILED
    assert document.detail is not None
    assert "0.3 s" in document.detail


def test_a_parser_that_uses_too_much_of_the_processor_is_killed() -> None:
    with Cage(cpu_s=1, deadline_s=60.0) as cage:
        document = cage.parse(HOSTILE["many attributes"], url=URL)
    assert document.kind is Kind.PARSE_FAILED
    assert document.detail == "parsing took too much CPU time"


def test_a_body_that_spells_a_path_opens_no_file(cage: Cage, tmp_path: Path) -> None:
    (tmp_path / "feed").write_bytes(GOOD)
    document = cage.parse(str(tmp_path / "feed").encode(), url=URL)
    assert (document.kind, document.entries) == (Kind.NOT_A_FEED, ())


def test_a_parser_that_died_is_started_again(cage: Cage) -> None:
    cage.parse(GOOD, url=URL)
    (child,) = _children()
    os.kill(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert cage.parse(GOOD, url=URL).kind is Kind.FEED


def test_the_parser_sees_no_secret_of_the_workers(cage: Cage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_BROKER_URL", "redis://:canary@127.0.0.1")
    cage.parse(GOOD, url=URL)
    (child,) = _children()
    assert b"canary" not in Path(f"/proc/{child}/environ").read_bytes()


def test_no_process_is_left_behind() -> None:
    with Cage() as cage:
        cage.parse(GOOD, url=URL)
        assert len(_children()) == 1
    assert _children() == []


def _children() -> list[int]:
    """Parsers among the living children of this process; the servers of other tests are its children too."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [
        int(pid) for pid in children if b"onrecord_ingest.caged" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
