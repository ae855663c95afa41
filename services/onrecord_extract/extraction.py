"""From an article's text to its entities and statements."""

from bisect import bisect_right

from onrecord_extract.entities import mentions
from onrecord_extract.names import linked
from onrecord_extract.quotes import Quote, outer_quotes
from onrecord_extract.records import Extracted, Span, Statement
from onrecord_extract.rules import drafts
from onrecord_extract.speakers import Attribution, speakers

DIRECT_SHARE = 0.9
"""Least share of a content's letters within quotation marks that makes it direct, as PolNeAR's annotators quote."""


def extract(text: str) -> Extracted:
    """Find who said what in *text*, and whom it names; spans are offsets into it. Any text will do, empty too."""
    quotes = outer_quotes(text)
    entities = linked(text, mentions(text))
    found = drafts(text, quotes)
    attributions = [
        Attribution((draft.source,) if draft.source else (), tuple(draft.content)) for draft in found
    ]
    statements = [
        Statement(
            kind=kind_of(text, tuple(draft.content), quotes),
            source=attribution.source,
            cue=(draft.cue,),
            content=tuple(sorted(draft.content)),
            speaker=speaker.name,
            speaker_id=speaker.id,
            role=speaker.role,
        )
        for draft, attribution, speaker in zip(
            found, attributions, speakers(text, entities, attributions), strict=True
        )
    ]
    return Extracted(entities, tuple(sorted(statements, key=lambda statement: statement.content)))


def kind_of(text: str, content: tuple[Span, ...], quotes: tuple[Quote, ...]) -> str:
    """Say whether *content* is quoted (direct), not at all (indirect) or in part (mixed)."""
    quoted = total = 0
    for start, end in content:
        total += _letters(text, start, end)
        for quote in quotes[bisect_right(quotes, start, key=_end_of) :]:
            if quote.start >= end:
                break
            quoted += _letters(text, max(start, quote.start), min(end, quote.end))
    if not quoted:
        return "indirect"
    return "direct" if quoted >= DIRECT_SHARE * total else "mixed"


def _end_of(quote: Quote) -> int:
    return quote.end


def _letters(text: str, start: int, end: int) -> int:
    return sum(char.isalnum() for char in text[start:end])
