"""What a page says twice is read once."""

from onrecord_clean.repetition import LEAST_CHARS, repeated

HEADLINE = "Wexley harbour closed after piers crack"
PARAGRAPH = "The port authority said on Monday that the ferries would leave from the northern quay."


def test_a_headline_that_comes_again_is_kept_once() -> None:
    labelled = [
        ("Wexley harbour closed", "headline"),
        ("Home", "navigation"),
        (HEADLINE, "headline"),
        ("The port authority said so on Monday.", "body"),
        (HEADLINE.upper(), "headline"),
    ]
    assert repeated(labelled, HEADLINE) == {0, 4}


def test_another_headline_and_a_paragraph_in_the_same_words_are_no_repetition() -> None:
    labelled = [(HEADLINE, "headline"), ("What the inspectors found", "headline"), (HEADLINE, "body")]
    assert repeated(labelled, HEADLINE) == frozenset()


def test_without_a_headline_nothing_is_repeated() -> None:
    assert repeated([("Text", "body")], None) == repeated([("", "headline")], "") == frozenset()


def test_a_paragraph_to_the_letter_is_kept_where_it_stands_first() -> None:
    labelled = [
        (PARAGRAPH, "standfirst"),
        ("Share", "social"),
        (PARAGRAPH, "body"),
        (PARAGRAPH + " Now.", "body"),
    ]
    assert repeated(labelled, None) == {2}


def test_short_texts_and_clutter_may_come_again() -> None:
    short = "x" * (LEAST_CHARS - 1)
    labelled = [(PARAGRAPH, "related"), (PARAGRAPH, "body"), (short, "body"), (short, "body")]
    assert repeated(labelled, None) == frozenset()
