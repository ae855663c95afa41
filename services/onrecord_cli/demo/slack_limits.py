"""What an incoming webhook of Slack refuses: Block Kit's limits. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# https://docs.slack.dev/reference/block-kit/blocks and …/block-kit/composition-objects/text-object
MOST_BLOCKS = 50
MOST_FIELDS = 10
MOST_ELEMENTS = {"context": 10, "actions": 25}
MOST_CHARS = {"header": 150, "section": 3000, "field": 2000, "button": 75, "url": 3000}
MOST_MESSAGE_CHARS = 40_000
_TEXT_TYPES = {"header": {"plain_text"}, "button": {"plain_text"}}
_BOTH_TEXTS = {"plain_text", "mrkdwn"}
_RICH_PARTS = {"rich_text_section", "rich_text_quote"}


def slack_refusal(payload: object) -> str | None:
    """Say why Slack would refuse *payload* at an incoming webhook; None when it would take it.

    Source:
        The limits: https://docs.slack.dev/reference/block-kit/blocks; the answers:
        https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    """
    if not isinstance(payload, dict):
        return "invalid_payload"
    text, blocks = payload.get("text", ""), payload.get("blocks", [])
    if not isinstance(text, str) or not isinstance(blocks, list):
        return "invalid_payload"
    if not text and not blocks:
        return "no_text"
    if len(text) > MOST_MESSAGE_CHARS:
        return "msg_too_long"
    if len(blocks) > MOST_BLOCKS:
        return f"invalid_blocks: {len(blocks)} blocks, at most {MOST_BLOCKS}"
    faults = (
        f"invalid_blocks: block {n}: {fault}" for n, block in enumerate(blocks) for fault in _faults(block)
    )
    return next(faults, None)


def _faults(block: Any) -> Iterator[str]:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind == "header":
        yield from _text_faults(block.get("text"), "header")
    elif kind == "section":
        yield from _section_faults(block)
    elif kind == "rich_text":
        yield from _rich_text_faults(block)
    elif kind in MOST_ELEMENTS:
        elements = block.get("elements")
        if not isinstance(elements, list) or not 1 <= len(elements) <= MOST_ELEMENTS[kind]:
            yield f"{kind} needs 1 to {MOST_ELEMENTS[kind]} elements"
        else:
            for element in elements:
                yield from _element_faults(element, kind)
    elif kind != "divider":
        yield f"not a block that this catcher knows: {kind!r}"


def _section_faults(block: dict[str, Any]) -> Iterator[str]:
    fields = block.get("fields", [])
    if "text" not in block and not fields:
        yield "a section has neither text nor fields"
    if len(fields) > MOST_FIELDS:
        yield f"{len(fields)} fields, at most {MOST_FIELDS}"
    if "text" in block:
        yield from _text_faults(block["text"], "section")
    for field in fields:
        yield from _text_faults(field, "field")


def _rich_text_faults(block: dict[str, Any]) -> Iterator[str]:
    for part in block.get("elements", []):
        if part.get("type") not in _RICH_PARTS:
            yield f"not a part of rich_text that this catcher knows: {part.get('type')!r}"
        elif not all(element.get("text") for element in part.get("elements", [])):
            yield "an element of rich_text has no text"


def _element_faults(element: Any, kind: str) -> Iterator[str]:
    if kind == "context":
        yield from _text_faults(element, "field")
    elif not isinstance(element, dict) or element.get("type") != "button":
        yield "not an element that this catcher knows"
    else:
        if len(element.get("url", "")) > MOST_CHARS["url"]:
            yield f"a button's url is over {MOST_CHARS['url']} characters"
        yield from _text_faults(element.get("text"), "button")


def _text_faults(text: Any, place: str) -> Iterator[str]:
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        yield f"the text of a {place} is not a text object"
        return
    if text.get("type") not in _TEXT_TYPES.get(place, _BOTH_TEXTS):
        yield f"a {place} takes no text of type {text.get('type')!r}"
    if not 1 <= len(text["text"]) <= MOST_CHARS[place]:
        yield f"a {place} has {len(text['text'])} characters, must have 1 to {MOST_CHARS[place]}"
