"""The words and characters of a page's blocks as arrays: hashed and counted for all blocks at once.

A page has hundreds of short blocks. One pass of numpy over all their characters costs a fifth of a loop over them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint32]
Masks = NDArray[np.bool_]
Whole = TypeVar("Whole", np.int64, np.uint32)

MAX_TEXT_CHARS = 4_000
BETWEEN = "\x00"
PLANE = 1 << 16
"""Characters beyond the first plane (old scripts, emoji) all count as one sign."""
BASE = 0x01000193
INVERSE = pow(BASE, -1, 1 << 32)
POWERS = 1 << 16
"""So many powers are kept: few pages have more characters."""
BUCKET_BITS = 14
BUCKETS = 1 << BUCKET_BITS
"""Rows of the labeller's tables."""

WORD, UPPER, LOWER, DIGIT, SPACE, ENDER, CLOSER, COLON, ELLIPSIS, OPENS, SHUTS, ALONE, JOINS = (
    1 << bit for bit in range(13)
)
"""ALONE is a WORD in itself; what JOINS makes one with the sign beside it, if that does too."""
COUNTED = UPPERS, DIGITS, COMMAS, QUOTATION, MONEY = range(5)
COUNT_BITS = 12
UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x9FFF), (0xF900, 0xFAFF))
"""Thai and Lao, Burmese, Khmer, Chinese and Japanese: scripts that leave no spaces; each letter is taken for a word."""
ENDERS = ".!?。！？"
BRACKETS = "([", ")]"
CLOSERS = "\"'”’»)]"
QUOTES = '"“”„«»‘’「」'
CURRENCIES = "$€£¥₹"


@dataclass(frozen=True, slots=True)
class Words:
    """Of n texts with m tokens and c characters; a token is a run of letters and digits, or one other sign, or one
    letter of a script without spaces.

    Text i owns the tokens ``[first[i], first[i + 1])`` and the characters ``[at[i], at[i + 1])``, the last of which
    is BETWEEN.
    """

    hashes: Hashes
    """Of each token in small letters with every digit as 0; shape (m,)."""

    lengths: Ints
    """Letters and digits in each token, 0 for a sign; shape (m,)."""

    starts: Ints
    """The first character of each token; shape (m,)."""

    first: Ints

    flags: NDArray[np.uint16]
    """Of each character, WORD, UPPER, …; shape (c,)."""

    at: Ints

    counts: NDArray[np.float32]
    """How many of each of COUNTED each text holds; shape (5, n)."""

    def characters(self, marked: Masks) -> NDArray[np.float32]:
        """Count the characters of each text that are *marked*, a mask of shape (c,)."""
        return np.add.reduceat(marked, self.at[:-1], dtype=np.int32).astype(np.float32)

    def are(self, flag: int) -> Masks:
        """Mark the characters that are *flag*; shape (c,)."""
        return (self.flags & flag).astype(bool)

    def tokens(self, marked: Masks) -> NDArray[np.float32]:
        """Count the tokens of each text that are *marked*, a mask of shape (m,)."""
        until = np.zeros(len(marked) + 1, dtype=np.int32)
        marked.cumsum(out=until[1:])
        before = until.take(self.first)
        return (before[1:] - before[:-1]).astype(np.float32)

    def edges(self, texts: Sequence[str]) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
        """Say what the first and the last character of each of *texts* is, those that were read; SPACE if it has none."""
        first, last = (
            self.flags.take(self.at[:-1]),
            self.flags.take(np.maximum(self.at[1:] - 2, self.at[:-1])),
        )
        for i in (self.at[1:] - self.at[:-1] > MAX_TEXT_CHARS).nonzero()[0].tolist():
            last[i] = _signs().kinds[min(ord(texts[i][-1]), PLANE - 1)]
        return first, last

    def but_the_last(self) -> "Words":
        """Leave out the last text."""
        tokens, characters = self.first[-2], self.at[-2]
        return Words(
            self.hashes[:tokens],
            self.lengths[:tokens],
            self.starts[:tokens],
            self.first[:-1],
            self.flags[:characters],
            self.at[:-1],
            self.counts[:, :-1],
        )


