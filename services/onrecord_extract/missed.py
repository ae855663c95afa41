"""Quotations that the model took for nobody's words: what introduces them is looked for by rules."""

from bisect import bisect_right

from onrecord_extract.link import Found
from onrecord_extract.quotes import Quote
from onrecord_extract.records import Span
from onrecord_extract.rules import drafts

LEAST_WORDS = 3
"""Of a quotation that is looked for: shorter ones are titles and nicknames more often than speech."""


def with_missed(text: str, found: list[Found], quotes: tuple[Quote, ...]) -> list[Found]:
    """Add to *found* what rules make of each quotation that no content touches; in order of the first content.

    Args:
        found: The model's statements of *text*, each with a content.
        quotes: The outermost quotations of *text*.
    """
    held = sorted(span for each in found for span in each.content)
    missed = [
        (quote.start, quote.end)
        for quote in quotes
        if not _touches(held, (quote.start, quote.end))
        and len(text[quote.start : quote.end].split()) >= LEAST_WORDS
    ]
    if not missed:
        return found
    added = [
        Found(draft.source, draft.cue, list(draft.content))
        for draft in drafts(text, quotes)
        if any(_touches(missed, span) for span in draft.content)
        and not any(_touches(held, span) for span in draft.content)
    ]
    cues = sorted(each.cue for each in added if each.cue)
    kept = (each for each in found if not (each.cue and _touches(cues, each.cue)))  # "it", which she put
    return sorted([*kept, *added], key=lambda each: min(each.content))


def _touches(spans: list[Span], span: Span) -> bool:
    """Say whether *span* overlaps one of *spans*, which are in order and apart."""
    before = bisect_right(spans, span[1] - 1, key=lambda each: each[0])
    return before > 0 and spans[before - 1][1] > span[0]
