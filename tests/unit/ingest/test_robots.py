"""What a robots.txt allows."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.urls import web_url
from onrecord_ingest.robots import MAX_CHARS, Rules, product_of, text_of

SITE = "https://paper.example"


def allows(text: str, path: str, *, product: str = "onrecord") -> bool:
    return Rules(text, product).allow(f"{SITE}{path}")


@pytest.mark.parametrize(
    ("user_agent", "product"),
    [
        ("onrecord/1.0", "onrecord"),
        ("Gull-Watch_2 (+https://gull.example)", "gull-watch_"),
        ("onrecord", "onrecord"),
        ("2watch", ""),
    ],
)
def test_a_product_is_named_by_its_letters(user_agent: str, product: str) -> None:
    assert product_of(user_agent) == product


GROUPS = """
user-agent: otherbot
disallow: /

User-Agent: OnRecord   # us, in capitals
User-agent: thirdbot
Disallow: /private
Crawl-delay: 10
Allow: /private/press

User-agent: *
Disallow: /everybody

user-agent: onrecord
disallow: /drafts
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/news", True),
        ("/private", False),
        ("/private/letters", False),
        ("/private/press/1", True),
        ("/everybody", True),
        ("/drafts/1", False),
    ],
)
def test_the_groups_that_name_us_count_together_and_no_other(path: str, allowed: bool) -> None:
    assert allows(GROUPS, path) is allowed


def test_where_no_group_names_us_the_one_for_everybody_counts() -> None:
    assert not allows(GROUPS, "/everybody", product="gullbot")
    assert allows(GROUPS, "/drafts/1", product="gullbot")
    assert allows("User-agent: otherbot\nDisallow: /", "/")


@pytest.mark.parametrize(
    ("pattern", "path", "meets"),
    [
        ("/fish", "/fish.html", True),
        ("/fish", "/catfish", False),
        ("/*.php$", "/file.php", True),
        ("/*.php$", "/file.php?x", False),
        ("/*/drafts/*/old", "/2026/drafts/x/y/old/z", True),
        ("/*?print=", "/1?print=1", True),
        ("/caf%C3%A9", "/café", True),
        ("/café", "/caf%c3%a9/menu", True),
    ],
)
def test_patterns_mean_what_the_standard_says(pattern: str, path: str, meets: bool) -> None:
    rules = Rules(f"User-agent: *\nDisallow: {pattern}", "onrecord")
    assert rules.allow(web_url(f"{SITE}{path}")) is not meets


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("Disallow: /p\nAllow: /page", True),
        ("Allow: /page\nDisallow: /page", True),
        ("Allow: /p\nDisallow: /*.htm", False),
        ("Disallow:", True),
        ("", True),
    ],
)
def test_the_longest_pattern_decides_and_of_two_the_kinder(rules: str, allowed: bool) -> None:
    assert allows(f"User-agent: *\n{rules}", "/page.htm") is allowed


def test_a_group_for_a_site_that_our_name_links_to_is_not_for_us() -> None:
    product = product_of("onrecord/1.0 (+https://gull.example)")
    assert allows("User-agent: gull\nDisallow: /", "/", product=product)


def test_marks_line_ends_and_rubbish_are_passed_over() -> None:
    text = text_of(b"\xef\xbb\xbfUser-agent: *\r\n\xff\xfe\x00\rDisallow: /a\n\nDisallow: /b#c\n<html>")
    rules = Rules(text, "onrecord")
    assert "\0" not in text
    assert [rules.allow(f"{SITE}{path}") for path in ("/a", "/b", "/c")] == [False, False, True]


@pytest.mark.parametrize(
    "line",
    [
        "Disallow: /" + "a*" * 400 + "b$",
        "Disallow: /" + "*a" * 400,
        "User-agent: a",
        "Allow: /%",
        ":",
        "Disallow: /$",
    ],
)
def test_a_hostile_file_costs_little_and_what_is_beyond_bounds_is_not_read(line: str) -> None:
    text = text_of(f"User-agent: *\n{line}\n".encode() * (2 * MAX_CHARS // len(line)))
    assert len(text) == MAX_CHARS
    started = time.process_time()
    Rules(text, "onrecord").allow(SITE + "/" + "a" * 3_900)
    assert time.process_time() - started < 5.0  # of quadratic time there would be minutes


@given(st.text(alphabet="user-agent:DISalow /*$%é#\n\r1.", max_size=200))
def test_any_file_is_read(text: str) -> None:
    Rules(f"User-agent: *\n{text}", "onrecord").allow(f"{SITE}/a?b=1")
