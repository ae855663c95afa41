"""JSON lines: one answer a line, in order, and a bad line stops nobody."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from onrecord_cli import analysis, jsonl
from onrecord_cli.checking import format_of

ARTICLE = "Tolls will stay. “Not by a penny,” said Mara Quill, the minister for ports."


def answers(lines: list[bytes], *, processes: int = 1, as_article: bool = False) -> list[Any]:
    function = partial(analysis.of_record, as_article=as_article)
    return [json.loads(line) for line in jsonl.run(function, lines, processes=processes)]


@pytest.mark.parametrize("processes", [1, 2])
def test_the_order_of_the_lines_is_kept_and_bad_ones_are_told(processes: int) -> None:
    lines = [
        json.dumps({"id": number, "text": ARTICLE * (1 if number % 3 else 40)}).encode()
        for number in range(40)
    ]
    lines[4] = b'{"id": "four"'
    lines[7] = b'{"id": 7, "text": 7}'
    lines.insert(5, b"  \n")  # more lines than are in work at once
    found = answers(lines, processes=processes)
    assert [each["id"] for each in found] == [0, 1, 2, 3, None, *range(5, 40)]
    assert [number for number, each in enumerate(found) if "error" in each] == [4, 7]
    assert found[7]["error"] == "text: not a text"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"\xff\xfe", "not JSON: "), (b"[1]", "not an object"), (b'{"id": 1}', "give one of html, text and blocks"),
        (b'{"text": "a", "html": "b"}', "give one of"), (b'{"blocks": ["a", 1]}', "blocks: not a list of texts"),
        (b'{"html": ["a"]}', "html: not a text"), (b"[" * 100_000, "not JSON: maximum recursion"),
    ],
)  # fmt: skip
def test_a_bad_line_is_told_with_the_reason(line: bytes, said: str) -> None:
    (answer,) = answers([line])
    assert said in answer["error"]


def test_as_article_takes_only_text() -> None:
    (answer,) = answers([b'{"id": 3, "html": "<p>x</p>"}'], as_article=True)
    assert answer == {"id": 3, "error": "--as-article takes text, not html"}


def test_an_article_taken_as_it_is_keeps_its_offsets() -> None:
    text = f"  Subscribe now!\n\n\n{ARTICLE}\n"
    (answer,) = answers([json.dumps({"id": "a", "text": text}).encode()], as_article=True)
    assert answer["text"] == text
    assert answer["blocks"] == [{"text": text, "label": "body", "start": 0, "end": len(text)}]
    for entity in answer["entities"]:
        assert text[entity["start"] : entity["end"]] == entity["text"]
    (statement,) = answer["statements"]
    assert [text[start:end] for start, end in statement["content"]] == ["“Not by a penny,”"]
    assert set(statement) == {"kind", "source", "cue", "content", "speaker", "speaker_id", "role"}
    assert statement["speaker"] == "Mara Quill"


def test_a_page_comes_out_with_exactly_the_promised_keys() -> None:
    page = f"<title>Tolls</title><h1>Tolls to stay</h1><p>{ARTICLE}</p><div class=newsletter><p>Sign up for our newsletter</p></div>"
    (answer,) = answers([json.dumps({"id": 1, "url": "https://a.example/", "html": page}).encode()])
    assert set(answer) == {
        "id",
        "title",
        "lang",
        "completeness",
        "sponsored",
        "agency",
        "text",
        "blocks",
        "entities",
        "statements",
        "title_entities",
        "title_statements",
    }
    for block in answer["blocks"]:
        if "start" in block:
            assert answer["text"][block["start"] : block["end"]] == block["text"]
        else:
            assert set(block) == {"text", "label"}


def test_blocks_come_back_one_for_one() -> None:
    blocks = ["Tolls to stay", "", ARTICLE, "Sign up for our newsletter"]
    (answer,) = answers([json.dumps({"id": 1, "blocks": blocks}).encode()])
    assert [block["text"] for block in answer["blocks"]] == blocks


def test_half_a_character_does_not_stop_the_line() -> None:
    (answer,) = answers([b'{"id": "\\ud800", "text": "He said \\ud800 \\"no\\"."}'])
    assert answer["id"] == "\ud800"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'<?xml version="1.0"?>\n<rss version="2.0" xmlns:x="y"><channel>', "RSS 2.0"), (b"<RSS version='0.91'>", "RSS 0.91"),
        (b"<rss>", "RSS"), (b'<feed xmlns="http://www.w3.org/2005/Atom">', "Atom"), (b"<atom:feed>", "Atom"),
        (b"<rdf:RDF xmlns:rdf='x'>", "RSS 1.0 (RDF)"), ('<?xml version="1.0"?><rss version="2.0">'.encode("utf-16"), "RSS 2.0"),
        (b"<html><body>rss feed", None), (b"", None), (b"<" * 30_000, None),
    ],
)  # fmt: skip
def test_a_feeds_format_is_named_by_its_root(body: bytes, name: str | None) -> None:
    assert format_of(body) == name
