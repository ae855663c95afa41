"""Windows for the encoder: bounded, and each word of each segment read once, in order."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord_extract.windows import LONGEST_WINDOW_TOKENS, OVERLAP_TOKENS, WINDOW_TOKENS, windows
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
def test_each_word_is_taken_once_at_its_first_piece(lengths: list[list[int]]) -> None:
    given_segments = [segment(each, 1000 * number) for number, each in enumerate(lengths)]
    taken: dict[int, list[int]] = {id(each): [] for each, _ in given_segments}
    pieces_of = {id(each): pieces for each, pieces in given_segments}
    for window in windows(given_segments):
        assert len(window.ids) == len(window.features) <= LONGEST_WINDOW_TOKENS
        first_of = iter(window.places)
        for take in window.takes:
            words = range(take.first, take.after)
            taken[id(take.segment)].extend(words)
            places = [next(first_of) for _ in words]
            assert [window.ids[place] for place in places] == [
                pieces_of[id(take.segment)][word][0] for word in words
            ]
            assert [window.features[place] for place in places] == list(words)
        assert next(first_of, None) is None
    assert all(words == list(range(len(pieces_of[key]))) for key, words in taken.items())


def test_short_segments_share_a_window_and_the_next_begins_another() -> None:
    (one, _), (other, _), (third, _) = given_segments = [segment([1] * 5), segment([1] * 5), segment([1] * 5)]
    first, second = windows(given_segments)
    assert [take.segment for take in first.takes] == [one, other]
    assert [take.segment for take in second.takes] == [third]
    assert len(first.ids) <= WINDOW_TOKENS


def test_a_word_of_a_long_segment_is_read_with_what_stands_around_it() -> None:
    long, pieces = segment([5] * 300)
    parts = list(windows([(long, pieces)]))
    assert len(parts) > 1
    for part in parts:
        (take,) = part.takes
        if take.first > 0:
            assert part.places[0] > OVERLAP_TOKENS
        if take.after < len(pieces):
            assert len(part.ids) - part.places[-1] > OVERLAP_TOKENS
