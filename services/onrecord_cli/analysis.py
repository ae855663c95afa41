"""One article through clean and extract, without a database: for `onrecord analyze`, tests and notebooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from onrecord_clean.cleaning import clean_blocks, clean_page, clean_text
from onrecord_clean.language import language
from onrecord_clean.records import Block, Cleaned
from onrecord_cli.apart import Apart, apart
from onrecord_extract.extraction import extract
from onrecord_extract.records import Entity, Extracted, Span, Statement

Moved: TypeAlias = Callable[[Sequence[Span]], list[Span]]
"""From offsets into the whole text to offsets into the title, or into the rest."""


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
    return Analysis(cleaned, extract(cleaned.text, lang=cleaned.lang))


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
    """Write *analysis* as plain data.

    "title" is the headline and "text" is the rest of what is read; spans are ``[start, end]`` into "text", and in
    "title_entities" and "title_statements" into the title. Blocks that are part of "text" have their place there.
    """
    cleaned, extracted = analysis.cleaned, analysis.extracted
    parts = apart(cleaned)
    named = [(each, parts.in_title([(each.start, each.end)])) for each in extracted.entities]
    said = [(each, parts.in_title(each.content)) for each in extracted.statements]
    return {
        "id": name,
        "title": cleaned.title,
        "lang": cleaned.lang,
        "completeness": cleaned.completeness,
        "sponsored": cleaned.sponsored,
        "agency": cleaned.agency,
        "text": parts.text,
        "blocks": [_block(block, parts) for block in cleaned.blocks],
        "entities": [_entity(each, parts.of_text) for each, titled in named if not titled],
        "statements": [_statement(each, parts.of_text) for each, titled in said if not titled],
        "title_entities": [_entity(each, parts.of_title) for each, titled in named if titled],
        "title_statements": [_statement(each, parts.of_title) for each, titled in said if titled],
    }


def _block(block: Block, parts: Apart) -> dict[str, Any]:
    record: dict[str, Any] = {"text": block.text, "label": block.label}
    if block.start is None or block.end is None or parts.in_title([(block.start, block.end)]):
        return record
    ((start, end),) = parts.of_text([(block.start, block.end)])
    return record | {"start": start, "end": end}


def _entity(entity: Entity, moved: Moved) -> dict[str, Any]:
    ((start, end),) = moved([(entity.start, entity.end)])
    return {
        "text": entity.text, "start": start, "end": end, "type": entity.type,
        "canonical": entity.canonical, "id": entity.id,
    }  # fmt: skip


def _statement(statement: Statement, moved: Moved) -> dict[str, Any]:
    return {
        "kind": statement.kind, "source": moved(statement.source), "cue": moved(statement.cue),
        "content": moved(statement.content), "speaker": statement.speaker, "speaker_id": statement.speaker_id,
        "role": statement.role,
    }  # fmt: skip