def read(texts: Sequence[str]) -> Words:
    """Read the first MAX_TEXT_CHARS of each of *texts*, which are one or more."""
    cut = [text[:MAX_TEXT_CHARS] for text in texts]
    at = np.zeros(len(cut) + 1, dtype=np.int64)
    np.cumsum([len(text) + 1 for text in cut], out=at[1:])
    joined = (BETWEEN.join(cut) + BETWEEN).encode("utf-32-le", "surrogatepass")
    raw = np.minimum(np.frombuffer(joined, dtype=np.uint32), PLANE - 1).astype(np.intp)
    signs = _signs()
    flags = signs.kinds.take(raw)
    joins = (flags & JOINS).astype(bool)
    begins = (flags & SPACE) == 0
    begins[1:] &= ~(joins[1:] & joins[:-1])
    starts = begins.nonzero()[0]
    first = starts.searchsorted(at)
    packed = np.add.reduceat(signs.counted.take(raw), at[:-1])
    counts = np.empty((len(COUNTED), len(cut)), dtype=np.float32)
    for i in COUNTED:
        counts[i] = packed >> i * COUNT_BITS & (1 << COUNT_BITS) - 1
    if not len(starts):
        return Words(np.zeros(0, np.uint32), starts, starts, first, flags, at, counts)
    # each sign times BASE to the power of its place in the token, which is that of its place in all, shifted back
    told = signs.small.take(raw) * powers(BASE, len(raw))
    hashes = mixed(np.add.reduceat(told, starts, dtype=np.uint32) * powers(INVERSE, len(raw)).take(starts))
    joined_up = joins.take(starts)
    lengths = (flags.take(starts) & ALONE).astype(bool).astype(np.int64)
    lengths[joined_up] = (joins[:-1] & ~joins[1:]).nonzero()[0] + 1 - starts[joined_up]
    return Words(hashes, lengths, starts, first, flags, at, counts)


def runs(begin: Ints, length: Ints) -> tuple[Ints, Ints]:
    """Give the members of the runs ``[begin, begin + length)`` one after the other, and each one's run."""
    owner = np.arange(len(begin)).repeat(length)
    shift = begin - length.cumsum() + length
    return np.arange(len(owner)) + shift.take(owner), owner


def once(values: NDArray[Whole]) -> NDArray[Whole]:
    """Sort *values* and give each once; numpy's own unique takes ten times as long for a few hundred."""
    ordered = np.sort(values)
    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new]


def bucket(hashes: Hashes) -> Ints:
    """Give each hash its row of the table."""
    return (hashes >> np.uint32(32 - BUCKET_BITS)).astype(np.int64)


def mixed(values: Hashes) -> Hashes:
    """Spread every bit of *values* over all the others.

    Source:
        The finaliser of MurmurHash3, https://github.com/aappleby/smhasher
    """
    values = values ^ (values >> np.uint32(16))
    values = values * np.uint32(0x85EBCA6B)
    values = values ^ (values >> np.uint32(13))
    values = values * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def paired(left: Hashes, right: Hashes, kind: int) -> Hashes:
    """Hash *left* and *right* together; another *kind* of pair gives another hash."""
    return mixed(left * np.uint32(0x9E3779B1) + right * np.uint32(0x27D4EB2F) + np.uint32(kind))


def powers(base: int, count: int) -> Hashes:
    """Give *base* to the power of 0, 1, … as 32-bit numbers; shape (count,)."""
    return _kept(base)[:count] if count <= POWERS else _made(base, count)


@cache
def _kept(base: int) -> Hashes:
    return _made(base, POWERS)


def _made(base: int, count: int) -> Hashes:
    factors = np.full(count, base, dtype=np.uint32)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint32)


class Signs(NamedTuple):
    """What is known of each character of the first plane; shape (PLANE,)."""

    kinds: NDArray[np.uint16]
    """WORD, UPPER, …"""

    small: Hashes
    """Its small letter, 0 for every digit, and nothing for a space."""

    counted: NDArray[np.uint64]
    """A one for each of COUNTED that it is, COUNT_BITS apart: a sum of MAX_TEXT_CHARS of them counts all at once."""


@cache
def _signs() -> Signs:
    """Make the tables, once per process."""
    kinds = np.zeros(PLANE, dtype=np.uint16)
    small = np.arange(PLANE, dtype=np.uint32)
    for code in range(PLANE):
        sign = chr(code)
        if sign.isalnum() or sign == "_":
            kinds[code] |= WORD
            alone = any(begin <= code <= end for begin, end in UNSPACED)
            kinds[code] |= ALONE if alone else JOINS
            if sign.isdigit():
                kinds[code] |= DIGIT
                small[code] = ord("0")
            elif sign.isupper():
                kinds[code] |= UPPER
                small[code] = ord(sign.lower()[0])
            elif sign.islower():
                kinds[code] |= LOWER
        elif sign.isspace() or sign == BETWEEN:
            kinds[code] |= SPACE
            small[code] = 0
        elif sign.islower():
            kinds[code] |= LOWER
    opening, closing = BRACKETS
    named = (
        (ENDER, ENDERS),
        (CLOSER, CLOSERS),
        (COLON, ":"),
        (ELLIPSIS, "…"),
        (OPENS, opening),
        (SHUTS, closing),
    )
    for flag, signs in named:
        kinds[[ord(sign) for sign in signs]] |= flag
    counted = np.zeros(PLANE, dtype=np.uint64)
    for i, signs in ((COMMAS, ","), (QUOTATION, QUOTES), (MONEY, CURRENCIES)):
        counted[[ord(sign) for sign in signs]] = 1 << i * COUNT_BITS
    for i, flag in ((UPPERS, UPPER), (DIGITS, DIGIT)):
        counted[(kinds & flag) != 0] = 1 << i * COUNT_BITS
    return Signs(kinds, small, counted)
