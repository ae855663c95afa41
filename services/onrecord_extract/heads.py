"""Which of the names in a source is the one it is about: "Ann Hale, Bob Poe's aide" is Ann Hale, "Poe aides" nobody."""

import re
from collections.abc import Sequence

from onrecord_extract.cues import DOCUMENT_NOUNS
from onrecord_extract.records import Entity, Span
from onrecord_extract.titles import GROUP_NOUNS, PERSON_NOUNS

POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s)")
PREPOSITION = re.compile(
    r"\s(?:for|of|to|with|by|from|about|like|behind|against|at|in|on|who|that)\s", re.IGNORECASE
)
_AFTER_HEAD = re.compile(
    r"\s*(?:\Z|,|\(|—|–|-\s|(?:of|from|at|with|for|who|which|himself|herself|itself|in|on|via|and)\b)"
)
_DEPENDENT = re.compile(
    r"\b(?:for|of|to|with|by|from|about|like|behind|against|and|or|than)\s(?:the\s)?\Z", re.IGNORECASE
)
_LONGEST_ROLE_CHARS = 60
_STANDING_FOR_IT = GROUP_NOUNS | DOCUMENT_NOUNS  # "the Oxfam report"
_STANDING_FOR_A_PLACE = frozenset({"government", "administration"})  # its police are another
_ACRONYM = re.compile(r"\s\([A-Z][\w.&-]{1,12}\)")
_EXAMPLES = re.compile(r"\b(?:such as|including|like)\s", re.IGNORECASE)


def head(text: str, source: Span, inside: Sequence[Entity]) -> Entity | None:
    """Find the entity that the phrase *source* is about, not those that only tell of it; None where it is none.

    Args:
        text: The article.
        source: Where the phrase stands in it.
        inside: The mentions in the phrase, by start.
    """
    start, end = source
    comma = text.find(",", start, end)
    first = comma if comma >= 0 else end  # where the first segment ends
    examples = _EXAMPLES.search(text, start, end)  # "firms such as Oxel and Marl" are neither
    inside = [mention for mention in inside if not examples or mention.start < examples.start()]
    people = [mention for mention in inside if mention.type == "PERSON"]
    for mention in reversed(people):
        apposed = mention.end > first
        if apposed and not _opens_apposition(
            text, max(start, mention.start - _LONGEST_ROLE_CHARS), mention.start
        ):
            continue
        if not _stands_free(text, mention, start, end):
            continue
        if not (apposed and any(_speaks_first(text, other, mention, first) for other in people)):
            return mention
    for mention in inside:
        if mention.type == "PERSON" or mention.start >= first:
            continue
        trailing = _ACRONYM.sub("", text[mention.end : first]).strip().lower().split()
        leading = f" {text[start : mention.start]}"
        nouns = _STANDING_FOR_A_PLACE if mention.type == "PLACE" else _STANDING_FOR_IT
        if all(word in nouns for word in trailing) and not PREPOSITION.search(leading):
            return mention
    return None


def _stands_free(text: str, mention: Entity, start: int, end: int) -> bool:
    """Say whether a name is neither a possessor, nor a modifier, nor the object of a preposition."""
    after = text[mention.end : end]
    held = POSSESSIVE.match(after) or _DEPENDENT.search(text[start : mention.start])
    return not held and _AFTER_HEAD.match(after) is not None


def _opens_apposition(text: str, floor: int, start: int) -> bool:
    """Say whether a name at *start* follows a comma, or the role between: "Poe's son, **filmmaker** Bob Poe"."""
    comma = text.rfind(", ", floor, start)
    words = text[comma + 2 : start].split()
    return comma >= 0 and (not words or (all(map(str.islower, words)) and words[-1] in PERSON_NOUNS))


def _speaks_first(text: str, other: Entity, mention: Entity, first: int) -> bool:
    """Say whether *other* is named in the first segment already: "**Ann Hale**, mayor, Bob Poe"."""
    if other.end > first or other.id == mention.id or not _AFTER_HEAD.match(text[other.end : first]):
        return False
    return not _DEPENDENT.search(text[max(0, other.start - 12) : other.start])
