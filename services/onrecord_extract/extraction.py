"""From an article's text to its entities and statements: by the trained tagger, or by rules alone."""

from bisect import bisect_right
from functools import cache

from onrecord_extract.documents import with_documents
from onrecord_extract.entities import mentions
from onrecord_extract.floating import spoken_on
from onrecord_extract.foreign import quotations, readable
from onrecord_extract.labelled import with_labelled
from onrecord_extract.link import Found, with_quotes
from onrecord_extract.missed import with_missed
from onrecord_extract.names import Mention, linked
from onrecord_extract.parties import with_party_members
from onrecord_extract.quotes import Quote, outer_quotes
from onrecord_extract.records import Entity, Extracted, Span, Statement
from onrecord_extract.rules import drafts
from onrecord_extract.sentences import paragraphs
from onrecord_extract.speakers import Attribution, speakers
from onrecord_extract.tagger import Tagger

NAMED = frozenset({"PERSON", "ORG", "PLACE"})
"""The types given out; the tagger also knows peoples and works, so as not to take them for one of these."""

LONGEST_THING = 6
"""Words of what somebody wants, without a verb's "to" or "that": a sum, a post."""

_WANTING = frozenset({"want", "wants", "wanted", "now wants"})
_SAYING = frozenset({"to", "that", "be", "more", "not"})

DIRECT_SHARE = 0.9
"""Least share of a content's letters within quotation marks that makes it direct, as PolNeAR's annotators quote."""


def extract(text: str, tagger: Tagger | None = None, *, lang: str | None = None) -> Extracted:
    """Find who said what in *text*, and whom it names; spans are offsets into it. Any text will do, empty too.

    Args:
        text: Taken as it is.
        tagger: The model to read with; ours, where none is given.
        lang: ISO 639-1, where it is known. Of a language that the model has not learned only quotations are given,
            and nobody is named.
    """
    if not readable(lang):
        return Extracted((), quotations(text))
    reading = (tagger or _tagger()).read(text)
    named = [Mention(*mention) for mention in reading.mentions if mention[2] in NAMED]
    quotes = outer_quotes(text)
    found = with_missed(text, with_labelled(text, with_quotes(reading.statements, quotes), quotes), quotes)
    found = [each for each in with_documents(text, found, named) if not _wants_a_thing(text, each)]
    return _extracted(text, linked(text, with_party_members(text, named)), found, quotes)


def extract_by_rules(text: str) -> Extracted:
    """Do what `extract` does with rules and word lists alone; what the model is measured against."""
    quotes = outer_quotes(text)
    found = [Found(draft.source, draft.cue, list(draft.content)) for draft in drafts(text, quotes)]
    return _extracted(text, linked(text, mentions(text)), found, quotes)


@cache
def _tagger() -> Tagger:
    """Load the model once per process, when the first text comes."""
    return Tagger()


def _wants_a_thing(text: str, found: Found) -> bool:
    """Say whether somebody only wants something: "wants 65 million crowns" reports no words, "wants to resign" does."""
    if found.cue is None or text[slice(*found.cue)].lower() not in _WANTING:
        return False
    words = " ".join(text[start:end] for start, end in found.content).lower().split()
    return not _SAYING.intersection(words) and len(words) <= LONGEST_THING


def _extracted(
    text: str, entities: tuple[Entity, ...], found: list[Found], quotes: tuple[Quote, ...]
) -> Extracted:
    for each in found:
        each.content.sort()
    attributions = [Attribution((each.source,) if each.source else (), tuple(each.content)) for each in found]
    statements = [
        Statement(
            kind=kind_of(text, attribution.content, quotes),
            source=attribution.source,
            cue=(each.cue,) if each.cue else (),
            content=attribution.content,
            speaker=speaker.name,
            speaker_id=speaker.id,
            role=speaker.role,
        )
        for each, attribution, speaker in zip(
            found, attributions, speakers(text, entities, attributions), strict=True
        )
    ]
    statements = [each for each in statements if each.source or each.cue or each.kind != "indirect"]
    statements.sort(key=lambda statement: statement.content)
    return Extracted(entities, tuple(spoken_on(text, statements, paragraphs(text))))


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
    return sum(map(str.isalnum, text[start:end]))
