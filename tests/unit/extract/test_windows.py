"""Windows for the encoder: bounded, and each word of each segment read once, in order; and rows of them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from onrecord_extract.windows import (
    LONGEST_WINDOW_TOKENS,
    OVERLAP_TOKENS,
    ROW_TOKENS,
    ROW_WINDOWS,
    WINDOW_TOKENS,
    Window,
    rows,
    windows,
)
from onrecord_extract.wordpieces import Pieces
from onrecord_extract.words import Segment


def segment(lengths: list[int], offset: int = 0) -> tuple[Segment, list[Pieces]]:
    """A segment of words with so many pieces each; pieces are numbered from *offset*, features tell words apart."""
    words = len(lengths)
    pieces, at = [], offset
    for length in lengths:
        pieces.append(tuple(range(at, at + length)))
        at += length
    return Segment(list(range(words)), list(range(1, words + 1)), ["w"] * words, list(range(words))), pieces


@given(st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=320), min_size=1, max_size=6))
def test_each_word_is_taken_once_in_order_at_its_first_piece(lengths: list[list[int]]) -> None:
    given_segments = [segment(each, 1000 * number) for number, each in enumerate(lengths)]
    taken: list[tuple[int, int]] = []
    for window in windows(given_segments):
        assert len(window.ids) == len(window.features) <= LONGEST_WINDOW_TOKENS
        taken += [(window.ids[place], window.features[place]) for place in window.places]
    assert taken == [
        (of_word[0], word) for _, pieces in given_segments for word, of_word in enumerate(pieces)
    ]


def test_short_segments_share_a_window_and_the_next_begins_another() -> None:
    first, second = windows([segment([1] * 5), segment([1] * 5), segment([1] * 5)])
    assert len(first.places) == 10
    assert len(second.places) == 5
    assert len(first.ids) <= WINDOW_TOKENS


@given(st.lists(st.integers(3, LONGEST_WINDOW_TOKENS), max_size=40))
def test_rows_hold_all_windows_in_order_and_are_bounded(sizes: list[int]) -> None:
    given_windows = [Window([1] * size, [0] * size, [1]) for size in sizes]
    found = list(rows(given_windows))
    assert [window for row in found for window in row] == given_windows
    for row in found:
        assert 1 <= len(row) <= ROW_WINDOWS
        assert len(row) == 1 or tokens(row) <= ROW_TOKENS
    for row, following in pairwise(found):  # no row ends before it is full
        assert len(row) == ROW_WINDOWS or tokens(row) + len(following[0].ids) > ROW_TOKENS


def tokens(row: list[Window]) -> int:
    return sum(len(window.ids) for window in row)


def test_a_word_of_a_long_segment_is_read_with_what_stands_around_it() -> None:
    parts = list(windows([segment([5] * 300)]))
    assert len(parts) > 1
    for before, part in pairwise(parts):
        assert part.places[0] > OVERLAP_TOKENS
        assert len(before.ids) - before.places[-1] > OVERLAP_TOKENS
