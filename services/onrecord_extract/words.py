"""Cut text into words, with what an uncased encoder cannot see of them: case, quotation marks, paragraph starts.

The trained tagger reads words and features made here and nothing else, in training and at run time alike: a
change to this module asks for a new training.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from onrecord_extract.records import Span
from onrecord_extract.sides import opening

LONGEST_WORD = 40
"""Characters; what is longer is cut into several words, so that no word outgrows an encoder's window."""

KEPT_WORDS = 1 << 14
"""Words whose shape and spelling are remembered: some 3 MB."""

LONGEST_SEGMENT = 320
"""Words; a paragraph that is longer is cut, at the end of a sentence where one ends in its second half."""

# Newswire corpora write quotation marks as `` and '', and square brackets as -LSB- and -RSB-.
_WORD = re.compile(rf"``|''|-LSB-|-RSB-|[^\W_]{{1,{LONGEST_WORD}}}|\S")
_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")

_SPELLED = (
    {"``": '"', "''": '"', "-LSB-": "[", "-RSB-": "]"}
    | dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‘’‚‛", "'")
)
_OPENING = frozenset(("``", "“", "„", "«"))
_CLOSING = frozenset(("”", "»"))
_STRAIGHT = frozenset(('"', "''", "‟"))
_SINGLE = frozenset("'‘’‚‛")
_DOUBLE = _OPENING | _CLOSING | _STRAIGHT
_QUOTATION_MARKS = _DOUBLE | _SINGLE
_SENTENCE_ENDS = frozenset(".!?")
_BEFORE_CLOSING = frozenset(",.!?…")

OUTSIDE, INSIDE, OPENS, CLOSES, OPENS_SINGLE, CLOSES_SINGLE = range(6)
_QUOTE_STATES = 6
_SHAPES = 7
SHAPE_STEP = _QUOTE_STATES * 2
"""A word's feature, modulo this, says all but its shape."""
FEATURES = _SHAPES * SHAPE_STEP
"""How many values a word's feature can take."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph, or a part of a very long one: the unit in which spans are found.

    ``starts[i]`` and ``ends[i]`` are the offsets of word *i* into the text, ``spelled[i]`` is the word as the
    encoder should read it, ``features[i]`` is below FEATURES. All four have the same length, at least 1.
    """

    starts: list[int]
    ends: list[int]
    spelled: list[str]
    features: list[int]


def segments(text: str) -> Iterator[Segment]:
    """Yield the paragraphs of *text* that hold a word, in order; a line break ends a paragraph."""
    for line in _LINE.finditer(text):
        words = list(_WORD.finditer(text, line.start(), line.end()))
        if not words:
            continue
        shapes, spelled = zip(*(_seen(word[0]) for word in words), strict=True)
        quotes = _quote_states(text, words)
        features = [shape + 2 * quote for shape, quote in zip(shapes, quotes, strict=True)]
        features[0] += 1
        starts, ends = zip(*(word.span() for word in words), strict=True)
        for low, high in _cuts(words):
            yield Segment([*starts[low:high]], [*ends[low:high]], [*spelled[low:high]], features[low:high])


def _cuts(words: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Cut a line of words into runs of at most LONGEST_SEGMENT."""
    low = 0
    while len(words) - low > LONGEST_SEGMENT:
        high = low + LONGEST_SEGMENT
        for end in range(high, low + LONGEST_SEGMENT // 2, -1):
            if words[end - 1].group() in _SENTENCE_ENDS:
                high = end
                break
        yield low, high
        low = high
    yield low, len(words)


@lru_cache(KEPT_WORDS)
def _seen(word: str) -> tuple[int, str]:
    """Say what *word* adds to its feature by its shape, and how it is spelled for the encoder."""
    return _shape(word) * SHAPE_STEP, _spell(word)


def _spell(word: str) -> str:
    if word.isalnum():
        return word
    # A lone surrogate cannot be encoded as UTF-8, which the tokenizer needs.
    return _SPELLED.get(word) or ("\ufffd" if "\ud800" <= word <= "\udfff" else word)


def _shape(word: str) -> int:
    if word.isdigit():
        return 6
    if not word[0].isalnum():
        return 0
    if word.islower():
        return 1
    if word.isupper():
        return 4 if len(word) == 1 else 3
    if word[0].isupper() and word[1:].islower():
        return 2
    return 5


def _quote_states(text: str, words: list[re.Match[str]]) -> list[int]:
    """Say of each word of a line whether it stands inside quotation marks, or is one that opens or closes."""
    states = []
    line = words[0].start(), words[-1].end()
    opens = _openings(text, line, words)
    inside = _begins_inside(words, opens)
    for at, word in enumerate(words):
        mark = word.group()
        if at in opens:
            inside = opens[at]
            states.append(OPENS if inside else CLOSES)
            continue
        before, after = _around(text, line, word) if mark in _SINGLE else ("", "")
        if (
            mark in _SINGLE
            and not (before.isalnum() and after.isalnum())
            and before.isspace() != after.isspace()
        ):
            states.append(OPENS_SINGLE if before.isspace() else CLOSES_SINGLE)
        else:
            states.append(INSIDE if inside else OUTSIDE)
    return states


def _openings(text: str, line: Span, words: list[re.Match[str]]) -> dict[int, bool]:
    """Say of each double mark among the words of a line, by its index, whether it opens a quotation."""
    marks = {at: word for at, word in enumerate(words) if word.group() in _DOUBLE}
    opens: dict[int, bool] = {}
    known: list[bool | None] = []
    inside = False
    for at, word in marks.items():
        mark = word.group()
        before, after = _around(text, line, word)
        if mark == "“":
            inside = not (inside and not before.isspace())  # German „…“ closes with it
        elif mark in _STRAIGHT:
            inside = before.isspace() and not (inside and not after.isalnum())
        else:
            inside = mark in _OPENING
        opens[at] = inside
        told = mark not in _STRAIGHT or before.isspace() != after.isspace()
        known.append(inside if told else None)
    if None in known:
        spans = [word.span() for word in marks.values()]
        return dict(zip(opens, opening(text, line, spans, known), strict=True))
    return opens


def _begins_inside(words: list[re.Match[str]], opens: dict[int, bool]) -> bool:
    """Say whether a line begins within a quotation: its first mark closes one, behind a comma or a stop."""
    first = next(iter(opens), 0)
    return first > 0 and not opens[first] and words[first - 1].group() in _BEFORE_CLOSING


def _around(text: str, line: Span, word: re.Match[str]) -> tuple[str, str]:
    """Give the characters beside a word; a line's ends are white space."""
    return (
        text[word.start() - 1] if word.start() > line[0] else " ",
        text[word.end()] if word.end() < line[1] else " ",
    )
