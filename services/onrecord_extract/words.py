"""Cut text into words, with what an uncased encoder cannot see of them: case, quotation marks, paragraph starts.

The trained tagger reads words and features made here and nothing else, in training and at run time alike: a
change to this module asks for a new training.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_WORD = 40
"""Characters; what is longer is cut into several words, so that no word outgrows an encoder's window."""

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
_QUOTATION_MARKS = _OPENING | _CLOSING | _STRAIGHT | _SINGLE
_SENTENCE_ENDS = frozenset(".!?")

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
        spelled = [word.group() for word in words]
        quotes = _quote_states(text, words)
        features = [
            _shape(word) * SHAPE_STEP + 2 * quote for word, quote in zip(spelled, quotes, strict=True)
        ]
        features[0] += 1
        for low, high in _cuts(words):
            yield Segment(
                [word.start() for word in words[low:high]],
                [word.end() for word in words[low:high]],
                [_spell(word) for word in spelled[low:high]],
                features[low:high],
            )


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
    inside = False
    line_end = words[-1].end()
    for word in words:
        mark = word.group()
        if mark not in _QUOTATION_MARKS:
            states.append(INSIDE if inside else OUTSIDE)
            continue
        before = text[word.start() - 1] if word.start() > words[0].start() else " "
        after = text[word.end()] if word.end() < line_end else " "
        if mark in _OPENING or mark in _CLOSING or mark in _STRAIGHT:
            if mark == "“":
                opens = not (inside and not before.isspace())  # German „…“ closes with it
            elif mark in _STRAIGHT and before.isspace() != after.isspace():
                opens = before.isspace() and not (inside and not after.isalnum())
            elif mark in _STRAIGHT:
                opens = not inside
            else:
                opens = mark in _OPENING
            inside = opens
            states.append(OPENS if opens else CLOSES)
        elif (
            mark in _SINGLE
            and (before.isalnum() and after.isalnum()) is False
            and before.isspace() != after.isspace()
        ):
            states.append(OPENS_SINGLE if before.isspace() else CLOSES_SINGLE)
        else:
            states.append(INSIDE if inside else OUTSIDE)
    return states
