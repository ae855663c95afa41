"""An alert as a Slack message (Block Kit). Pure.

What strangers wrote stands in ``rich_text`` elements and ``plain_text`` objects only: Slack shows the first as
they are and looks in the second for nothing but ``&amp; &lt; &gt;``. No part of a block is ``mrkdwn``, so there is
no place where ``<!channel>`` or ``<http://evil|bank>`` could be read as anything but text.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from onrecord_alert.untrusted import cut
from onrecord_alert.wording import Worded

HEADER_CHARS: Final = 150
TEXT_CHARS: Final = 3_000
"""Slack's limits for a header and for any other text, counted after escaping."""


def slack_message(text: Worded, token: UUID) -> dict[str, Any]:
    """Lay *text* out for an incoming webhook or ``chat.postMessage``: ready for ``json.dumps``.

    Args:
        text: The finished texts.
        token: Names the alert in the first block's ``block_id``: a duplicate can be told by it.
    """
    blocks = [
        {
            "type": "header",
            "block_id": f"alert-{token}",
            "text": _plain(f"{text.topic} · {text.label}", HEADER_CHARS),
        },
        _rich(
            _section(_text(text.lead), _text(text.speaker, bold=True), _text(text.trail)),
            _quote(text.words),
            _section(_link(text.title, text.url), _text(f" — {text.source}")),
        ),
    ]
    if text.sentence:
        blocks.append(_rich(_section(_text("In context: ", bold=True), _text(text.sentence))))
    if text.earlier and text.earlier_source:
        blocks.append(
            _rich(
                _section(_text("Earlier", bold=True), _text(f" — {text.earlier_source}")),
                _quote(text.earlier),
            )
        )
    if text.caveat:
        blocks.append(_context(f"⚠ {text.caveat}"))
    if text.also:
        blocks.append(_context(text.also))
    if text.matched:
        why = [f"{each.clause} → {each.found}" for each in text.matched]
        blocks.append(_context("Why:", *why, *([text.matched_more] if text.matched_more else [])))
    return {
        "text": escaped(text.headline, TEXT_CHARS),  # notifications and old clients; parsed, hence escaped
        "blocks": blocks,
        "mrkdwn": False,
        "parse": "none",
        "link_names": 0,
        "unfurl_links": False,
        "unfurl_media": False,
    }


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


def _plain(text: str, limit: int = TEXT_CHARS) -> dict[str, Any]:
    return {"type": "plain_text", "text": escaped(text, limit), "emoji": False}


def _context(*texts: str) -> dict[str, Any]:
    return {"type": "context", "elements": [_plain(text) for text in texts]}


def _rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def _section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": [each for each in elements if each["text"]]}


def _quote(words: str) -> dict[str, Any]:
    return {"type": "rich_text_quote", "elements": [_text(words)]}


def _text(text: str, *, bold: bool = False) -> dict[str, Any]:
    element: dict[str, Any] = {"type": "text", "text": cut(text, TEXT_CHARS)}
    return {**element, "style": {"bold": True}} if bold else element


def _link(text: str, url: str | None) -> dict[str, Any]:
    return {"type": "link", "url": url, "text": text} if url else _text(text)
