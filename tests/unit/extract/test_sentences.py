from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord_extract.sentences import paragraphs, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_paragraphs_end_at_blank_lines_and_line_ends() -> None:
    text = "\n One.\n\nTwo\nThree  \n "
    assert [text[start:end] for start, end in paragraphs(text)] == ["One.", "Two", "Three"]


def test_a_wrapped_line_does_not_end_its_paragraph() -> None:
    assert split("A line that is\nwrapped here. And more.") == ["A line that is\nwrapped here.", "And more."]


def test_titles_initials_and_numbers_do_not_end_a_sentence() -> None:
    text = "Mr. Hale and Sen. J. R. Poe paid $3.50 in Jan. 2016. They left."
    assert split(text) == ["Mr. Hale and Sen. J. R. Poe paid $3.50 in Jan. 2016.", "They left."]


def test_an_abbreviation_ends_a_sentence_before_a_word_that_begins_one() -> None:
    assert split("She flew to the U.S. The U.S. Senate sat.") == [
        "She flew to the U.S.",
        "The U.S. Senate sat.",
    ]


def test_a_stop_within_a_quotation_ends_no_sentence_before_lower_case() -> None:
    assert split('"Why?" he asked. "No!" Then he left.') == ['"Why?" he asked.', '"No!"', "Then he left."]


def test_full_width_stops_end_sentences_without_a_space() -> None:
    assert split("他说。是的！好") == ["他说。", "是的！", "好"]


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet=st.sampled_from('aB .!?\n\t"”。\u00a0\u200b'), max_size=100))
def test_sentences_hold_every_visible_character_once(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        position = end
    assert text[position:].strip() == ""
