"""Lists of feeds from strangers' files."""

from __future__ import annotations

import pytest

from onrecord_ingest.opml import MAX_BYTES, MAX_FEEDS, Outline, read_opml


def _opml(body: str, declaration: str = "") -> bytes:
    return f"{declaration}<opml version='2.0'><head><title>Mine</title></head><body>{body}</body></opml>".encode()


def test_feeds_at_any_depth_are_listed_once() -> None:
    read = read_opml(
        _opml(
            """<outline text="Papers"><outline type="rss" text="A &amp; B" title="The A" xmlUrl="HTTPS://A.example/feed"/>
            <outline text="deep"><OUTLINE text="B" xmlurl=" feed://b.example/rss "/></outline></outline>
            <outline text="again" xmlUrl="https://a.example/feed"/><outline xmlUrl="https://c.example"/>"""
        )
    )
    assert read.feeds == (
        Outline("https://a.example/feed", "The A"),
        Outline("https://b.example/rss", "B"),
        Outline("https://c.example/", None),
    )
    assert read.unusable == ()


def test_what_is_no_web_address_is_told_and_the_others_are_read() -> None:
    read = read_opml(_opml('<outline xmlUrl="ftp://a.example/"/><outline xmlUrl="https://b.example/"/>'))
    assert [feed.url for feed in read.feeds] == ["https://b.example/"]
    assert read.unusable == ("ftp://a.example/: neither http nor https",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no element found"),
        (b"https://a.example/feed\n", "not well-formed"),
        (b"<html><body/></html>", "root element is 'html'"),
        (_opml("<outline>"), "mismatched tag, line 1"),
        (_opml("", '<?xml version="1.0" encoding="x-nothing"?>'), "unknown encoding"),
        (_opml("", '<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "declares entities"),
        (_opml("", '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "declares entities"),
        (_opml("", '<!DOCTYPE opml [<!ENTITY % a SYSTEM "http://127.0.0.1/">%a;]>'), "declares entities"),
        (b" " * (MAX_BYTES + 1), "larger than"),
        (
            _opml("".join(f"<outline xmlUrl='http://a.example/{n}'/>" for n in range(MAX_FEEDS + 1))),
            "more than",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_opml(data)


def test_depth_costs_nothing() -> None:
    depth = 50_000
    read = read_opml(
        _opml("<outline>" * depth + "<outline xmlUrl='http://a.example/'/>" + "</outline>" * depth)
    )
    assert len(read.feeds) == 1
