"""Text to folded words with their offsets: the one idea of "a word" that topics and verdicts share."""

import re
import unicodedata
from itertools import groupby
from typing import NamedTuple

BMP_END = 0x10000


def _mark_ranges() -> str:
    """Build the inside of a character class with every combining mark of the basic plane.

    ``\\w`` leaves marks out, so without them a decomposed "é" and a vocalised Arabic word fall apart.
    """
    marks = [c for c in range(BMP_END) if unicodedata.category(chr(c)).startswith("M")]
    runs = [list(run) for _, run in groupby(enumerate(marks), key=lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in runs)


# U+02BC is a letter to Unicode and an apostrophe to those who type it ("п'ять").
_LETTERS = rf"[^\W_ʼ]+(?:[{_mark_ranges()}]+[^\W_ʼ]*)*"
_WORD = re.compile(rf"\d+(?:[.,]\d+)+[^\W\d_ʼ]*|{_LETTERS}(?:['’ʼ＇]{_LETTERS})*")
_APOSTROPHES = str.maketrans("’ʼ＇", "'''")


class Word(NamedTuple):
    """One word of a text: folded, and where it stands, characters [start, end)."""

    folded: str
    start: int
    end: int


def fold(word: str) -> str:
    """Fold case, accents, width and the apostrophe's shape, and drop a final 's."""
    bare = word.lower() if word.isascii() else _folded(word)
    while bare.endswith("'s"):
        bare = bare[:-2]
    return bare


def _folded(word: str) -> str:
    folded = word.translate(_APOSTROPHES)
    wide = unicodedata.normalize("NFKD", folded)
    # "½" opens to "1⁄2" and "㏂" to "a.m.": such a word keeps its own shape, or it would be two.
    if not _WORD.fullmatch(wide):
        wide = unicodedata.normalize("NFD", folded)
    return "".join(c for c in unicodedata.normalize("NFD", wide.casefold()) if not unicodedata.combining(c))


def words(text: str) -> list[Word]:
    """Split *text* into its words, in order.

    A word is a run of letters, digits and their marks, with apostrophes inside ("don't"); a number keeps
    its separators and its unit ("47,476", "2.5m"). Hyphens and full stops part words: "re-election" is two. Text written without
    spaces comes out as one long word. Linear in the length of *text*.
    """
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        # The usual word is folded here, and made as a NamedTuple makes it: a call for each took half of the time.
        folded = word.lower() if word.isascii() and "'" not in word else fold(word)
        if folded:
            start, end = match.span()
            found.append(tuple.__new__(Word, (folded, start, end)))
    return found


def folded_words(text: str) -> list[str]:
    """Give the words of *text*, folded, without their places."""
    return [word.folded for word in words(text)]
