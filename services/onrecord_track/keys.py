"""By which keys an utterance is found again: few, hashed, and bound to the days around it.

Two statements that could be one share a key: a telling word of the same speaker, or a run of words of anybody's.
A key holds the fortnight it was made in, so that what a much quoted person said years ago costs nothing today.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from onrecord_track.likeness import Telling
from onrecord_track.speakers import speaker_key

REACH_DAYS = 14
"""How far from its own day a statement is found for sure; it may be found for as long again."""

WORD_KEYS = 12
SHINGLE_KEYS = 8
"""With 12 and 8, 177 of 178 labelled pairs judged same or update share a key; with 32 and 16 the same 177."""

LIGHTEST_KEY = 8.0
"""Weight from which a word can be a key: "has" and "will" would find everything the speaker ever said."""

KEPT_DAYS = 60
"""Keys of what was last said longer ago are deleted: an article that comes in later than that finds nothing to repeat."""

KEPT = 32
"""Statements whose keys are kept: what they are looked for by is mostly stored next."""

_SECONDS = REACH_DAYS * 24 * 3600
_HALF = 32
"""Bits."""
_ALL = 2**64 - 1
_GOLDEN = 0x9E3779B1
"""A prime near 2**32 over the golden ratio: its multiples are spread evenly (Knuth, The Art of Computer Programming, 6.4)."""


def keys_to_store(telling: Telling) -> frozenset[int]:
    """Give the keys under which to find *telling*, signed 64-bit, WORD_KEYS + SHINGLE_KEYS at most."""
    return frozenset(in_fortnight(_numbers(telling), fortnight(telling.said.date)))


def keys_to_find(telling: Telling, *, newest: int | None = None) -> frozenset[int]:
    """Give the keys of all that *telling* could repeat, up to REACH_DAYS earlier or later.

    Args:
        newest: The last fortnight in which anything was said, where that is known: no key is of a later one.
    """
    here = fortnight(telling.said.date)
    around = [each for each in (here - 1, here, here + 1) if newest is None or each <= newest]
    numbers = _numbers(telling)
    return frozenset().union(*(in_fortnight(numbers, each) for each in around))


@lru_cache(maxsize=KEPT)
def _numbers(telling: Telling) -> tuple[int, ...]:
    speaker = speaker_key(telling.said.speaker)
    told: list[int] = []
    if speaker:
        heavy = sorted(
            (-weight, found)
            for found, weight in telling.weights.items()
            if weight >= LIGHTEST_KEY and found not in telling.speaker_stems
        )
        told = [of_speaker(speaker, found) for _, found in heavy[:WORD_KEYS]]
    # The smallest by hash: a statement and a part of it choose the same ones of what they share.
    runs = sorted(hashed(" ".join(shingle)) for shingle in telling.shingles)
    return (*told, *runs[:SHINGLE_KEYS])


def fortnight(date: datetime) -> int:
    """Number the fortnights, from 1970."""
    return int(date.timestamp() // _SECONDS)


def hashed(text: str, *, size: int = 8) -> int:
    """Make a number of a text; unsigned, of *size* bytes."""
    return int.from_bytes(blake2b(text.encode(), digest_size=size).digest(), "big")


def of_speaker(speaker: str, word: str) -> int:
    """Make a number of a speaker's word: the upper half says who.

    So all that a speaker said in a fortnight stands together in the index, and a statement's keys on a page or two of it
    instead of on twelve, which is most of what a verdict costs the database.
    """
    return _upper_half(speaker) | hashed(word, size=4)


@lru_cache(maxsize=KEPT)
def _upper_half(speaker: str) -> int:
    return hashed(speaker, size=4) << _HALF


def in_fortnight(numbers: Iterable[int], fortnight: int) -> list[int]:
    """Make keys of numbers in a fortnight, which moves their upper halves; signed 64-bit."""
    moved = fortnight * _GOLDEN << _HALF
    return [((number + moved) & _ALL) - 2**63 for number in numbers]
