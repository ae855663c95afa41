"""The parts of a Slack message (Block Kit) that we use. Pure.

What strangers wrote stands in ``rich_text`` elements and ``plain_text`` objects only: Slack shows the first as
they are and looks in the second for nothing but ``&amp; &lt; &gt;``. No part of a block is ``mrkdwn``, so there is
no place where ``<!channel>`` or ``<http://evil|bank>`` could be read as anything but text.
"""

from __future__ import annotations

from typing import Any, Final

from onrecord_alert.untrusted import cut

HEADER_CHARS: Final = 150
TEXT_CHARS: Final = 3_000
"""Slack's limits for a header and for any other text, counted after escaping."""
CONTEXT_ELEMENTS: Final = 10

Block = dict[str, Any]


def header(text: str, *, block_id: str | None = None) -> Block:
    block = {"type": "header", "text": _plain(text, HEADER_CHARS)}
    return {**block, "block_id": block_id} if block_id else block


def context(*texts: str) -> Block:
    """Small grey text; at most CONTEXT_ELEMENTS, at least one."""
    return {"type": "context", "elements": [_plain(text, TEXT_CHARS) for text in texts]}


def divider() -> Block:
    return {"type": "divider"}


def rich(*parts: Block, block_id: str | None = None) -> Block:
    """A block of paragraphs: sections and quotes."""
    block = {"type": "rich_text", "elements": list(parts)}
    return {**block, "block_id": block_id} if block_id else block


def section(*elements: Block) -> Block:
    """A paragraph; elements without a text are left out, as Slack refuses them."""
    return {"type": "rich_text_section", "elements": [each for each in elements if each["text"]]}


def quote(words: str) -> Block:
    return {"type": "rich_text_quote", "elements": [text(words)]}


def text(words: str, *, bold: bool = False, italic: bool = False) -> Block:
    element: Block = {"type": "text", "text": cut(words, TEXT_CHARS)}
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return {**element, "style": style} if style else element


def link(words: str, url: str | None) -> Block:
    """A link that reads *words*; nothing but the words where there is no address."""
    return {"type": "link", "url": url, "text": words} if url else text(words)


def escaped(text: str, limit: int) -> str:
    """Escape *text* for a text object, cut so that it is no longer than *limit* escaped.

    Source:
        https://docs.slack.dev/messaging/formatting-message-text#escaping: these three and no others.
    """
    room = limit
    while True:
        safe = cut(text, room).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if len(safe) <= limit:
            return safe
        room -= -(-(len(safe) - limit) // len("&amp;"))


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": escaped(text, limit), "emoji": False}
