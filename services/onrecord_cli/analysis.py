"""One article through clean and extract, without a database: for `onrecord analyze`, tests and notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onrecord_clean.cleaning import clean_blocks, clean_page, clean_text
from onrecord_clean.language import language
from onrecord_clean.records import Block, Cleaned
from onrecord_extract.extraction import extract
from onrecord_extract.records import Extracted


@dataclass(frozen=True, slots=True)
class Analysis:
    """An article as the system sees it."""

    cleaned: Cleaned
    extracted: Extracted
    """Offsets into ``cleaned.text``."""


def of_page(body: bytes, *, content_type: str | None = None, status: int = 200) -> Analysis:
    """Analyse a page as it came over the wire, or lies in a file."""
    return _extracted(clean_page(body, content_type=content_type, status=status))


def of_text(text: str) -> Analysis:
    """Analyse plain text, furniture and all."""
    return _extracted(clean_text(text))


def of_blocks(blocks: Sequence[str]) -> Analysis:
    """Analyse a page that somebody else cut into *blocks*; each stays one block."""
    return _extracted(clean_blocks(blocks))


def of_article(text: str) -> Analysis:
    """Analyse *text* as it is, nothing cleaned: offsets are offsets into it."""
    block = Block(text, "body", 0, len(text))
    unseen = "taken as it is"
    return _extracted(
        Cleaned(None, text, (block,) if text else (), language(text), "unknown", unseen, "unknown", unseen, sponsored=False)
    )  # fmt: skip


def _extracted(cleaned: Cleaned) -> Analysis:
    return Analysis(cleaned, extract(cleaned.text))


def of_record(record: Any, *, as_article: bool = False) -> dict[str, Any]:
    """Analyse one line of `onrecord analyze --jsonl`.

    Args:
        record: ``{"id", "url"?, "html" | "text" | "blocks"}``.
        as_article: Take "text" as it is.

    Raises:
        ValueError: what is to be analysed is missing, or of another kind; the message says which.
    """
    if not isinstance(record, dict):
        raise ValueError("not an object")  # noqa: TRY004 - bad data, not a bad call
    given = [key for key in ("html", "text", "blocks") if record.get(key) is not None]
    if len(given) != 1:
        raise ValueError("give one of html, text and blocks")
    value = record[given[0]]
    if given == ["blocks"]:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise ValueError("blocks: not a list of texts")
    elif not isinstance(value, str):
        raise ValueError(f"{given[0]}: not a text")
    if as_article and given != ["text"]:
        raise ValueError("--as-article takes text, not " + given[0])
    match given[0]:
        case "html":
            analysis = of_page(value.encode("utf-8", "replace"), content_type="text/html; charset=utf-8")
        case "blocks":
            analysis = of_blocks(value)
        case _:
            analysis = of_article(value) if as_article else of_text(value)
    return as_record(record.get("id"), analysis)


def as_record(name: object, analysis: Analysis) -> dict[str, Any]:
    """Write *analysis* as plain data; spans are ``[start, end]`` into "text"."""
    cleaned, extracted = analysis.cleaned, analysis.extracted
    return {
        "id": name,
        "title": cleaned.title,
        "lang": cleaned.lang,
        "completeness": cleaned.completeness,
        "sponsored": cleaned.sponsored,
        "text": cleaned.text,
        "blocks": [_block(block) for block in cleaned.blocks],
        "entities": [
            {"text": each.text, "start": each.start, "end": each.end, "type": each.type,
             "canonical": each.canonical, "id": each.id}
            for each in extracted.entities
        ],
        "statements": [
            {"kind": each.kind, "source": each.source, "cue": each.cue, "content": each.content,
             "speaker": each.speaker, "speaker_id": each.speaker_id, "role": each.role}
            for each in extracted.statements
        ],
    }  # fmt: skip


def _block(block: Block) -> dict[str, Any]:
    place = {} if block.start is None else {"start": block.start, "end": block.end}
    return {"text": block.text, "label": block.label, **place}
