"""The headline apart from the text: every span still says the same words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from onrecord_clean.records import BETWEEN_BLOCKS, Block, Cleaned
from onrecord_cli.analysis import Analysis, as_record, of_page
from onrecord_extract.records import Entity, Extracted, Statement

HEADLINE = "Quill: “Tolls will stay”"
BODY = "Tolls at Wexley will not fall, the minister said. “Not by a penny,” said Mara Quill."


def analysed(*blocks: tuple[str, str], title: str | None) -> Analysis:
    """An analysis of *blocks*, texts and labels, with a statement and an entity in each."""
    placed, at = [], 0
    statements, entities = [], []
    for text, label in blocks:
        placed.append(Block(text, label, at, at + len(text)))
        said, name = text.index("“"), text.index("Quill")
        content = ((at + said, at + text.index("”") + 1),)
        source = ((at + name, at + name + 5),)
        statements.append(Statement("direct", source, (), content, "Mara Quill", 1, None))
        entities.append(Entity("Quill", *source[0], "PERSON", "Mara Quill", 1))
        at += len(text) + len(BETWEEN_BLOCKS)
    text = BETWEEN_BLOCKS.join(text for text, _ in blocks)
    cleaned = Cleaned(title, text, tuple(placed), "en", "full", "", "unknown", "", sponsored=False)
    return Analysis(cleaned, Extracted(tuple(entities), tuple(statements)))


def words(held: str, each: dict[str, Any], part: str) -> list[str]:
    return [held[start:end] for start, end in each[part]]


@pytest.mark.parametrize(
    "blocks",
    [
        [(HEADLINE, "headline"), (BODY, "body")],
        [(BODY, "standfirst"), (HEADLINE, "headline"), (BODY, "body")],
        [(BODY, "body"), (HEADLINE, "headline")],
        [(HEADLINE, "headline")],
    ],
    ids=["first", "between", "last", "alone"],
)
def test_the_headline_is_the_title_and_not_in_the_text(blocks: list[tuple[str, str]]) -> None:
    record = as_record("a", analysed(*blocks, title=HEADLINE))
    assert record["title"] == HEADLINE
    assert record["text"] == BETWEEN_BLOCKS.join(text for text, label in blocks if label != "headline")
    for block in record["blocks"]:
        assert block["label"] == "headline" or record["text"][block["start"] : block["end"]] == block["text"]
        assert block["label"] != "headline" or "start" not in block
    bodies = [text for text, label in blocks if label != "headline"]
    for key, held, expected in (("", record["text"], bodies), ("title_", record["title"], [HEADLINE])):
        statements, entities = record[f"{key}statements"], record[f"{key}entities"]
        assert len(statements) == len(entities) == len(expected)
        for text, statement, entity in zip(expected, statements, entities, strict=True):
            assert words(held, statement, "content") == [text[text.index("“") : text.index("”") + 1]]
            assert words(held, statement, "source") == ["Quill"]
            assert held[entity["start"] : entity["end"]] == "Quill"


def test_a_text_without_a_headline_stays_whole() -> None:
    record = as_record("a", analysed((BODY, "body"), title=None))
    assert record["text"] == BODY


PAGE = """<!doctype html><html lang="en"><head><title>Harbour stays shut - The Wexley Gull</title></head><body>
<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1 class="headline">Harbour<br>stays shut</h1><div class="byline">By Tom Okafor</div>
<p>The harbour at Wexley will stay closed until inspectors have seen both piers, the port authority said on Monday.</p>
<p>“We will not reopen before every pier has been looked at,” said Ruth Adeyemi, the harbour master.</p>
<p>Ferries to the islands will leave from the northern quay until the repairs are done, which could take six weeks.</p>
</article><footer class="footer"><p>© The Wexley Gull. All rights reserved.</p></footer></body></html>"""


def test_a_headline_over_two_lines_is_taken_out_too() -> None:
    record = json.loads(json.dumps(as_record("a", of_page(PAGE.encode()))))
    assert record["title"] == "Harbour stays shut"
    assert record["text"].startswith("The harbour at Wexley")
    (statement,) = (each for each in record["statements"] if each["kind"] == "direct")
    assert words(record["text"], statement, "source") == ["Ruth Adeyemi, the harbour master"]
