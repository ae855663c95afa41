"""A page and what the feed said about it; the cleaned text."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from onrecord.storage import Session
from onrecord.storage.jobs import now
from onrecord.storage.schema import Article, CleanText, Entry, Page
from onrecord.urls import outlet_of
from onrecord_clean.decoding import MAX_PAGE_BYTES
from onrecord_clean.records import Block, Cleaned

MAX_OUTLET_CHARS = 300
UNPACKED_BYTES = MAX_PAGE_BYTES + 1
"""One more than is read, so that a larger page is seen to be larger."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of an article before it is cleaned."""

    outlet: str
    """The page's host: who put its furniture there, whichever feed named it."""
    title: str | None
    body: bytes
    content_type: str | None
    status: int
    """HTTP status; 0 where there is no page."""
    feed_html: str | None


def held(session: Session, article_id: int) -> Held | None:
    """Read what there is to clean; None if the article was deleted."""
    row = session.execute(
        select(Article, Page).outerjoin(Page, Page.article_id == Article.id).where(Article.id == article_id)
    ).first()
    if row is None:
        return None
    article, page = row.t
    outlet = outlet_at((page and page.final_url) or article.url)
    text = func.coalesce(Entry.content_html, Entry.summary)
    feed_html = session.scalars(
        select(text)
        .where(Entry.article_id == article_id, text.is_not(None))
        .order_by(func.length(text).desc(), Entry.id)
    ).first()
    if page is None:
        return Held(outlet, article.title, b"", None, 0, feed_html)
    content_type = page.content_type
    if page.charset and "charset" not in (content_type or ""):
        content_type = f"{content_type or 'text/html'}; charset={page.charset}"
    return Held(outlet, article.title, unpack(page.body), content_type, page.status, feed_html)


def outlet_at(url: str) -> str:
    """Name the outlet of an article at *url*, as ``outlet_of`` does; what is no web address is its own."""
    try:
        return outlet_of(url)
    except ValueError:
        return url[:MAX_OUTLET_CHARS]


def unpack(packed: bytes) -> bytes:
    """Decompress the beginning of a page: enough to read all that is read, and never more."""
    return zlib.decompressobj().decompress(packed, UNPACKED_BYTES) if packed else b""


def save(session: Session, article_id: int, cleaned: Cleaned) -> bool:
    """Write the cleaned text in place of an earlier one; say whether the text is another than before.

    A page that was read again and gave no text (a wall, an outage) takes nothing away from what is held.
    """
    before = session.scalar(select(CleanText.text).where(CleanText.article_id == article_id))
    if before and not cleaned.text:
        return False
    session.merge(
        CleanText(
            article_id=article_id,
            title=cleaned.title,
            text=cleaned.text,
            blocks=[_plain(block) for block in cleaned.blocks],
            label_counts=dict(Counter(block.label for block in cleaned.blocks)),
            lang=cleaned.lang,
            completeness=cleaned.completeness,
            completeness_evidence=cleaned.completeness_evidence,
            access=cleaned.access,
            access_evidence=cleaned.access_evidence,
            sponsored=cleaned.sponsored,
            sponsored_evidence=cleaned.sponsored_evidence,
            agency=cleaned.agency,
            agency_evidence=cleaned.agency_evidence,
            cleaned_at=now(session),
            emptied_at=None,
        )
    )
    return before != cleaned.text


def _plain(block: Block) -> dict[str, Any]:
    values = {"text": block.text, "label": block.label, "start": block.start, "end": block.end}
    if block.elsewhere is not None:
        values["elsewhere"] = block.elsewhere
    return values
