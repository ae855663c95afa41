"""Words and what is known of them: offsets that slice, bounded pieces, quotation marks seen."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord_extract.words import (
    CLOSES,
    FEATURES,
    INSIDE,
    LONGEST_SEGMENT,
    LONGEST_WORD,
    OPENS,
    OUTSIDE,
    segments,
)


def quote_states(text: str) -> list[int]:
    (segment,) = segments(text)
    return [feature // 2 % 6 for feature in segment.features]


@given(st.text() | st.text(alphabet="ab \n.“”\"'`‘’\u200b\ud800é中"))
def test_words_slice_to_what_is_not_space(text: str) -> None:
    position = 0
    for segment in segments(text):
        assert segment.starts
        assert len(segment.starts) <= LONGEST_SEGMENT
        for start, end, spelled, feature in zip(
            segment.starts, segment.ends, segment.spelled, segment.features, strict=True
        ):
            assert text[position:start].strip() == ""
            assert 0 < end - start <= LONGEST_WORD
            assert not any(char.isspace() for char in text[start:end])
            assert spelled.encode()
            assert 0 <= feature < FEATURES
            position = end
    assert text[position:].strip() == ""


def test_a_straight_mark_opens_and_closes() -> None:
    assert quote_states('"No," he said.') == [OPENS, INSIDE, INSIDE, CLOSES, OUTSIDE, OUTSIDE, OUTSIDE]


def test_marks_of_a_newswire_corpus_are_read() -> None:
    assert quote_states("`` No , '' he said .") == [OPENS, INSIDE, INSIDE, CLOSES, OUTSIDE, OUTSIDE, OUTSIDE]


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    first, second = segments("“It is late.\nHe left.")
    assert [feature // 2 % 6 for feature in first.features][1:] == [INSIDE] * 4
    assert [feature // 2 % 6 for feature in second.features] == [OUTSIDE] * 3


def test_a_long_paragraph_is_cut_at_a_sentence_end() -> None:
    found = list(segments("one two three four. " * 200))
    assert all(len(segment.starts) <= LONGEST_SEGMENT for segment in found)
    assert all(segment.spelled[-1] == "." for segment in found)


def test_only_the_first_word_of_a_paragraph_is_marked_as_first() -> None:
    found = list(segments("one two three four. " * 200))
    assert [feature % 2 for segment in found for feature in segment.features] == [1] + [0] * 999
