"""Feed bytes to entries."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_ingest.parsing import (
    FULL_TEXT_CHARS,
    MAX_AUTHOR_CHARS,
    MAX_ENTRIES,
    MAX_GUID_CHARS,
    MAX_SUMMARY_CHARS,
    MAX_TITLE_CHARS,
    parse_feed,
)
from onrecord_ingest.records import FeedDocument, FeedEntry, Kind
from support.feeds import item, rss

URL = "https://paper.example/feed.xml"


def _parse(body: bytes, content_type: str | None = None) -> FeedDocument:
    return parse_feed(body, url=URL, content_type=content_type)


def _only(body: bytes, content_type: str | None = None) -> FeedEntry:
    document = _parse(body, content_type)
    assert document.kind is Kind.FEED
    assert len(document.entries) == 1
    return document.entries[0]


def test_an_rss_item_becomes_an_entry() -> None:
    body = rss(
        item(
            1,
            author="ada@paper.example (Ada Byron)",
            pubDate="Mon, 23 Nov 2026 10:00:00 +0200",
            more="<content:encoded><![CDATA[<p>Whole text.</p>]]></content:encoded>",
        )
    )
    assert _only(body) == FeedEntry(
        guid="tag:1",
        url="https://paper.example/1",
        title="Headline 1",
        summary="Summary 1.",
        author="ada@paper.example (Ada Byron)",
        content_html="<p>Whole text.</p>",
        published_raw="Mon, 23 Nov 2026 10:00:00 +0200",
        published="2026-11-23T08:00:00+00:00",
    )


def test_an_atom_entry_becomes_an_entry() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/news/"><title>P</title>
      <entry><id>urn:1</id><link href="one?utm_source=x"/><link rel="replies" href="/r"/><title type="html">A &amp;lt; B</title>
      <updated>2026-11-23T10:00:00Z</updated><content type="html">&lt;p&gt;Text.&lt;/p&gt;</content></entry></feed>"""
    entry = _only(body)
    assert entry.url == "https://paper.example/news/one?utm_source=x"
    assert entry.title == "A < B"
    assert entry.published == "2026-11-23T10:00:00+00:00"
    assert entry.content_html == "<p>Text.</p>"


