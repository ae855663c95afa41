"""The order of an article's head, where each block alone was taken for something else."""

from __future__ import annotations

import pytest

from onrecord_clean.heads import ordered

FIRST = "The ferries to the islands will cost no more next year than they do now, the council said on Monday."
DECK = "Islanders had feared a rise of a tenth"


def test_a_line_between_paragraphs_is_a_subhead_unless_it_says_the_headline_again() -> None:
    texts = ["Ferry fares frozen", "Fares", FIRST, "What it costs", "Ferry fares frozen", FIRST]
    labels = ["headline", "headline", "body", "headline", "headline", "body"]
    assert ordered(texts, labels, None) == ["headline", "headline", "body", "body", "headline", "body"]
    assert ordered(texts, ["headline"] * 6, None) == ["headline"] * 6


@pytest.mark.parametrize(
    ("second", "label"),
    [(DECK, "standfirst"), ("Ferry fares", "headline")],
    ids=["another", "the same again"],
)
def test_a_second_headline_before_the_byline_is_the_standfirst(second: str, label: str) -> None:
    texts = ["Ferry fares frozen", second, "By Ann Low", FIRST]
    assert ordered(texts, ["headline", "headline", "byline", "body"], None)[1] == label
    assert ordered(texts, ["headline", "headline", "other", "body"], None)[1] == "headline"


@pytest.mark.parametrize(
    ("labels", "label"),
    [
        (["headline", "byline", "standfirst", "body"], "body"),
        (["headline", "other", "standfirst", "body"], "standfirst"),
        (["headline", "byline", "standfirst", "caption"], "standfirst"),
    ],
)
def test_what_follows_the_byline_is_the_first_paragraph(labels: list[str], label: str) -> None:
    assert ordered(["Ferry fares frozen", "By Ann Low", FIRST, FIRST], labels, None)[2] == label


def test_key_points_after_the_byline_stay_a_standfirst() -> None:
    texts = ["Ferry fares frozen", "By Ann Low", "Key points", FIRST]
    assert ordered(texts, ["headline", "byline", "standfirst", "body"], None)[2] == "standfirst"


def test_an_article_has_a_headline() -> None:
    labels = ["navigation", "standfirst", "byline", "body"]
    assert ordered(["Home", DECK, "By Ann Low", FIRST], labels, None)[1] == "headline"
    assert ordered(["Home", FIRST, "By Ann Low", FIRST], labels, None)[1] == "standfirst"
    assert (
        ordered([DECK, "", DECK, FIRST], ["headline", "other", "standfirst", "body"], None)[2] == "standfirst"
    )


@pytest.mark.parametrize(
    ("above", "label"), [("Islands", "dateline_meta"), ("News Sport Weather Islands", "navigation"), ("News\nSport", "navigation")]
)  # fmt: skip
def test_a_word_above_the_headline_is_its_section_and_a_menu_is_none(above: str, label: str) -> None:
    texts = ["Home", above, "Ferry fares frozen", FIRST]
    found = ordered(texts, ["navigation", "navigation", "headline", "body"], None)
    assert found == ["navigation", label, "headline", "body"]
