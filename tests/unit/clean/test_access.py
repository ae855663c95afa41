"""What the outlet declares about access."""

import json

import pytest

from onrecord_clean.access import access, truth
from onrecord_clean.blocks import Page


def declared(*json_ld: object, tier: str | None = None) -> tuple[str, str]:
    meta = {"article:content_tier": tier} if tier else {}
    return access(
        Page(json_ld=[item if isinstance(item, str) else json.dumps(item) for item in json_ld], meta=meta)
    )


ARTICLE = {"@type": "NewsArticle"}


def test_nothing_declared_is_unknown() -> None:
    assert declared() == ("unknown", "nothing declared")
    assert declared(ARTICLE) == ("unknown", "nothing declared")


@pytest.mark.parametrize(
    "value", [False, "False", "false", " FALSE ", "http://schema.org/False", [False], ["False"], "no", "0"]
)
def test_not_free_is_read_however_it_is_written(value: object) -> None:
    assert declared({**ARTICLE, "isAccessibleForFree": value}) == ("paywalled", "isAccessibleForFree false")


@pytest.mark.parametrize("value", [True, "True", "https://schema.org/True", [True]])
def test_free_is_read_however_it_is_written(value: object) -> None:
    assert declared({**ARTICLE, "isAccessibleForFree": value}) == ("free", "isAccessibleForFree true")


@pytest.mark.parametrize("value", [None, "", "maybe", 7, {}, [], [True, False]])
def test_what_says_neither_is_not_read(value: object) -> None:
    assert truth(value) is None


@pytest.mark.parametrize(
    "shape",
    [
        [{"@type": "Organization"}, {**ARTICLE, "isAccessibleForFree": False}],
        {"@graph": [{"@type": "WebSite"}, {**ARTICLE, "isAccessibleForFree": False}]},
        {"@type": "WebPage", "mainEntity": {**ARTICLE, "isAccessibleForFree": False}},
        {"@type": ["Article", "NewsArticle"], "isAccessibleForFree": False},
    ],
)
def test_the_article_is_found_wherever_it_stands(shape: object) -> None:
    assert declared(shape)[0] == "paywalled"


def test_a_part_counts_where_the_whole_says_nothing_and_one_locked_part_locks() -> None:
    parts = [
        {"@type": "WebPageElement", "isAccessibleForFree": True},
        {"isAccessibleForFree": "False", "cssSelector": ".body"},
    ]
    assert declared({**ARTICLE, "hasPart": parts}) == ("paywalled", "isAccessibleForFree false in hasPart")
    assert declared({**ARTICLE, "isAccessibleForFree": True, "hasPart": parts})[0] == "free"


@pytest.mark.parametrize(
    ("tier", "is_then"),
    [("free", "free"), ("metered", "metered"), ("locked", "paywalled"), ("Metered", "metered")],
)
def test_the_tier_alone_decides_where_it_is_alone(tier: str, is_then: str) -> None:
    assert declared(tier=tier) == (is_then, f"article:content_tier {tier.lower()}")
    assert declared(tier="gold") == ("unknown", "nothing declared")


def test_a_contradiction_is_named() -> None:
    assert declared({**ARTICLE, "isAccessibleForFree": True}, tier="locked") == (
        "free",
        "isAccessibleForFree true, article:content_tier locked",
    )
    assert declared({**ARTICLE, "isAccessibleForFree": False}, tier="metered")[0] == "metered"


@pytest.mark.parametrize(
    "written",
    [
        '<!-- {"@type": "Article", "isAccessibleForFree": false} -->',
        '{"@type": "Article", "isAccessibleForFree": false, }',
        '{"@type": "Article", "name": "a\tb\nc", "isAccessibleForFree": false}',
    ],
)
def test_json_as_publishers_write_it_is_read(written: str) -> None:
    assert declared(written)[0] == "paywalled"


@pytest.mark.parametrize(
    "written",
    ["", "{", "[" * 100_000, "null", "7", '"x"', "[[[]]]", '{"@graph": 3, "hasPart": "x"}', "," * 500_000],
)
def test_what_is_no_json_is_passed_over(written: str) -> None:
    assert declared(written, {**ARTICLE, "isAccessibleForFree": False})[0] == "paywalled"


def test_a_flood_of_nodes_is_bounded() -> None:
    assert declared([{"x": 1}] * 100_000)[0] == "unknown"
