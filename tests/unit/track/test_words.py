"""Folding: what counts as a word, and as the same word."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_track.words import folded_words, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Le président a dit", ["le", "president", "a", "dit"]),
        ("Straße und STRASSE", ["strasse", "und", "strasse"]),
        ("e\u0301te\u0301", ["ete"]),
        ("Lind’s plan isn’t Lind's", ["lind", "plan", "isn't", "lind"]),
        ("re-election in 2.5m homes", ["re", "election", "in", "2.5m", "homes"]),
        ("$47,476 or 3.5 percent", ["47,476", "or", "3.5", "percent"]),
        ("السَّلام عليكم", ["السلام", "عليكم"]),
        ("שלום, עולם", ["שלום", "עולם"]),
        ("ﬁnal ＡＢＣ", ["final", "abc"]),
        ("п'ять пʼять", ["п'ять", "п'ять"]),
        ("— … «» ___", []),
    ],
)
def test_a_text_is_split_into_folded_words(text: str, folded: list[str]) -> None:
    assert folded_words(text) == folded


@given(st.text())
def test_a_folded_word_is_one_word_and_folds_to_itself(text: str) -> None:
    for word in words(text):
        assert folded_words(word.folded) == [word.folded]


@given(st.text())
def test_words_stand_in_order_where_they_say(text: str) -> None:
    found = words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize("text", ["a" * 1_000_000, "a'" * 500_000, "1," * 500_000, "e\u0301" * 500_000])
def test_a_megabyte_of_anything_is_read_in_linear_time(text: str) -> None:
    begun = time.process_time()
    words(text)
    assert time.process_time() - begun < 5
