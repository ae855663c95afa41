"""Wire copy is known by what it says of itself; a picture's agency is not the text's."""

import time

import pytest

from onrecord_clean.agencies import agency
from onrecord_clean.blocks import Page

HEADLINE = ("Harbour at Wexley closed", "headline")
BODY = ("The harbour at Wexley was closed on Monday, the port authority said.", "body")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("WEXLEY (AP) — The harbour was closed on Monday.", "AP"),
        ("WEXLEY, Nov 23 (Reuters) - The harbour was closed on Monday.", "Reuters"),
        ("(Reuters) — The harbour was closed.", "Reuters"),
        ("Wexley/Gullhaven (dpa/lno) - Der Hafen wurde geschlossen.", "dpa"),
        ("Wexley (APA) – Der Hafen wurde geschlossen.", "APA"),
        ("Madrid, 23 nov (EFE).- El puerto se cerró el lunes.", "EFE"),
        ("(ANSA) - WEXLEY, 23 NOV - Il porto è chiuso.", "ANSA"),
        ("WEXLEY, Nov. 23 (Xinhua) -- The harbour was closed.", "Xinhua"),
        ("NEW DELHI, Nov 23 (PTI) : The harbour was closed.", "PTI"),
        ("WEXLEY, Nov. 23, 2026 /PRNewswire/ -- Gull Ferries announced a new line.", "PR Newswire"),
    ],
)
def test_a_dateline_names_the_agency(text: str, name: str) -> None:
    assert agency([HEADLINE, (text, "body"), BODY]) == (name, f"dateline: “{text[:80]}”")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Reuters", "Reuters"),
        ("By Associated Press", "AP"),
        ("By Tom Okafor, AP Maritime Writer", "AP"),
        ("Ada Moss Associated Press", "AP"),
        ("By Ada Moss - Associated Press - Friday, April 28, 2023", "AP"),
        ("Associated Press November 19, 2026, 9:02 AM", "AP"),
        ("Associated Press in Wexley", "AP"),
        ("Von dpa 30.04.2026, 18:58", "dpa"),
        ("Von Felix Moos und Jörg Oster, dpa", "dpa"),
        ("By Ada Moss The Canadian Press", "The Canadian Press"),
        ("AFP/dpa", "AFP"),
        ("Ada Moss | Europa Press", "Europa Press"),
    ],
)
def test_a_byline_names_the_agency(text: str, name: str) -> None:
    assert agency([HEADLINE, (text, "byline"), BODY]) == (name, f"byline: “{text}”")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("(dpa)", "dpa"),
        ("SDA/sep", "SDA"),
        ("Quelle: ntv.de, ino/dpa", "dpa"),
        ("(Quelle: APA/sda/dpa)", "APA"),
        ("© dpa-infocom, dpa:240516-99-53606/3 (dpa)", "dpa"),
        ("© 2026 The Canadian Press", "The Canadian Press"),
        ("Copyright 2026 The Associated Press. All rights reserved.", "AP"),
        ("© AFP", "AFP"),
        ("(Reporting by Ada Moss in Wexley; Editing by Tom Okafor)", "Reuters"),
        ("— AFP", "AFP"),
    ],
)
def test_a_line_under_the_article_names_the_agency(text: str, name: str) -> None:
    assert agency([HEADLINE, BODY, (text, "other")]) == (name, f"under the text: “{text}”")


def test_the_last_paragraph_may_end_with_the_agency() -> None:
    assert agency([HEADLINE, BODY, ("The pier is to be repaired by spring. PTI", "body")]) == (
        "PTI",
        "at the end: “The pier is to be repaired by spring. PTI”",
    )
    assert agency([HEADLINE, BODY, ("„Der Pier bleibt zu.“ (AFP)", "body")]) is not None


def test_the_metadata_may_name_the_agency() -> None:
    evidence = ("Reuters", "author in the metadata: “Reuters”")
    assert agency([HEADLINE, BODY], Page(meta={"author": "Reuters"})) == evidence
    page = Page(json_ld=['{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Reuters"}]}'])
    assert agency([HEADLINE, BODY], page) == evidence
    assert agency([HEADLINE, BODY], Page(json_ld=['{"@type": "NewsArticle", "author": 7}'])) is None


@pytest.mark.parametrize(
    "blocks",
    [
        [HEADLINE, ("The pier, seen from above (AP)", "caption"), BODY],
        [HEADLINE, ("© Reuters", "credit"), BODY],
        [HEADLINE, ("REUTERS", "byline"), BODY],
        [HEADLINE, ("Photo by AP", "byline"), BODY],
        [HEADLINE, ("Von Diana Moos mit AP", "byline"), BODY],
        [HEADLINE, ("By Ada Moss and Associated Press", "byline"), BODY],
        [HEADLINE, ("Ada Moss, former Reuters bureau chief and author of five books", "byline"), BODY],
        [HEADLINE, ("The harbour master told Reuters (AP had it first) that it would stay shut.", "body")],
        [HEADLINE, BODY, ("The Associated Press contributed to this report.", "other")],
        [HEADLINE, BODY, ("Reuters", "navigation")],
        [HEADLINE, BODY, ("AP", "related")],
        [HEADLINE, BODY, *[("Menu", "navigation")] * 5, ("© 2026 AFP", "navigation")],
        [HEADLINE, BODY, ("She spoke to the AP.", "body")],
        [("AP (AP) — AP", "headline")],
        [],
    ],
)
def test_what_only_bears_an_agencys_name_is_not_its_copy(blocks: list[tuple[str, str]]) -> None:
    assert agency(blocks) is None


@pytest.mark.parametrize(
    "text", ["AP " * 50_000, "(" * 100_000, "a" * 100_000 + "(AP) -", "By " + "AP, " * 35, "©" * 100_000, "Reporting by " + "a" * 100_000]
)  # fmt: skip
def test_hostile_lines_take_no_time(text: str) -> None:
    since = time.process_time()
    for label in ("byline", "body", "other"):
        agency([HEADLINE, BODY, (text, label)])
    assert time.process_time() - since < 0.5
