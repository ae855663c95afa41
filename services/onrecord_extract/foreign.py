"""Direct speech in languages that the model has not learned: by their quotation marks and dialogue dashes alone.

Who speaks is left open: a wrong speaker is worse than none.
"""

import re
from collections.abc import Iterator

from onrecord_extract.quotes import outer_quotes
from onrecord_extract.records import Span, Statement
from onrecord_extract.sentences import paragraphs

READ_BY_MODEL = frozenset({"en", "pcm"})
"""Nigerian Pidgin too: short English texts are often taken for it, and Nigeria's papers write English."""

LEAST_WORDS = 4
"""Of a quotation, to be speech: fewer are a title, a nickname, or a word that somebody keeps at arm's length."""

LEAST_CHARS = 8
"""The same where words are not set apart: Chinese, Japanese, Thai."""

_DASHES = "—–―‒"
_DIALOGUE = re.compile(rf"[{_DASHES}]\s?(?=\S)")
_TAG = re.compile(rf"\s[{_DASHES}](?=\w)|(?<=[,.!?…])\s?[{_DASHES}]\s?(?=\w)")
"""Where the narrator takes over: "—No —dijo", "— Non, — dit-il"."""
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def readable(lang: str | None) -> bool:
    """Say whether the model has learned *lang*; a text that nobody knows the language of is tried."""
    return lang is None or lang in READ_BY_MODEL


def quotations(text: str) -> tuple[Statement, ...]:
    """Find what is quoted in *text*, in order: direct statements without source, cue and speaker.

    A quotation that the next paragraph goes on with is one statement with it.
    """
    found: list[list[Span]] = []
    going_on = False
    for span, continues in _spoken(text):
        if going_on:
            found[-1].append(span)
        elif continues or _is_speech(text[slice(*span)]):
            found.append([span])
        going_on = continues
    return tuple(Statement("direct", (), (), tuple(content), None, None, None) for content in found)


def _spoken(text: str) -> Iterator[tuple[Span, bool]]:
    """Yield quotations, and paragraphs that a dialogue dash opens; and whether the next one goes on with it."""
    quotes = outer_quotes(text)
    at = 0
    for start, end in paragraphs(text):
        dash = _DIALOGUE.match(text, start, end)
        if dash and not (at < len(quotes) and quotes[at].start < end):
            tag = _TAG.search(text, dash.end(), end)
            yield (dash.end(), tag.start() if tag else end), False
        while at < len(quotes) and quotes[at].start < end:
            quote = quotes[at]
            at += 1
            if at > 1 and quotes[at - 2].end > quote.start:
                continue
            yield (quote.start, quote.end), quote.continues


def _is_speech(quoted: str) -> bool:
    words = len(_WORD.findall(quoted))
    return words >= LEAST_WORDS or (bool(_UNSPACED.search(quoted)) and len(quoted) - 2 >= LEAST_CHARS)