def test_an_rdf_item_becomes_an_entry() -> None:
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>P</title></channel>
      <item rdf:about="https://paper.example/1"><title>H</title><link>https://paper.example/1</link>
      <dc:date>2026-11-23T10:00:00+01:00</dc:date></item></rdf:RDF>"""
    assert _only(body).published == "2026-11-23T09:00:00+00:00"


def test_a_doctype_as_rss_091_has_it_is_no_harm() -> None:
    body = b"""<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
      <rss version="0.91"><channel><title>P</title><item><title>H</title><link>/1</link></item></channel></rss>"""
    assert _only(body).url == "https://paper.example/1"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", Kind.EMPTY),
        (b" \r\n", Kind.EMPTY),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", Kind.HTML),
        (b"\xef\xbb\xbf\n<HTML lang=en><p>x", Kind.HTML),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', Kind.JSON),
        (b"plain words", Kind.NOT_A_FEED),
        (b"<?xml version='1.0'?><urlset/>", Kind.NOT_A_FEED),
        (b"\x00\x01\x02\xff", Kind.NOT_A_FEED),
        (b"/etc/hostname", Kind.NOT_A_FEED),
        (b"file:///etc/hostname", Kind.NOT_A_FEED),
        (rss(), Kind.FEED),
    ],
)
def test_a_body_is_what_it_is_whatever_it_claims(body: bytes, kind: Kind) -> None:
    assert _parse(body, "application/rss+xml").kind is kind


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("<![CDATA[<b>Bold</b> <script>alert(1)</script>claim]]>", "Bold claim"),
        ("AT&amp;amp;T sues", "AT&T sues"),
        ("5 &lt; 6 and 7 &gt; 3", "5 < 6 and 7 > 3"),
        ("two\n   lines\x85", "two lines"),
        ("<![CDATA[pic <img src=x onerror=alert(1)> end]]>", "pic end"),
        ("one&lt;br&gt;two&lt;/p&gt;three", "one two three"),
    ],
)
def test_a_title_is_text(raw: str, shown: str) -> None:
    assert _only(rss(f"<item><link>/1</link><title>{raw}</title></item>")).title == shown


def test_a_long_description_is_the_article_itself() -> None:
    text = "<p>" + "word " * (FULL_TEXT_CHARS // 5 + 1) + "</p>"
    assert _only(rss(item(1, description=text))).content_html == text
    assert _only(rss(item(1, description="<p>teaser</p>"))).content_html is None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(item(1, title="café")), "text/xml; charset=us-ascii"),
        (rss(item(1, title="café"), declaration=""), "application/xml; charset=iso-8859-99"),
        (rss(item(1, title="café"), declaration='<?xml version="1.0" encoding="x-none"?>'), None),
        (rss(item(1, title="café"), declaration="").decode().encode("utf-16"), None),
        (
            codecs.BOM_UTF16_BE + rss(item(1, title="café"), declaration="").decode().encode("utf-16be"),
            "text/xml",
        ),
        (rss(item(1, title="café"), declaration="").decode().encode("utf-32"), None),
        (rss(item(1, title="café"), declaration=""), None),
        (
            rss(item(1, title="café"), declaration='<?xml version="1.0" encoding="latin-1"?>')
            .decode()
            .encode("latin-1"),
            None,
        ),
    ],
)
def test_a_wrong_or_missing_encoding_still_gives_the_words(body: bytes, content_type: str | None) -> None:
    assert _only(body, content_type).title == "café"


@pytest.mark.parametrize("damage", [b"\xff\xfe\x80 ", b"\xed\xa0\x80", b"\x00"])
def test_broken_characters_never_get_past_the_parser(damage: bytes) -> None:
    body = rss(item(1, title="before MARK after")).replace(b"MARK", damage)
    document = _parse(body)
    for entry in document.entries:
        assert entry.title is not None
        assert "\x00" not in entry.title
        assert "before" in entry.title
        entry.title.encode("utf-8")


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026 25:61:00", "0000-00-00"])
def test_a_date_that_is_none_is_kept_as_it_was_written(date: str) -> None:
    entry = _only(rss(item(1, pubDate=date)))
    assert entry.published is None
    assert entry.published_raw == (date or None)


def test_lengths_are_bounded() -> None:
    long = "x " * 50_000
    entry = _only(rss(item(1, guid="", title=long, description=long, author=long, link="/" + "y" * 9_000)))
    assert entry.title is not None
    assert entry.summary is not None
    assert entry.author is not None
    assert len(entry.title) <= MAX_TITLE_CHARS
    assert len(entry.summary) <= MAX_SUMMARY_CHARS
    assert len(entry.author) <= MAX_AUTHOR_CHARS
    assert entry.url is None  # a part of an address is another address


def test_long_guids_are_told_apart() -> None:
    first, second = _parse(rss(item(1, guid="x" * 9_000 + "1"), item(2, guid="x" * 9_000 + "2"))).entries
    assert first.guid is not None
    assert len(first.guid) <= MAX_GUID_CHARS
    assert first.guid != second.guid


def test_of_too_many_entries_the_newest_are_kept_and_the_rest_counted() -> None:
    days = [
        f"2026-{1 + number % 12:02}-01T00:00:{number // 12 % 60:02}Z" for number in range(MAX_ENTRIES + 100)
    ]
    document = _parse(rss(*(item(number, pubDate=day) for number, day in enumerate(days))))
    assert document.left_out == 100
    kept = [entry.published for entry in document.entries]
    assert min(str(date)[:19] for date in kept) >= sorted(days)[100][:19]
    undated = _parse(rss(*(item(number) for number in range(MAX_ENTRIES + 7))))
    assert [entry.guid for entry in undated.entries] == [f"tag:{number}" for number in range(MAX_ENTRIES)]


def test_the_original_is_named_where_the_link_is_a_redirector() -> None:
    body = rss(
        item(1, link="https://feeds.example/~r/1", more="<fb:origLink>https://paper.example/1</fb:origLink>")
    ).replace(b"<rss ", b'<rss xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0" ')
    assert _only(body).url == "https://paper.example/1"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://u:p@paper.example/", "http://[", "mailto:a@b"]
)
def test_a_link_that_is_no_web_address_is_no_link(link: str) -> None:
    assert _only(rss(item(1, link=link))).url is None


@given(st.lists(st.sampled_from([b"<rss>", b"<channel>", b"<item>", b"<title>", b"</title>", b"<![CDATA[", b"]]>", b"<!--", b"&#0;",
                                 b"&amp;", b"<link>", b"http://a/", b"<a:b>", b"\xff", b"<guid>", b"</item>"]), max_size=25))  # fmt: skip
def test_any_soup_gives_a_document(pieces: list[bytes]) -> None:
    assert _parse(b"<rss version='2.0'>" + b"".join(pieces)).kind in set(Kind)
