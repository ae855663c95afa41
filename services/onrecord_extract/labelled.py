"""Speeches with a name for a label, as in transcripts and letters: "HALE: We had no choice." and "We had no choice." — Ann Hale

No verb introduces them, so a model that has learned from reports takes them for nobody's, or goes on with whoever spoke before.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from onrecord_extract.gazetteer import place
from onrecord_extract.link import Found
from onrecord_extract.quotes import Quote
from onrecord_extract.records import Span
from onrecord_extract.sentences import paragraphs

LEAST_LABELS = 3
"""Paragraphs of a transcript that begin with a label; fewer are headings."""

SALUTATIONS = frozenset({"DEAR", "DEAREST", "GENTLE", "HELLO", "HI"})
"""First words of "DEAR ABBY:" and "GENTLE READER:": who is written to, and not who writes."""

_WORD = r"[^\W\d_][\w.'’-]*"
_LABEL = re.compile(rf"[\"“”„«]?\s?((?:{_WORD}\s){{0,3}}{_WORD})(?=:)(:)\s+(?=\S)")
_SIGNED = re.compile(rf"\s*([―—–]|--)\s?((?:{_WORD}\s){{1,4}}{_WORD})")
_MARKS = '"“”„‟«» \u00a0'


class _Speech(NamedTuple):
    source: Span
    cue: Span
    content: Span


def with_labelled(text: str, found: list[Found], quotes: Sequence[Quote]) -> list[Found]:
    """Give speeches to the names that label them; in order of the first content.

    What the model found in such a speech stays where it names a cue of its own, as in a report within the speech.

    Args:
        found: The model's statements of *text*, each with a content.
        quotes: The outermost quotations of *text*, in order.
    """
    bounds = paragraphs(text)
    speeches = sorted(
        [*_transcribed(text, bounds), *_signed(text, bounds, quotes)], key=lambda each: each.content
    )
    if not speeches:
        return found
    starts = [speech.content[0] for speech in speeches]

    def labelled(span: Span) -> bool:
        at = bisect_right(starts, span[1] - 1) - 1
        return at >= 0 and speeches[at].content[1] > span[0]

    kept = []
    for each in found:
        inside = each.source is not None and each.cue is not None and labelled(each.cue)
        content = each.content if inside else [span for span in each.content if not labelled(span)]
        if content:
            kept.append(Found(each.source, each.cue, content))
    made = [Found(speech.source, speech.cue, [speech.content]) for speech in speeches]
    return sorted([*kept, *made], key=lambda each: min(each.content))


def _transcribed(text: str, bounds: Sequence[Span]) -> list[_Speech]:
    """Read paragraphs that begin with a name in capitals and a colon, if some do; "Q:", "A:" and salutations name no speaker.

    Places are datelines, and people have their names: one is a speaker only among two who are called otherwise.
    """
    speeches = []
    for start, end in bounds:
        label = _LABEL.match(text, start, end)
        if label and label[1].isupper() and len(label[1]) > 1 and label[1].split()[0] not in SALUTATIONS:
            content = _bare(text, label.end(), end)
            if content:
                speeches.append(_Speech(label.span(1), label.span(2), content))
    names = {text[slice(*speech.source)] for speech in speeches}
    voices = sum(place(name) is None for name in names)
    return speeches if len(speeches) >= LEAST_LABELS and voices > 1 and len(names) < len(speeches) else []


def _bare(text: str, start: int, end: int) -> Span | None:
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    return (start, end) if any(map(str.isalnum, text[start:end])) else None


def _signed(text: str, bounds: Sequence[Span], quotes: Sequence[Quote]) -> list[_Speech]:
    """Read quotations that fill their paragraphs, with a dash and a name behind: in the same or in the next."""
    ends = [end for _, end in bounds]
    speeches = []
    for quote in quotes:
        at = bisect_left(ends, quote.end)
        start, end = bounds[at]
        if quote.start != start or not quote.closed:
            continue
        if quote.end == end and at + 1 < len(bounds):
            end = ends[at + 1]
        signed = _SIGNED.fullmatch(text, quote.end, end)
        if signed and all(word[0].isupper() for word in (signed[2].split()[0], signed[2].split()[-1])):
            speeches.append(_Speech(signed.span(2), signed.span(1), (quote.start, quote.end)))
    return speeches
