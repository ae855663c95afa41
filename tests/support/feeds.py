"""Feeds as newspapers write them."""

from __future__ import annotations

from html import escape


def item(number: int, *, base: str = "https://paper.example", more: str = "", **fields: str) -> str:
    """An RSS item with a guid, link, title and description, each of which *fields* may replace or, empty, leave out."""
    given = {
        "guid": f"tag:{number}",
        "link": f"{base}/{number}",
        "title": f"Headline {number}",
        "description": f"Summary {number}.",
    } | fields
    return f"<item>{''.join(f'<{name}>{escape(text)}</{name}>' for name, text in given.items() if text)}{more}</item>"


def rss(
    *items: str, title: str = "The Paper", declaration: str = '<?xml version="1.0" encoding="utf-8"?>'
) -> bytes:
    """An RSS 2.0 document in UTF-8."""
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    return f"{declaration}{head}<channel><title>{title}</title>{''.join(items)}</channel></rss>".encode()
