"""The ways in, on pages written for it: each visible block is kept with its label, only the article is read on."""

import time

import pytest

from onrecord_clean.cleaning import clean_blocks, clean_page, clean_text
from onrecord_clean.records import LABELS, READ_ON, Block, Cleaned

STORY = [
    "The harbour at Wexley was closed on Monday after inspectors found cracks in two of its piers, the port authority said.",
    "“We will not reopen before every pier has been looked at,” said Ruth Adeyemi, the harbour master, at a news conference.",
    "Ferries to the islands will leave from the northern quay until the repairs are done, which could take up to six weeks.",
    "Fishing crews said that the closure had come without warning, and that the northern quay was too shallow for their boats.",
    "The council said on Tuesday that it would pay for a second survey and publish the engineers' report before the summer.",
]
FURNITURE = {
    "donation": [
        "Support independent journalism",
        "Your donation keeps our reporters at the harbour. Please give today.",
        "Donate now",
    ],
    "newsletter": [
        "Sign up for our newsletter",
        "The day's top stories in your inbox every morning.",
        "Email address",
    ],
    "notification": [
        "Stay up to date with notifications from the Gull",
        "Notifications can be managed in browser preferences.",
    ],
    "comments": ["Join our commenting forum", "Leave a comment", "12 Comments"],
    "registration": ["Log in", "Thank you for registering"],
    "cookie": ["We use cookies to improve your experience on our website.", "Accept all cookies"],
    "social": ["Share on Facebook", "Follow us on Twitter"],
}
HEADLINE = "Wexley harbour closed after cracks are found"


def page(paragraphs: list[str], *, after: str = "", head: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<html lang="en"><head><title>{HEADLINE} - The Wexley Gull</title>{head}</head><body>'
        '<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
        f'<article><h1 class="headline">{HEADLINE}</h1><div class="byline">By Tom Okafor</div>{body}{after}</article>'
        '<footer class="footer"><p>© The Wexley Gull. All rights reserved.</p></footer></body></html>'
    ).encode()


def again(block: Block) -> bool:
    """It says what was read already."""
    return block.label in READ_ON and block.start is None


def is_sound(cleaned: Cleaned) -> bool:
    """Offsets are exact, labels are known, the text is the blocks that are read on."""
    read = [block for block in cleaned.blocks if block.start is not None]
    return (
        all(cleaned.text[block.start : block.end] == block.text for block in read)
        and all(block.label in LABELS for block in cleaned.blocks)
        and all(
            (block.start is not None) == (block.label in READ_ON)
            for block in cleaned.blocks
            if not again(block)
        )
        and "\n\n".join(block.text for block in read) == cleaned.text
    )


@pytest.mark.parametrize("kind", FURNITURE)
def test_furniture_around_and_within_a_pasted_article_is_labelled_and_not_read_on(kind: str) -> None:
    blocks = [HEADLINE, "By Tom Okafor", *STORY[:2], *FURNITURE[kind], *STORY[2:], *FURNITURE[kind]]
    cleaned = clean_text("\n\n".join(blocks))
    assert is_sound(cleaned)
    assert [block.text for block in cleaned.blocks] == blocks
    assert [text for text in FURNITURE[kind] if text in cleaned.text] == []
    assert [text for text in STORY if text not in cleaned.text] == []
    labels = {block.text: block.label for block in cleaned.blocks}
    assert kind in {labels[text] for text in FURNITURE[kind]}


@pytest.mark.parametrize(
    "paragraph",
    [
        "The publisher said that readers would have to subscribe to continue reading its local titles from the spring.",
        "The charity returned the donation after it learned that the company wanted its logo beside every appeal.",
        "Regulators fined the airline because its website placed advertising cookies before visitors had agreed to them.",
        "Her weekly newsletter on school budgets had four thousand readers by the time the auditors arrived.",
    ],
)
def test_a_paragraph_about_furniture_is_an_article(paragraph: str) -> None:
    assert clean_blocks([paragraph]).blocks[0].label == "body"
    assert paragraph in clean_text("\n\n".join([HEADLINE, *STORY[:2], paragraph, *STORY[2:]])).text


def test_a_page_ends_as_headline_and_paragraphs() -> None:
    cleaned = clean_page(page(STORY), content_type="text/html; charset=utf-8")
    assert is_sound(cleaned)
    assert cleaned.text == "\n\n".join([HEADLINE, *STORY])
    assert (cleaned.title, cleaned.lang, cleaned.completeness, cleaned.access) == (
        HEADLINE,
        "en",
        "full",
        "unknown",
    )
    assert {block.text: block.label for block in cleaned.blocks}["By Tom Okafor"] == "byline"


