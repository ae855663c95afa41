"""What an outlet repeats on its pages is furniture; what it says again is not."""

from collections.abc import Sequence

import pytest

from onrecord_clean.cleaning import clean_page
from onrecord_clean.furniture import (
    OTHERS,
    OTHERS_IF_BODY_LIKE,
    Elsewhere,
    Seen,
    fingerprint,
    furniture,
    nowhere,
)

NOTE = "Got a story for the harbour desk? Call us on the old number"
QUOTE = "“We will not reopen the pier before spring,” said Ruth Adeyemi."
BACKGROUND = (
    "The pier was built in 1902, burned twice, was sold to the county for one pound, and has been closed to ferries "
    "since inspectors found cracks in two of the columns that carry its southern end last year."
)
BODY = [
    (f"The council met on day {n} and heard from the harbour master again at length.", "body")
    for n in range(9)
]


def known(text: str, articles: int, label: str | None = None) -> Elsewhere:
    """Say of *text* alone that it was seen."""
    return lambda prints: {found: Seen(articles, label) for found in prints if found == fingerprint(text)}


def test_case_spacing_and_punctuation_make_no_difference() -> None:
    assert fingerprint(NOTE) == fingerprint(
        "  got a story - for the HARBOUR desk?\ncall us on the old number…"
    )
    assert fingerprint(NOTE) != fingerprint(NOTE.replace("old", "new"))


def test_a_number_makes_a_difference() -> None:
    assert fingerprint("The tolls will rise by 4 pence on Monday") != fingerprint(
        "The tolls will rise by 9 pence on Monday"
    )


@pytest.mark.parametrize("text", ["", "Why you should trust us", "…", " \n", "\ud800", "a" * 100_000])
def test_what_has_few_words_has_no_fingerprint(text: str) -> None:
    assert fingerprint(text) is None


def test_letters_count_as_words_where_there_are_no_spaces() -> None:
    assert fingerprint("この記事は会員限定です") is not None


def test_a_fingerprint_fits_a_signed_column() -> None:
    assert all(-(2**63) <= (fingerprint(f"{NOTE} {n}") or 0) < 2**63 for n in range(100))


def test_a_note_is_furniture_from_the_third_article_on() -> None:
    labelled = [*BODY, (NOTE, "body")]
    assert furniture(labelled, nowhere) == {}
    assert furniture(labelled, known(NOTE, OTHERS - 1)) == {}
    assert furniture(labelled, known(NOTE, OTHERS, "newsletter")) == {9: Seen(OTHERS, "newsletter")}


@pytest.mark.parametrize("text", [QUOTE, BACKGROUND])
def test_what_reads_like_an_article_needs_more_repeats(text: str) -> None:
    labelled = [*BODY, (text, "body")]
    assert furniture(labelled, known(text, OTHERS_IF_BODY_LIKE - 1)) == {}
    assert furniture(labelled, known(text, OTHERS_IF_BODY_LIKE)) == {9: Seen(OTHERS_IF_BODY_LIKE, None)}


def test_what_is_clutter_anyway_is_not_asked_about() -> None:
    asked: list[int] = []

    def elsewhere(prints: Sequence[int]) -> dict[int, Seen]:
        asked.extend(prints)
        return {}

    furniture([(NOTE, "newsletter"), (QUOTE, "body")], elsewhere)
    assert asked == [fingerprint(QUOTE)]


def test_the_headline_and_its_teasers_elsewhere_are_the_articles_own() -> None:
    headline = "Pier stays shut until the spring after all"
    for label in ("related", "advert", None):
        assert furniture([(headline, "headline"), *BODY], known(headline, 6, label)) == {}
    assert (
        furniture([("Pier shut", "headline"), (NOTE, "standfirst"), *BODY], known(NOTE, 6, "related")) == {}
    )
    late = [("Pier shut", "headline"), *BODY, (NOTE, "body")]
    assert furniture(late, known(NOTE, 6, "related")) == {10: Seen(6, "related")}


def test_a_copy_of_the_whole_article_is_not_furniture() -> None:
    labelled = [(text.replace("day ", "day number "), label) for text, label in BODY]

    def everything(prints: Sequence[int]) -> dict[int, Seen]:
        return dict.fromkeys(prints, Seen(3, None))

    assert furniture(labelled, everything) == {}


def test_a_page_shows_what_made_a_block_furniture() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text, _ in BODY)
    page = (
        f"<html><body><article><h1>Pier shut</h1>{paragraphs}<p>{NOTE}</p></article></body></html>".encode()
    )
    alone, known_page = clean_page(page), clean_page(page, elsewhere=known(NOTE, 4, "newsletter"))
    assert NOTE in alone.text
    assert NOTE not in known_page.text
    block = next(block for block in known_page.blocks if block.text == NOTE)
    assert (block.label, block.start, block.elsewhere) == ("newsletter", None, 4)
    assert all(each.elsewhere is None for each in known_page.blocks if each is not block)
