"""Sentences with each quotation as a single word: what a rule about "she said" reads. Linear in the text's length."""

import re
from typing import NamedTuple

from onrecord_extract.quotes import Quote
from onrecord_extract.records import Span
from onrecord_extract.sentences import paragraphs, sentences

_TOKEN = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Prof|Rev|St|Jr|Sr|Maj|Capt|Sgt|Adm|[A-Z](?=\.\s[A-Z]))\."
    r"|(?:[A-Z]\.){2,}|\d+(?:[.,]\d+)+|\w+(?:['’.&/-]\w+)*|[^\w\s]"
)


class Token(NamedTuple):
    """A word, a sign, or a whole quotation, whose words no rule reads.

    ``quote`` is the index of that quotation among those given, else None; ``text`` and ``lower`` are empty then.
    """

    start: int
    end: int
    text: str
    lower: str
    quote: int | None


class Unit(NamedTuple):
    """A sentence with all its quotations whole; never empty. ``paragraph`` counts from 0."""

    tokens: list[Token]
    paragraph: int
    last_of_paragraph: bool


def units(text: str, quotes: tuple[Quote, ...]) -> list[Unit]:
    """Cut *text* into units, given its outermost quotations in order."""
    found: list[Unit] = []
    ends = [end for _, end in paragraphs(text)]
    paragraph, quote = 0, 0
    for start, end in _joined(text, quotes):
        while ends[paragraph] < end:
            paragraph += 1
        while quote < len(quotes) and quotes[quote].end <= start:
            quote += 1
        tokens: list[Token] = []
        position, k = start, quote
        while k < len(quotes) and quotes[k].start < end:
            tokens += _tokens(text, position, quotes[k].start)
            tokens.append(Token(quotes[k].start, quotes[k].end, "", "", k))
            position = quotes[k].end
            k += 1
        tokens += _tokens(text, position, end)
        if tokens:
            found.append(Unit(tokens, paragraph, end == ends[paragraph]))
    return found


def _tokens(text: str, start: int, end: int) -> list[Token]:
    return [
        Token(match.start(), match.end(), match[0], match[0].lower(), None)
        for match in _TOKEN.finditer(text, start, end)
    ]


def _joined(text: str, quotes: tuple[Quote, ...]) -> list[Span]:
    """Join the sentences that end within a quotation, or at its end before "Mr Hale asked"."""
    joined: list[Span] = []
    quote = 0
    for start, end in sentences(text):
        if joined:
            previous = joined[-1][1]
            while quote < len(quotes) and quotes[quote].end < previous:
                quote += 1
            within = quote < len(quotes) and quotes[quote].start < previous < quotes[quote].end
            asked = quote < len(quotes) and quotes[quote].end == previous and text[previous - 2] in "?!"
            if "\n" not in text[previous:start] and (within or (asked and text[start].isalpha())):
                joined[-1] = (joined[-1][0], end)
                continue
        joined.append((start, end))
    return joined
