"""How much of one text stands in another, whatever was trimmed, moved or added; and keys by which such texts meet."""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from onrecord_clean.words import UNSPACED

Passages = NDArray[np.uint64]
"""Hashes of all runs of PASSAGE_WORDS words of a text: sorted, each once; shape (n,)."""

PASSAGE_WORDS = 4
MAX_WORDS = 50_000
LEAST_PASSAGES = 30
"""Shorter texts are notices and scores that many articles share."""
KEYS = 24
SHARED_KEYS = 2
"""So many keys in common make two texts worth comparing: of copies cut down to a third, 993 in 1,000 have them."""
COPIED = 0.6
COPIED_AT_HOME = 0.9
"""Within one outlet: its daily pages on weather and shares are filled into the same words."""
LEAST_SHARE = 0.2

LETTERS = "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED)
WORD = re.compile(f"[{LETTERS}]|[^\\W{LETTERS}]+")
BASE = 0x9E3779B97F4A7C15


def passages(paragraphs: Sequence[str]) -> Passages:
    """Hash every run of PASSAGE_WORDS words of *paragraphs*, read as one text of at most MAX_WORDS words."""
    found: list[str] = []
    for paragraph in paragraphs:
        found += WORD.findall(paragraph.casefold())
        if len(found) > MAX_WORDS:
            del found[MAX_WORDS:]
            break
    count = len(found) - PASSAGE_WORDS + 1
    if count < 1:
        return np.zeros(0, dtype=np.uint64)
    words = np.fromiter(
        (crc32(word.encode("utf-8", "surrogatepass")) for word in found), np.uint64, len(found)
    )
    runs = np.zeros(count, dtype=np.uint64)
    for place in range(PASSAGE_WORDS):
        runs = runs * np.uint64(BASE) + words[place : place + count]
    return np.unique(_mixed(runs))


def keys(text: Passages) -> list[int]:
    """Give the KEYS smallest hashes of *text*, as signed numbers; none for fewer than LEAST_PASSAGES.

    Of the keys of a text, those that stand in a part of it are keys of that part too: a copy shares keys with what
    it was cut from, in the measure in which it was cut.

    Source:
        The sketch MIN of A. Broder, On the resemblance and containment of documents, 1997.
    """
    if len(text) < LEAST_PASSAGES:
        return []
    smallest: list[int] = text[:KEYS].astype(np.int64).tolist()
    return smallest


def containment(one: Passages, other: Passages) -> float:
    """Say how much of the shorter text stands in the longer one: a share of its passages, 0 for an empty one."""
    shorter = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / shorter if shorter else 0.0


def is_copy(one: Passages, other: Passages, *, same_outlet: bool) -> bool:
    """Tell whether *one* and *other* are one text, trimmed, edited or added to.

    A text that is a small part of another is no copy of it: what was said before is in every article that follows.
    """
    shorter, longer = sorted((len(one), len(other)))
    if shorter < LEAST_PASSAGES or shorter < LEAST_SHARE * longer:
        return False
    return containment(one, other) >= (COPIED_AT_HOME if same_outlet else COPIED)


def _mixed(values: Passages) -> Passages:
    """Spread every bit of *values* over all the others.

    Source:
        The finaliser of SplitMix64, https://prng.di.unimi.it/splitmix64.c
    """
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
