"""Forms: a button belongs to its box, and a password tells one box from another."""

import pytest

from onrecord_clean.boxes import boxed


@pytest.mark.parametrize(
    ("text", "given", "label"),
    [
        ("Sign up", "registration", "newsletter"),
        ("Subscribe", "subscription_promo", "newsletter"),
        ("Your email", "social", "newsletter"),
        ("Sign up for the marathon by Monday, the council says", "related", "related"),
        ("Submit", "body", "body"),
    ],
)
def test_a_button_under_a_newsletter_belongs_to_it(text: str, given: str, label: str) -> None:
    assert boxed(["The Gull by mail", text], ["newsletter", given])[1] == label
    assert boxed(["More on ferries", text], ["related", given])[1] == given


def test_a_form_that_asks_for_a_password_is_no_newsletter() -> None:
    texts = ["The Gull by mail", "Headline", "First name", "Your password", "I agree", "More"]
    labels = ["newsletter", "headline", "newsletter", "registration", "newsletter", "related"]
    assert boxed(texts, labels) == ["newsletter", "headline", *["registration"] * 3, "related"]
    assert boxed(texts[2:5], labels[2:5]) == ["registration"] * 3


@pytest.mark.parametrize(
    ("between", "labels"),
    [
        (["Tom Okafor"], ["byline"]),
        (["Tom Okafor", "3 May"], ["byline", "dateline_meta"]),
    ],
)
def test_a_name_and_a_date_between_two_comments_belong_to_the_discussion(
    between: list[str], labels: list[str]
) -> None:
    texts = ["Well said.", *between, "I disagree."]
    assert boxed(texts, ["comments", *labels, "comments"]) == ["comments"] * len(texts)


@pytest.mark.parametrize(
    ("between", "label"),
    [
        (["Sport"], "navigation"),
        (["The council voted."], "body"),
        (["Ferries", "Fares", "Piers"], "related"),
        (["The ferry left the northern quay. " * 10], "related"),
    ],
)
def test_what_parts_two_discussions_is_no_comment(between: list[str], label: str) -> None:
    labels = ["comments", *[label] * len(between), "comments"]
    assert boxed(["Well said.", *between, "I disagree."], labels) == labels
