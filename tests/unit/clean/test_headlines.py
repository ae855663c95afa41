"""The article's own headline among the headlines of its page."""

from onrecord_clean.headlines import best_title, repeated

HEADLINE = "Wexley harbour closed after piers crack"


def test_the_headline_like_the_title_is_the_title() -> None:
    headlines = ["Opinion | Harbour", "Wexley harbour closed", "Another story entirely"]
    assert best_title(headlines, "Wexley harbour closed - The Gull") == "Wexley harbour closed"
    assert best_title(headlines, None) == "Opinion | Harbour"
    assert best_title([], "Wexley") == "Wexley"


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
