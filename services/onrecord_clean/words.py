"""The words and characters of a page's blocks as arrays: hashed and counted for all blocks at once.

A page has hundreds of short blocks. One pass of numpy over all their characters costs a fifth of a loop over them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint32]
Masks = NDArray[np.bool_]

MAX_TEXT_CHARS = 4_000
BETWEEN = "\x00"
PLANE = 1 << 16
"""Characters beyond the first plane (old scripts, emoji) all count as one sign."""
BASE = 0x01000193
BUCKET_BITS = 14
BUCKETS = 1 << BUCKET_BITS
"""Rows of the labeller's tables."""

WORD, UPPER, DIGIT, SPACE, ENDER, CLOSER, QUOTE, CURRENCY, ALONE = (1 << bit for bit in range(9))
UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x9FFF), (0xF900, 0xFAFF))
"""Thai and Lao, Burmese, Khmer, Chinese and Japanese: scripts that leave no spaces; each letter is taken for a word."""
ENDERS = ".!?。！？"
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

    codes: Hashes
    """Of each character, its code point in small letters; shape (c,)."""

    flags: NDArray[np.uint16]
    """Of each character, WORD, UPPER, …; shape (c,)."""

    at: Ints

    def characters(self, marked: Masks) -> NDArray[np.float32]:
        """Count the characters of each text that are *marked*, a mask of shape (c,)."""
        return np.add.reduceat(marked, self.at[:-1], dtype=np.int32).astype(np.float32)

    def are(self, flag: int) -> Masks:
        """Mark the characters that are *flag*; shape (c,)."""
        marked: Masks = (self.flags & flag) != 0
        return marked

    def tokens(self, marked: Masks) -> NDArray[np.float32]:
        """Count the tokens of each text that are *marked*, a mask of shape (m,)."""
        until = np.concatenate([[0], np.cumsum(marked)])
        counts: NDArray[np.float32] = (until[self.first[1:]] - until[self.first[:-1]]).astype(np.float32)
        return counts


def read(texts: Sequence[str]) -> Words:
    """Read the first MAX_TEXT_CHARS of each of *texts*, which are one or more."""
    cut = [text[:MAX_TEXT_CHARS] for text in texts]
    at = np.concatenate([[0], np.cumsum([len(text) + 1 for text in cut])])
    joined = (BETWEEN.join(cut) + BETWEEN).encode("utf-32-le", "surrogatepass")
    raw = np.minimum(np.frombuffer(joined, dtype=np.uint32), PLANE - 1)
    kinds, small, powers = _tables()
    flags, codes = kinds[raw], small[raw]
    is_word, is_space = (flags & WORD) != 0, (flags & SPACE) != 0
    begins = ~is_space
    alone = (flags & ALONE) != 0
    begins[1:] &= ~(is_word[1:] & is_word[:-1]) | alone[1:] | alone[:-1]
    starts = np.flatnonzero(begins)
    first = np.searchsorted(starts, at)
    if not len(starts):
        return Words(np.zeros(0, np.uint32), starts, starts, first, codes, flags, at)
    place = np.arange(len(raw)) - starts[np.cumsum(begins) - 1]
    told = np.where(is_space, 0, codes * powers[place.clip(0, MAX_TEXT_CHARS)])
    hashes = mixed(np.add.reduceat(told, starts, dtype=np.uint32))
    lengths = np.add.reduceat(is_word, starts, dtype=np.int64)
    return Words(hashes, lengths, starts, first, codes, flags, at)


def runs(begin: Ints, length: Ints) -> tuple[Ints, Ints]:
    """Give the members of the runs ``[begin, begin + length)`` one after the other, and each one's run."""
    owner = np.repeat(np.arange(len(begin)), length)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length)
    return begin[owner] + within, owner


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


@cache
def _tables() -> tuple[NDArray[np.uint16], Hashes, Hashes]:
    """Make, once per process: what each character is, its small letter, and the powers of BASE."""
    kinds = np.zeros(PLANE, dtype=np.uint16)
    small = np.arange(PLANE, dtype=np.uint32)
    for code in range(PLANE):
        sign = chr(code)
        if sign.isalnum() or sign == "_":
            kinds[code] |= WORD
            if any(begin <= code <= end for begin, end in UNSPACED):
                kinds[code] |= ALONE
            if sign.isdigit():
                kinds[code] |= DIGIT
                small[code] = ord("0")
            elif sign.isupper():
                kinds[code] |= UPPER
                small[code] = ord(sign.lower()[0])
        elif sign.isspace() or sign == BETWEEN:
            kinds[code] |= SPACE
    for flag, signs in ((ENDER, ENDERS), (CLOSER, CLOSERS), (QUOTE, QUOTES), (CURRENCY, CURRENCIES)):
        for sign in signs:
            kinds[ord(sign)] |= flag
    powers = np.ones(MAX_TEXT_CHARS + 1, dtype=np.uint32)
    powers[1:] = np.cumprod(np.full(MAX_TEXT_CHARS, BASE, dtype=np.uint32), dtype=np.uint32)
    return kinds, small, powers
