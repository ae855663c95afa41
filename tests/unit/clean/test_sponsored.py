"""Whether somebody paid for the article."""

import pytest

from onrecord_clean.blocks import Page
from onrecord_clean.sponsored import sponsored

HEADLINE = ("Five ways to insulate a roof", "headline")
BODY = ("A warm house starts at the top.", "body")


@pytest.mark.parametrize(
    "mark",
    [
        "Paid content",
        "Sponsored by Acme Roofs",
        "ADVERTORIAL",
        "[Partner content]",
        "Brought to you by Acme",
        "Paid Post",
        "Publireportage",
        "Presented by Acme",
    ],
)
def test_a_mark_next_to_the_headline_counts(mark: str) -> None:
    assert sponsored([(mark, "advert"), HEADLINE, BODY])
    assert sponsored([HEADLINE, ("Ada Moss", "byline"), (mark, "dateline_meta"), BODY])


@pytest.mark.parametrize(
    "blocks",
    [
        [HEADLINE, BODY, ("Sponsored by Acme Roofs", "advert")],
        [HEADLINE, ("Sponsored", "advert"), BODY],
        [("Sponsored content", "advert"), *[("Menu", "navigation")] * 5, HEADLINE, BODY],
        [
            HEADLINE,
            (
                "Sponsored by the council, the festival drew thousands and will return next year, organisers said on Friday",
                "standfirst",
            ),
            BODY,
        ],
        [("Paid content", "advert"), BODY],
        [],
    ],
)
def test_a_mark_elsewhere_speaks_of_something_else(blocks: list[tuple[str, str]]) -> None:
    assert not sponsored(blocks)


def test_json_ld_and_section_count() -> None:
    page = Page(json_ld=['{"@type": ["NewsArticle", "AdvertiserContentArticle"]}'])
    assert sponsored([HEADLINE, BODY], page)
    assert sponsored([HEADLINE, BODY], Page(meta={"article:section": "Partner Content"}))
    assert not sponsored(
        [HEADLINE, BODY], Page(json_ld=['{"@type": "NewsArticle"}'], meta={"article:section": "Sport"})
    )
