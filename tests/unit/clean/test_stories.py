"""More stories than one on a page: only that of the headline is read."""

import pytest

from onrecord_clean.blocks import parse
from onrecord_clean.stories import others_left_out

TITLE = "Wexley harbour closed"
HEADLINE = f"<h1>{TITLE}</h1>"


def read_on(html: str, **labels: str) -> list[str]:
    """Give the texts that are still read; *labels* of texts by their tag, body for all others."""
    blocks = parse(html).blocks
    given = [labels.get(block.tag, "body") for block in blocks]
    left = others_left_out(blocks, given, TITLE)
    return [block.text for block, label in zip(blocks, left, strict=True) if label in ("headline", "body")]


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        (f"<article>{HEADLINE}<p>one</p></article><article><p>two</p></article>", "one"),
        (f"<article>{HEADLINE}<p>one</p></article><p>two</p>", "one two"),
        (f"{HEADLINE}<article><p>one</p></article><article><p>two</p></article>", "one two"),
        (f"<article>{HEADLINE}<p>one</p><article class=entry><p>two</p></article></article>", "one two"),
        (f"<article>{HEADLINE}<p>one</p><article><p>two</p></article></article>", "one two"),
        (
            f"<article id=p1 class=post>{HEADLINE}<p>one</p><article id=p2 class=post><p>two</p></article></article>",
            "one",
        ),
        (f"<article><article>{HEADLINE}<p>one</p></article><p>two</p></article>", "one two"),
        (
            f"<div hidden><article><p>no</p></article></div><article>{HEADLINE}<p>one</p></article><p>two</p>",
            "one two",
        ),
    ],
    ids=[
        "another article beside it", "text in no article", "a headline in no article", "an entry of a live blog",
        "articles that bear no name", "a post of the same kind", "an article around it", "an article that is hidden",
    ],
)  # fmt: skip
def test_what_stands_in_another_story_is_not_read(html: str, kept: str) -> None:
    assert read_on(html, h1="headline") == [TITLE, *kept.split()]


def test_a_list_above_the_headline_is_not_read_nor_where_it_comes_again() -> None:
    ticker = "<ul><li>Council meets</li></ul>"
    html = f"{ticker}<p>kicker</p>{HEADLINE}<p>one</p><ul><li>a point</li></ul>{ticker}"
    assert read_on(html, h1="headline") == ["kicker", TITLE, "one", "a point"]


def test_the_only_h1_is_the_headline_and_one_of_many_is_not() -> None:
    other = "<article><p>two</p></article>"
    one = f"<article>{HEADLINE}<p>one</p></article>{other}"
    assert read_on(one, h1="dateline_meta") == ["one"]
    assert read_on(f"<h1>The Gull</h1>{one}", h1="dateline_meta") == ["one", "two"]


def test_of_two_headlines_that_most_like_the_title_counts() -> None:
    html = (
        f"<article><h2>Council to meet</h2><p>two</p></article><article><h2>{TITLE}</h2><p>one</p></article>"
    )
    assert read_on(html, h2="headline") == [TITLE, "one"]
