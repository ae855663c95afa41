"""Which part of a statement stands in quotation marks, and so is the speaker's own words."""

import re
from collections.abc import Container, Iterable
from math import fsum

from onrecord_track.rarity import weight
from onrecord_track.stems import GRAMMAR_WORDS, stem
from onrecord_track.words import folded_words

WHOLLY = 0.75
"""Share of the characters in quotation marks from which a statement is a quotation; less is a report that quotes."""

SHORTEST_SINGLE = 8
"""Characters between single marks: fewer are an apostrophe and a plural."""

FEW_WORDS_TELL_LESS = 10.0
"""Added to the weight of the quoted words: a quoted "not ready" held by the other side is little evidence."""

_QUOTED = re.compile(rf"[“\"]([^“”\"]*)[”\"]|''(.*?)''|‘([^‘’]{{{SHORTEST_SINGLE},}})’")


_MARK = re.compile(r"[“\"‘]|''")


def quoted(text: str) -> str:
    """Give what stands in quotation marks in *text*, parts joined by " … "; linear in its length."""
    if not _MARK.search(text):  # most of what is reported: a tenth of the time
        return ""
    return " … ".join(match[match.lastindex or 0] for match in _QUOTED.finditer(text))


def is_quotation(text: str) -> bool:
    return len(quoted(text)) > WHOLLY * len(text)


def quoted_stems(text: str) -> tuple[str, ...]:
    """Give the stems with a subject of their own that a report quotes, in order; none of a whole quotation."""
    if is_quotation(text):
        return ()
    found = (stem(word) for word in folded_words(quoted(text)))
    return tuple(each for each in found if each not in GRAMMAR_WORDS)


def held(told: Iterable[str], stems: Container[str], *, leave_out: Container[str]) -> float:
    """Say how much of what a report quotes the other statement holds.

    Args:
        told: ``quoted_stems`` of the report.
        stems: Of the other statement.
        leave_out: Stems that do not count: the speakers' names.

    Returns:
        The share of the quoted words' weight, in [0, 1); 0 where nothing, or everything, is quoted.
    """
    telling = [each for each in told if each not in leave_out]
    if not telling:
        return 0.0
    total = fsum(weight(each) for each in telling)
    return fsum(weight(each) for each in telling if each in stems) / (total + FEW_WORDS_TELL_LESS)