def test_blocks_that_are_given_come_back_one_for_one() -> None:
    given = [HEADLINE, "", "  ", "Home\nSport\nWeather", *STORY, "\x00", "x" * 100_000]
    cleaned = clean_blocks(given)
    assert len(cleaned.blocks) == len(given)
    assert is_sound(cleaned)
    assert clean_blocks([]).blocks == ()


def test_a_feed_s_half_characters_are_replaced() -> None:
    cleaned = clean_page(b"", feed_html=f"<p>{' '.join(STORY)} \ud800</p>")
    assert cleaned.completeness == "feed_only"
    cleaned.text.encode()


def test_a_cut_page_gives_way_to_the_feeds_whole_text() -> None:
    cut = page(STORY[:1], after='<div class="paywall"><p>Subscribe to continue reading</p></div>')
    assert clean_page(cut).completeness == "paywalled"
    feed = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    cleaned = clean_page(cut, feed_html=feed)
    assert is_sound(cleaned)
    assert cleaned.completeness == "feed_only"
    assert "after the last paragraph" in cleaned.completeness_evidence
    assert [text for text in STORY if text not in cleaned.text] == []
    teaser = clean_page(cut, feed_html=f"<p>{STORY[0][:60]}…</p>")
    assert teaser.completeness == "paywalled"


def test_a_page_that_ends_where_its_feed_goes_on_is_cut() -> None:
    feed = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    cleaned = clean_page(page(STORY[:2]), feed_html=feed)
    assert (cleaned.completeness, [text for text in STORY if text not in cleaned.text]) == ("feed_only", [])
    assert "the page: 49 words, the feed has 106" in cleaned.completeness_evidence
    summary = clean_page(page(STORY[:1]), feed_html=f"<p>{STORY[0]} {STORY[1]} {STORY[2]}</p>")
    assert (summary.completeness, summary.completeness_evidence) == ("partial", "28 words, the feed has 64")


def test_a_whole_page_is_kept_whatever_the_feed_holds() -> None:
    assert clean_page(page(STORY), feed_html="<p>" + "Some other text. " * 300).completeness == "full"


@pytest.mark.parametrize(
    ("body", "status", "completeness", "evidence"),
    [
        (b"", 200, "unknown", "the page is empty"),
        (b" \n\x00 ".replace(b"\x00", b""), 200, "unknown", "the page is empty"),
        (b"%PDF-1.7 ...", 200, "unknown", "not a page: a PDF"),
        (b"%PDF-1.7 ...", 403, "blocked", "HTTP 403"),
        (b"", 0, "blocked", "no answer"),
        (b"<html><body></body></html>", 200, "unknown", "no article text found"),
        (b"<frameset><frame src=a></frameset>", 200, "unknown", "no article text found"),
        (b"<h1>Not found</h1>", 404, "blocked", "HTTP 404"),
        (
            b"<title>Just a moment...</title><h1>Just a moment...</h1>",
            200,
            "blocked",
            "bot wall: “Just a moment”",
        ),
        (bytes(range(256)) * 40, 200, "unknown", "not a page: binary data"),
    ],
)
def test_what_is_no_article_gets_an_honest_outcome(
    body: bytes, status: int, completeness: str, evidence: str
) -> None:
    cleaned = clean_page(body, status=status)
    assert (cleaned.text, cleaned.completeness, cleaned.completeness_evidence) == ("", completeness, evidence)
    from_feed = clean_page(body, status=status, feed_html=STORY[0])
    assert (from_feed.text, from_feed.completeness) == (STORY[0], "feed_only")


@pytest.mark.parametrize(
    "body",
    [
        page(STORY) + b"<p>filler</p>" * 4_000_000,
        page(STORY, after="<div>" * 20_000),
        page(STORY, after="<a href=x>y </a>" * 500_000),
        page(STORY, head="<script>" + "x" * 3_000_000 + "</script>"),
        page(STORY).replace(b"<p>", b"<p>\x00\x01"),
        page(STORY).decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="ascii"?>' + page(STORY),
    ],
)
def test_a_hostile_page_loses_none_of_the_article_and_costs_bounded_time(body: bytes) -> None:
    began = time.process_time()
    cleaned = clean_page(body, content_type="text/html; charset=koi8-r")
    assert time.process_time() - began < 20
    assert is_sound(cleaned)
    assert [text for text in STORY if text not in cleaned.text] == []


def test_a_headline_in_a_sticky_bar_is_labelled_but_read_once() -> None:
    bar = f'<body><div class="sticky-header"><h2 class="headline">{HEADLINE}</h2></div>'
    cleaned = clean_page(page(STORY).replace(b"<body>", bar.encode()))
    assert [block.label for block in cleaned.blocks if block.text == HEADLINE] == ["headline"] * 2
    assert cleaned.text.count(HEADLINE) == 1
    assert is_sound(cleaned)
