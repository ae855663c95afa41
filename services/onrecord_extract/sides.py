"""On which side of a quotation straight marks stand where no white space tells: tokenised text has it on both sides.

The likeliest reading of a paragraph's marks as a whole: what stands around each, and that marks alternate. A paragraph
may begin within a quotation, where its opening mark was lost or stands at the end of the paragraph before.
"""

from collections.abc import Sequence

from onrecord_extract.cues import CueClass, cue_of
from onrecord_extract.records import Span

_OPENS = {
    "start": {"capital": 9.1, "small": 2.0, "mark": 4.4},
    "stop": {"capital": 1.5, "small": -3.9, "mark": -1.9, "end": -3.0},
    "comma": {"capital": -1.9, "small": -2.8, "mark": -1.6, "end": -2.2},
    "said": {"capital": 3.5, "small": 2.8},
    "colon": {"capital": 6.7, "small": 2.6, "mark": 2.2},
    "mark": {"capital": 0.7, "small": -0.2, "mark": -1.6, "end": -4.6},
    "word": {"capital": 2.4, "small": 0.5, "mark": -2.7, "end": -3.6},
}
"""By what stands before a mark and behind it, the logarithm of how many open a quotation for one that closes it, in the
training parts of PolNeAR, worldwide_ner and GUM where white space tells (25,000 marks; "said" was counted by its eighteen
commonest verbs). Behind a stop at the paragraph's end it is -9 there: tokenised text leaves the opening mark of the
paragraph that follows in that place. That one and what a reading loses, below, were chosen on
polnear_cofenet_split/dev."""

_LOST = -4.0
"""Of a paragraph that begins within a quotation and has no mark that says so."""

_UNCLOSED = -3.0
"""Of a paragraph that ends within a quotation."""

_AGAIN = -6.0
"""Of a mark that opens where one is open already, or closes where none is."""

_LONGEST_CUE = 20
"""Characters before a comma that a verb of saying is looked for in."""


def opening(text: str, paragraph: Span, marks: Sequence[Span], known: Sequence[bool | None]) -> list[bool]:
    """Say of each of a paragraph's double marks whether it opens a quotation. Linear in the paragraph's length.

    Args:
        marks: The marks' spans, in order.
        known: Of each, whether it opens, where that is plain.
    """
    inside = {False: 0.0, True: _LOST}  # how likely the likeliest reading is that ends there
    came_from: list[dict[bool, bool]] = []
    for mark, plain in zip(marks, known, strict=True):
        chances = {True: _chance(text, paragraph, mark), False: 0.0} if plain is None else {plain: 0.0}
        steps = {
            opens: {before: so_far + chance + _AGAIN * (opens is before) for before, so_far in inside.items()}
            for opens, chance in chances.items()
        }
        came_from.append({opens: max(step, key=step.__getitem__) for opens, step in steps.items()})
        inside = {opens: max(step.values()) for opens, step in steps.items()}
    if True in inside:
        inside[True] += _UNCLOSED
    opens = max(inside, key=inside.__getitem__)
    read = []
    for came in reversed(came_from):
        read.append(opens)
        opens = came[opens]
    return read[::-1]


def _chance(text: str, paragraph: Span, mark: Span) -> float:
    """Look up what stands around a mark: above 0 it opens, rather than closes."""
    start, end = mark
    while start > paragraph[0] and text[start - 1].isspace():
        start -= 1
    while end < paragraph[1] and text[end].isspace():
        end += 1
    before = text[start - 1] if start > paragraph[0] else ""
    behind = text[end] if end < paragraph[1] else ""
    return _OPENS[_before(text, paragraph[0], start, before)].get(_behind(behind), 0.0)


def _before(text: str, floor: int, end: int, last: str) -> str:
    if not last:
        return "start"
    if last == ",":
        word = text[max(floor, end - _LONGEST_CUE) : end - 1].split()[-1:]
        cue = cue_of(word[0]) if word else None
        return "said" if cue is not None and cue.cue_class is CueClass.SPEECH else "comma"
    if last in ".?!…":
        return "stop"
    if last == ":":
        return "colon"
    return "word" if last.isalnum() else "mark"


def _behind(first: str) -> str:
    if not first:
        return "end"
    if not first.isalnum():
        return "mark"
    return "capital" if first.isupper() else "small"
