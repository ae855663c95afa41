"""A name without what stands around it: titles, descriptions, brackets, a possessive."""

import re

from onrecord_extract.gazetteer import place
from onrecord_extract.titles import PERSON_NOUNS, is_title, title_chars

POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])\Z", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]{0,40}\),?\Z")


def canonical_form(name: str) -> str:
    """Strip from *name* titles before it, a possessive after it, an article of an organisation, and line ends."""
    bare = POSSESSIVE.sub("", " ".join(name.split()))
    return bare[title_chars(bare) :]


def person_form(name: str) -> str:
    """Strip from a person's *name* what tells of them too: ``Gov.`` and ``(R-Wex.)``, "Wexley Radio's", "the mayor"."""
    bare = canonical_form(_BRACKETS.sub("", name))
    words = bare.split()
    for k in range(len(words) - 1, 0, -1):
        left = words[k:]
        if len(left) > 1 and all(word[0].isupper() for word in left) and _tells(words[k - 1], words[: k - 1]):
            return canonical_form(" ".join(left))
    return bare


def name_start(text: str, start: int, end: int) -> int:
    """Find where in the mention of a person the name begins, past titles and descriptions."""
    first = person_form(text[start:end]).split(" ", 1)[0]
    return max(start, text.find(first, start, end))


def _tells(word: str, before: list[str]) -> bool:
    """Say whether *word* before a name is no part of it; *before* stands before it."""
    if POSSESSIVE.search(word):
        return True
    plain = word.strip(".").lower()
    if word.islower() or word.isupper():
        return plain in PERSON_NOUNS or (word.islower() and is_title(plain))
    abbreviated = word.endswith(".") and len(plain) > 1
    return is_title(plain) and bool(before) and (abbreviated or place(" ".join(before)) is not None)
