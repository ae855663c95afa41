"""Marks between white space: what opens and what closes, by what stands around them and by each other."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_extract.quotes import outer_quotes
from onrecord_extract.sides import opening
from onrecord_extract.words import CLOSES, INSIDE, OPENS, OUTSIDE, segments


def read(text: str) -> str:
    """Read all double marks of *text* as undecided: < for one that opens, > for one that closes."""
    spans = [mark.span() for mark in re.finditer("''|\"", text)]
    return "".join(
        "<" if opens else ">" for opens in opening(text, (0, len(text)), spans, [None] * len(spans))
    )


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("'' It is late , '' he said .", "<>"),
        ("'' It is late , '' he said , '' and we go . ''", "<><>"),
        ("He said , '' It is late . ''", "<>"),
        ("It is late , '' he said .", ">"),
        ("It is late , '' he said . '' We go . ''", "><>"),
        ("He said , '' It is late .", "<"),
        ("She calls it '' late '' and '' dark . ''", "<><>"),
        ("It is late . ''", ">"),
    ],
)
def test_marks_between_white_space_are_read_by_what_stands_around_them(text: str, sides: str) -> None:
    assert read(text) == sides


def test_what_is_plain_tells_of_the_others() -> None:
    text = "of it '' and '' more"
    spans = [mark.span() for mark in re.finditer("''", text)]
    assert opening(text, (0, len(text)), spans, [None, None]) == [True, False]
    assert opening(text, (0, len(text)), spans, [False, None]) == [False, True]


@given(st.text(alphabet="aB ,.:?'\"") | st.text())
def test_any_marks_are_read(text: str) -> None:
    assert len(read(text)) == len(re.findall("''|\"", text))


@pytest.mark.parametrize(
    "text", ["It is late , '' he said .", "It is late,” he said.", 'It is late," he said.']
)
def test_a_paragraph_whose_opening_mark_was_lost_begins_inside(text: str) -> None:
    (segment,) = segments(text)
    states = [feature // 2 % 6 for feature in segment.features]
    assert states == [INSIDE] * 4 + [CLOSES] + [OUTSIDE] * 3


def test_a_lone_mark_that_ends_nothing_leaves_the_words_before_it_outside() -> None:
    (segment,) = segments('The screen is 12" wide.')
    assert INSIDE not in [feature // 2 % 6 for feature in segment.features]


def test_tokenised_quotations_are_found_from_mark_to_mark() -> None:
    text = "It is late , '' he said . '' We go . ''"
    assert [text[quote.start : quote.end] for quote in outer_quotes(text)] == [
        "It is late , ''",
        "'' We go . ''",
    ]


def test_a_mark_between_white_space_opens_the_words_behind_it() -> None:
    (segment,) = segments("He said , '' Go .")
    assert [feature // 2 % 6 for feature in segment.features] == [OUTSIDE] * 3 + [OPENS] + [INSIDE] * 2
