"""Fixed forms of newspapers, and what only looks like them."""

import time

import pytest

from onrecord_clean.conventions import LONGEST_CHARS, by_form, sign, written_as

PARAGRAPH = (
    "The harbour closed on Monday after inspectors found cracks in two piers, the port authority said."
)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("By Ruth Adeyemi", "byline"),
        ("BY RUTH ADEYEMI | The Gull", "byline"),
        ("(Reporting by Tom Okafor; editing by Lena Brandt)", "byline"),
        ("Tom Okafor contributed to this report.", "byline"),
        ("Photo: Tom Okafor", "credit"),
        ("Tom Okafor / Getty Images", "credit"),
        ("Image credit: The Gull", "credit"),
        ("Ferries wait at the northern quay. (Photo by Tom Okafor)", "caption"),
        ("Ruth Adeyemi (left) on the northern quay", "caption"),
        ("Above: the northern quay", "caption"),
        ("Read more: Council to pay for a second survey", "related"),
        ("RELATED | Ferry crews vote to strike", "related"),
        ("À lire aussi : Le port ferme ses quais", "related"),
        ("— Ruth Adeyemi (@radeyemi) March 3, 2025", "body"),
        ("A post shared by Ruth Adeyemi (@radeyemi) on Mar 3, 2025 at 9:24am PDT", "body"),
        ("The northern quay this morning. pic.twitter.com/a1B2c3D4e5", "body"),
        ("First published on March 3, 2025 01:38 pm", "dateline_meta"),
        ("Word count: 717", "dateline_meta"),
    ],
)
def test_a_fixed_form_is_known(text: str, form: str) -> None:
    assert written_as(text) == form


@pytest.mark.parametrize(
    "text",
    [
        PARAGRAPH,
        "By Monday the ferries were gone.",
        "By contrast, Wexley has paid for its own survey since 1998, when the first pier gave way.",
        "WEXLEY (AP) — The harbour closed on Monday.",
        "She photographed the quay.",
        "Published in 1998, the first survey found no cracks in the piers of the harbour, though divers had seen some the year before that, and a second one did in 2004.",
        "— Ruth Adeyemi, in a letter to the council",
        "Read more books, the minister told pupils: it costs nothing.",
        "See also what the engineers wrote in May: nothing had been mended.",
        "Related companies paid for the survey: all but two of them belong to the port.",
        "x" * (LONGEST_CHARS + 1),
    ],
)
def test_a_sentence_of_news_has_no_fixed_form(text: str) -> None:
    assert written_as(text) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("ADVERTISEMENT", "advert"),
        ("Sponsored by Brandt Boats", "advert"),
        ("Loading comments...", "comments"),
        ("Comments (+)", "comments"),
        ("Advertisement - continue reading below", "advert"),
        ("Story continues below", "advert"),
        ("Get the Gull app", "notification"),
        ("Print", "other"),
        ("Save this article", "other"),
        ("12", "other"),
        ("Thank you for registering", "registration"),
        ("Please reload this page to be automatically logged in", "registration"),
        ("Log in", "registration"),
        ("Connect with us", "social"),
        ("FOLLOW US:", "social"),
        ("1.2k Shares", "social"),
        ("As an Amazon Associate we earn from what you buy.", "advert"),
        ("We may earn a small commission if you buy through a link.", "advert"),
        ("We test all that we write about. " * 6 + "The Gull gets a commission from the shop.", "advert"),
        ("The ferry runs on Monday", "navigation"),
        ("The commission earns the trust of all", "navigation"),
        ("Follow us to the harbour", "navigation"),
    ],
)
def test_a_button_says_what_it_is(text: str, label: str) -> None:
    assert sign(text, "navigation") == label


def test_the_place_of_a_teaser_in_its_list_stays_with_it() -> None:
    assert sign("2", "related") == "related"


def test_forms_count_in_and_around_the_article_and_not_among_teasers() -> None:
    texts = ["By Ann Low", "Headline", "By Ann Low", PARAGRAPH, *["Teaser"] * 6, "By Ann Low"]
    labels = ["related", "headline", "related", "body", *["related"] * 6, "related"]
    assert by_form(texts, labels) == ["related", "headline", "byline", "body", *["related"] * 6, "related"]


def test_a_page_without_an_article_keeps_its_labels() -> None:
    assert by_form(["By Ann Low"], ["navigation"]) == ["navigation"]
    assert by_form([], []) == []


@pytest.mark.parametrize(
    "text", ["By " + "A" * 580, "By " + "Aa " * 190, "(" * 600, "photo by " * 66, "via " * 150]
)
def test_hostile_text_costs_no_more_than_other_text(text: str) -> None:
    began = time.process_time()
    for _ in range(20):
        written_as(text)
        sign(text[:100], "other")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        "Privacy Policy, Terms of Use",
        "Privacy policy | Terms & Conditions | Cookie settings",
        "© 2026 The Gull. All rights reserved.",
        "Use of this site constitutes acceptance of our User Agreement.",
    ],
)
def test_the_foot_of_a_page_asks_for_no_consent(text: str) -> None:
    assert sign(text, "cookie") == "navigation"
    assert sign("We use cookies. See our privacy policy.", "cookie") == "cookie"
    assert sign("Cookie settings", "cookie") == "cookie"


def test_a_post_is_quoted_between_two_paragraphs_and_nowhere_else() -> None:
    post = "— Ruth Adeyemi (@radeyemi) March 3, 2025"
    texts = [PARAGRAPH, post, PARAGRAPH, post]
    assert by_form(texts, ["body", "author_bio", "body", "author_bio"]) == [
        "body",
        "body",
        "body",
        "author_bio",
    ]


def test_a_stamp_under_the_article_is_its_date_and_one_in_the_text_is_text() -> None:
    stamp = "Published on March 3, 2025"
    assert by_form([PARAGRAPH, stamp], ["body", "related"]) == ["body", "dateline_meta"]
    assert by_form([PARAGRAPH, stamp, PARAGRAPH], ["body"] * 3) == ["body"] * 3
    assert by_form([PARAGRAPH, "Ferries", stamp], ["body", "related", "related"])[2] == "related"
