"""A second reading of a Slack message: what a client would show, and what in it a client would act on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

ENTITIES = {"&amp;", "&lt;", "&gt;"}


def shown(block: Mapping[str, Any]) -> Iterator[str]:
    """The texts that a block shows, in order.

    Raises:
        AssertionError: the block is none that Slack takes, or holds something Slack would parse.
    """
    match block["type"]:
        case "header":
            assert len(block["text"]["text"]) <= 150
            yield plain(block["text"])
        case "context":
            assert 1 <= len(block["elements"]) <= 10
            for element in block["elements"]:
                yield plain(element)
        case "rich_text":
            for part in block["elements"]:
                assert part["type"] in ("rich_text_section", "rich_text_quote")
                yield "".join(element["text"] for element in part["elements"])
                for element in part["elements"]:
                    assert element["type"] in ("text", "link"), "a mention, an emoji or the like"
                    assert 1 <= len(element["text"]) <= 3_000
        case "divider":
            return
        case other:
            raise AssertionError(other)


def links(block: Mapping[str, Any]) -> list[str]:
    parts = block["elements"] if block["type"] == "rich_text" else []
    return [element["url"] for part in parts for element in part["elements"] if element["type"] == "link"]


def plain(text: Mapping[str, Any]) -> str:
    """Read a ``plain_text`` object as Slack does: the three entities, and nothing else."""
    assert text["type"] == "plain_text"
    assert text["emoji"] is False
    return unescaped(text["text"])


def unescaped(text: str) -> str:
    assert 1 <= len(text) <= 3_000
    assert not set("<>") & set(text), "Slack would parse it"
    assert set(re.findall(r"&(?:\w{1,10};)?", text)) <= ENTITIES
    return unescape(text)
