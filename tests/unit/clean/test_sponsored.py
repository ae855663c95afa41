"""Whether somebody paid for the article."""

import pytest

from onrecord_clean.blocks import Page, parse
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
        "Content by our partner Acme",
        "Contenu partenaire",
        "Gesponserter Inhalt",
        "Contenido patrocinado",
        "Informazione pubblicitaria",
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


def test_what_shows_it_is_kept() -> None:
    assert sponsored([("Sponsored by Acme Roofs", "advert"), HEADLINE, BODY]) == (
        "next to the headline: “Sponsored by Acme Roofs”"
    )
    page = Page(json_ld=['{"@type": "AdvertiserContentArticle"}'])
    assert sponsored([HEADLINE, BODY], page) == "schema.org AdvertiserContentArticle"
    page = Page(meta={"og:url": "https://gull.example/Paid-Content/roofs/1"})
    assert sponsored([HEADLINE, BODY], page) == "address under /paid-content/"


@pytest.mark.parametrize(
    "url",
    [
        "https://gull.example/news/paid-content",
        "https://gull.example/news/how-sponsored-posts-work/2",
        "https://[sponsored/x",
        "",
    ],
)
def test_an_address_that_only_speaks_of_it_does_not_count(url: str) -> None:
    assert sponsored([HEADLINE, BODY], Page(meta={"og:url": url})) is None


def test_an_element_for_paid_content_counts_where_the_article_stands_in_it() -> None:
    advert = "<div class=sponsored-content><p>Acme roofs are warm.</p></div>"
    article = "<p>A warm house starts at the top, says everybody who has ever lived under a cold roof.</p>"
    around = parse(f"<article class='story paid-post'><h1>Roofs</h1>{article}{article}</article>")
    beside = parse(f"<article><h1>Roofs</h1>{article}{advert}{article}</article>")

    def labelled(page: Page) -> list[tuple[str, str]]:
        return [(block.text, "headline" if block.tag == "h1" else "body") for block in page.blocks]

    assert sponsored(labelled(around), around) == "stands in <article.story.paid-post>"
    assert sponsored(labelled(beside), beside) is None
