"""Authors known by their names, in the head of an article and behind it."""

import pytest

from onrecord_clean.authors import HEAD_BLOCKS, signed

FIRST = "The ferries to the islands will cost no more next year than they do now, the council said on Monday."


@pytest.mark.parametrize(
    ("text", "given", "label"),
    [
        ("Ruth Adeyemi", "related", "byline"),
        ("Ruth Adeyemi", "social", "social"),
        ("Ferries", "related", "related"),
        ("Ruth Adeyemi was there", "related", "related"),
    ],
)
def test_a_bare_name_under_the_headline_is_a_byline(text: str, given: str, label: str) -> None:
    assert signed(["Ferry fares frozen", text, FIRST], ["headline", given, "body"])[1] == label
    assert signed([text, "Ferry fares frozen", FIRST], [given, "headline", "body"])[0] == given


def test_names_far_below_a_headline_are_none_of_its_authors() -> None:
    many = ["Ruth Adeyemi"] * HEAD_BLOCKS
    labels = ["headline", *["related"] * HEAD_BLOCKS, "body"]
    assert signed(["Ferry fares frozen", *many, FIRST], labels) == labels
    assert signed(many, ["related"] * HEAD_BLOCKS) == ["related"] * HEAD_BLOCKS


@pytest.mark.parametrize(
    "behind",
    [
        ["Ruth Adeyemi"],
        ["RUTH ADEYEMI", "@radeyemi"],
        ["About Ruth Adeyemi", "Staff writer", "[email protected]"],
        ["More articles from Ruth Adeyemi", "Follow @radeyemi"],
    ],
)
def test_the_author_behind_the_article_begins_a_biography(behind: list[str]) -> None:
    texts = ["Ferry fares frozen", "By Ruth Adeyemi", FIRST, *behind]
    labels = ["headline", "byline", "body", *["related"] * len(behind)]
    assert signed(texts, labels)[3:] == ["author_bio"] * len(behind)


def test_another_name_behind_the_article_is_no_author() -> None:
    texts = ["Ferry fares frozen", "By Ruth Adeyemi", FIRST, "Tom Okafor", "Follow @tokafor"]
    labels = ["headline", "byline", "body", "related", "related"]
    assert signed(texts, labels) == labels


@pytest.mark.parametrize(
    "text",
    [
        "Ruth Adeyemi is a senior reporter at The Gull.",
        "Tom Okafor was the founding editor of a weekly on ferries",
        "View all posts by Ruth Adeyemi",
        "About the author",
    ],
)
def test_a_life_in_one_sentence_is_a_biography(text: str) -> None:
    assert signed([text], ["related"]) == ["author_bio"]
    assert signed([text], ["body"]) == ["body"]
    assert signed([text], ["comments"]) == ["comments"]


@pytest.mark.parametrize(
    "text",
    [
        "Wexley Harbour is the last to close",
        "ruth adeyemi is a reporter",
        "Ruth Adeyemi is back",
        "More articles on ferries",
    ],
)
def test_a_teaser_is_no_biography(text: str) -> None:
    assert signed([text], ["related"]) == ["related"]
