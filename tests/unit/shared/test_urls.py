"""Addresses: what may be fetched, what is the same article, whose it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.urls import MAX_URL_CHARS, canonical_url, outlet_of, web_url, without_tracking

_PIECES = st.sampled_from(
    [
        "/",
        "a",
        ".",
        "..",
        "%2e",
        "%",
        "%32",
        "e",
        "amp",
        ".amp",
        ".html",
        ";sid=1",
        "?",
        "&",
        "=",
        "utm_x",
        "é",
        "#",
        "b c",
    ]
)
_URLS = st.builds(
    lambda scheme, host, port, pieces: f"{scheme}://{host}{port}/{''.join(pieces)}",
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(
        ["example.com", "www.m.example.com", "amp.www.Example.com", "[::1]", "www.google.com/amp/s/x.org"]
    ),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.lists(_PIECES, max_size=12),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://Example.COM", "http://example.com/"),
        ("  https://example.com:443/a\n", "https://example.com/a"),
        ("http://example.com:8080/a#part", "http://example.com:8080/a"),
        ("http://example.com./a", "http://example.com/a"),
        ("feed://example.com/rss", "https://example.com/rss"),
        ("feed:http://example.com/rss", "http://example.com/rss"),
        ("http://faß.example/straße?q=ü", "http://xn--fa-hia.example/stra%C3%9Fe?q=%C3%BC"),
        ("http://example.com/a b?c d", "http://example.com/a%20b?c%20d"),
        ("http://example.com/50%off", "http://example.com/50%25off"),
        ("http://example.com/a/../b/./c", "http://example.com/b/c"),
        ("http://example.com//other.example/x", "http://example.com//other.example/x"),
        ("http://[0:0::1]/", "http://[::1]/"),
    ],
)
def test_an_address_becomes_absolute_ascii_and_normalised(text: str, expected: str) -> None:
    assert web_url(text) == expected


def test_a_relative_address_is_resolved_against_its_base() -> None:
    assert (
        web_url("../2026/story", base="https://example.com/news/feed.xml") == "https://example.com/2026/story"
    )
    assert web_url("//cdn.example/x", base="https://example.com/") == "https://cdn.example/x"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "story.html",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "gopher://example.com/",
        "source:http://example.com/",
        "http://",
        "http:///path",
        "http://user@example.com/",
        "http://user:secret@example.com/",
        "http://example.com\\@10.0.0.1/",
        "http://exa mple.com/",
        "http://exa\tmple.com/",
        "http://example.com/\x00",
        "http://example.com:99999/",
        "http://example.com:0/",
        "http://example.com:80:80/",
        "http://%31%32%37.0.0.1/",
        "http://[::1/",
        "http://[example.com]/",
        "http://-a.example/",
        "http://a..example/",
        "http://" + "a" * 64 + ".example/",
        "http://xn--\ud800.example/",
        "http://example.com/\ud800",
        "http://example.com/" + "a" * MAX_URL_CHARS,
        "http://example.com/" + "é" * (MAX_URL_CHARS // 2),
    ],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"address|host|http|port"):
        web_url(text)


def test_a_refusal_does_not_repeat_a_password() -> None:
    with pytest.raises(ValueError, match="password in address") as refusal:
        web_url("http://user:hunter2@example.com/")
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    "other",
    [
        "http://www.example.com/news/story",
        "https://example.com/news/story/",
        "https://example.com:443/news/story#comments",
        "https://m.example.com/news/story?utm_source=rss&utm_medium=feed",
        "https://example.com/news/story?fbclid=abc&CMP=share",
        "https://amp.example.com/news/story",
        "https://example.com/news/story/amp/",
        "https://example.com/news/story.amp",
        "https://example.com/news/story?outputType=amp",
        "https://www.google.com/amp/s/www.example.com/news/story",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/news/story",
        "https://example.com/news/story;jsessionid=0A1B",
        "https://example.com/%6eews/story",
    ],
)
def test_addresses_of_one_article_have_one_name(other: str) -> None:
    assert canonical_url(other) == "https://example.com/news/story"


@pytest.mark.parametrize(
    "other",
    [
        "https://example.com/news/story-2",
        "https://example.com/news/story?id=2",
        "https://example.com/News/story",
        "https://example.com:8080/news/story",
        "https://news.example.com/news/story",
        "https://example.com/news/champ",
    ],
)
def test_addresses_of_other_articles_have_other_names(other: str) -> None:
    assert canonical_url(other) != "https://example.com/news/story"


def test_the_order_of_parameters_makes_no_difference() -> None:
    assert canonical_url("http://example.com/?b=2&a=1") == canonical_url("http://example.com/?a=1&b=2")


@given(_URLS)
def test_the_name_of_a_name_is_itself(url: str) -> None:
    name = canonical_url(url)
    assert canonical_url(name) == name


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/a" + "/amp" * 900,
        "https://paper.example/a" + "/...amp" * 500,
        "https://google.com" + "/amp/s/google.com" * 200 + "/a",
    ],
)
def test_an_address_marked_beyond_measure_is_left_as_it_is_for_taking_it_apart_takes_long(url: str) -> None:
    assert canonical_url(url) == url


@given(st.text(max_size=60))
def test_any_text_gives_an_address_or_a_refusal(text: str) -> None:
    try:
        url = web_url("http://" + text)
    except ValueError:
        return
    assert url.isascii()
    assert web_url(url) == url


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://www.example.com/a", "example.com"),
        ("http://amp.m.example.co.uk/a", "example.co.uk"),
        ("http://127.0.0.1:8123/a", "127.0.0.1:8123"),
        ("https://news.example.com/", "news.example.com"),
        ("https://m.com/", "m.com"),
    ],
)
def test_an_outlet_is_named_by_its_host(url: str, outlet: str) -> None:
    assert outlet_of(url) == outlet


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://paper.example/a?utm_source=rss&id=7&fbclid=x", "https://paper.example/a?id=7"),
        ("https://paper.example/a?b=2&a=1", "https://paper.example/a?b=2&a=1"),
        ("https://www.paper.example/a/?utm_medium=feed", "https://www.paper.example/a/"),
        ("https://paper.example/a", "https://paper.example/a"),
    ],
)
def test_tracking_goes_and_everything_else_stays_as_it_was(url: str, plain: str) -> None:
    assert without_tracking(url) == plain
