"""Hostile text cannot break out of its line, and a cut tears no letter."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_alert.untrusted import cut, header_line, line, link
from support.naughty import NAUGHTY

FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("one\r\ntwo\vthree\ffour\x1cfive\x85six\u2028seven\u2029eight\tnine", "one two three four five six seven eight nine"),
        ("a\x00b\x1b[31mc\x7fd\x9be", "ab[31mcde"),
        ("pay \u202egnp.exe\u2066 now\u2069\u200f\u061c", "pay gnp.exe now"),
        ("to\u00adll\u200bs\ufeff\U000e0041\ufffe", "tolls"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("نمی‌خواهم " + FAMILY, "نمی‌خواهم " + FAMILY),
        ("  naïve  café ", "naïve café"),
        ("\u200b\u2028", ""),
    ],
)  # fmt: skip
def test_a_text_becomes_one_visible_line(text: str, meant: str) -> None:
    assert line(text, limit=100) == meant


@given(st.text() | st.sampled_from(NAUGHTY), st.integers(1, 200))
def test_no_line_is_too_long_or_holds_what_cannot_be_printed(text: str, limit: int) -> None:
    safe = line(text, limit=limit)
    assert len(safe) <= limit
    assert not {unicodedata.category(each) for each in safe} & {"Cc", "Cs", "Zl", "Zp"}
    assert line(safe, limit=limit) == safe
    safe.encode()


def test_marks_piled_on_a_letter_stay_on_its_line() -> None:
    pile = "Z" + "\u0336" * 1_000 + "algo"
    assert line(pile, limit=100) == "Z" + "\u0336" * 8 + "algo"
    assert line("Việt Nam", limit=100) == "Việt Nam"


def test_a_text_without_end_is_not_read_to_its_end() -> None:
    assert line("word " + "\u200b" * 1_000 + "hidden", limit=40) == "word …"
    assert line("x" * 100_000_000, limit=40) == "x" * 39 + "…"


@pytest.mark.parametrize(
    ("text", "limit", "meant"),
    [
        ("no cut", 6, "no cut"),
        ("cut between words", 12, "cut between…"),
        ("cut between words", 11, "cut…"),
        ("w" * 50, 10, "w" * 9 + "…"),
        (FAMILY * 3, len(FAMILY) * 2, FAMILY + "…"),
        ("e\u0301" * 5, 4, "e\u0301…"),
        ("🇫🇷🇩🇪🇮🇹", 4, "🇫🇷…"),
        (FAMILY * 3, 5, "…"),
    ],
)
def test_a_cut_falls_between_words_or_letters(text: str, limit: int, meant: str) -> None:
    assert cut(text, limit) == meant


def test_no_encoded_word_is_left_in_a_header() -> None:
    for text in NAUGHTY:
        assert "=?" not in header_line(text, limit=1_000)
    assert header_line("=?utf-8?q?Bcc?=", limit=100) == "= ?utf-8?q?Bcc?="


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("https://a.example/x?q=1&r=2#part", "https://a.example/x?q=1&r=2"),
        ('https://a.example/|<!channel>"', "https://a.example/%7C%3C!channel%3E%22"),
        ("https://zeitung.example/Straße", "https://zeitung.example/Stra%C3%9Fe"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://bank.example@evil.example/", None),
        ("https://a.example/\r\nBcc: x", None),
        ("//a.example/", None),
        ("https://", None),
        ("https://a.example/" + "x" * 2_900, None),
        ("https://a.example/" + "é" * 600, None),
    ],
)
def test_a_link_is_plain_ascii_or_none(url: str, meant: str | None) -> None:
    assert link(url) == meant
