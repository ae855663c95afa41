"""What is stored of an extraction: mentions gathered by entity, and the words that the spans name."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord_extract.records import Extracted, Span
from onrecord_extract.sentences import sentences

SENTENCE_CHARS = 2_000
"""A sentence is shown around a statement; one longer than this is cut, never the statement's own words."""

GAP = " … "
"""Between parts of a statement that stand apart."""


@dataclass(frozen=True, slots=True)
class EntityRow:
    number: int
    type: str
    canonical: str
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class StatementRow:
    kind: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    source_text: str
    cue_text: str
    content_text: str
    sentence: str
    speaker: str | None
    speaker_number: int | None
    role: str | None


def entity_rows(extracted: Extracted) -> list[EntityRow]:
    """Gather the mentions of each entity, in the order of their ids."""
    gathered: dict[int, list[Span]] = {}
    first = {}
    for entity in extracted.entities:
        gathered.setdefault(entity.id, []).append((entity.start, entity.end))
        first.setdefault(entity.id, entity)
    return [
        EntityRow(number, first[number].type, first[number].canonical, tuple(spans))
        for number, spans in sorted(gathered.items())
    ]


def statement_rows(text: str, extracted: Extracted) -> list[StatementRow]:
    """Put the words beside the spans, and the sentences around them."""
    bounds = sentences(text)
    return [
        StatementRow(
            kind=one.kind,
            source=one.source,
            cue=one.cue,
            content=one.content,
            source_text=_words(text, one.source),
            cue_text=_words(text, one.cue),
            content_text=_words(text, one.content),
            sentence=_around(text, bounds, (*one.source, *one.cue, *one.content)),
            speaker=one.speaker,
            speaker_number=one.speaker_id,
            role=one.role,
        )
        for one in extracted.statements
    ]


def _words(text: str, spans: Sequence[Span]) -> str:
    return GAP.join(text[start:end] for start, end in spans)


def _around(text: str, bounds: Sequence[Span], spans: Sequence[Span]) -> str:
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    at = max(0, bisect_right(bounds, first, key=lambda bound: bound[0]) - 1)
    start = min(bounds[at][0], first) if bounds else first
    until = bisect_right(bounds, last - 1, key=lambda bound: bound[0]) - 1
    end = max(bounds[until][1], last) if bounds and until >= 0 else last
    if end - start <= SENTENCE_CHARS:
        return text[start:end]
    return text[first:last][: max(SENTENCE_CHARS, 0)]
