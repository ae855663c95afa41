"""How alike two statements are in what they mean, where their words are not."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onrecord_track.embedding import encode
from onrecord_track.rarity import weight
from onrecord_track.stems import GRAMMAR_WORDS, stem
from onrecord_track.words import words

GRAMMAR_TELLS = 0.3
"""Share of its weight that a word of grammar keeps in an alignment."""

KEPT = 256
"""Statements whose meaning is kept: 3 MB of usual ones, 100 MB of the longest that are read."""


@dataclass(frozen=True, slots=True)
class Meaning:
    vector: NDArray[np.float32]
    """Shape (d,), length 1."""

    tokens: NDArray[np.float32]
    """Shape (n, d), rows of length 1."""

    stems: tuple[str, ...]
    """The stem of the word that each token is, or is a part of; empty for a sign. Length n."""

    weights: NDArray[np.float64]
    """What each token tells: its word's weight, shared among the word's tokens; shape (n,)."""


@lru_cache(maxsize=KEPT)
def meaning(content: str) -> Meaning:
    """Read what somebody said; its first 256 tokens count."""
    encoded = encode(content)
    told = iter(words(content))
    word = next(told, None)
    stems: list[str] = []
    for start, _ in encoded.spans:
        while word is not None and word.end <= start:
            word = next(told, None)
        stems.append(stem(word.folded) if word is not None and word.start <= start else "")
    weights = np.zeros(len(stems))
    first = 0
    for place in range(1, len(stems) + 1):
        if place == len(stems) or stems[place] != stems[first]:
            weights[first:place] = _tells(stems[first]) / (place - first)
            first = place
    return Meaning(encoded.vector, encoded.tokens, tuple(stems), weights)


def alike(one: Meaning, other: Meaning) -> float:
    """Give the cosine of two meanings, in [-1, 1]."""
    return float(one.vector @ other.vector)


def aligned(one: Meaning, other: Meaning, *, leave_out: frozenset[str]) -> float:
    """Say how well one statement's words find their like in the other's, whichever side finds them better.

    Each token takes the nearest of the other side's, and they are averaged by what they tell, *leave_out* (the
    speakers' names) apart.

    Returns:
        In [-1, 1]; 1 where every token has its equal; 0 where there is nothing to align.

    Source:
        BERTScore (Zhang et al., 2020) with the weights of ``onrecord_track.rarity``.
    """
    if not len(one.tokens) or not len(other.tokens):
        return 0.0
    near = one.tokens @ other.tokens.T
    return max(
        _mean(near.max(axis=1), one, leave_out),
        _mean(near.max(axis=0), other, leave_out),
    )


def _mean(nearest: NDArray[np.float32], told: Meaning, leave_out: frozenset[str]) -> float:
    weights = told.weights * [each not in leave_out for each in told.stems]
    total = weights.sum()
    return float(nearest @ weights / total) if total else 0.0


def _tells(stemmed: str) -> float:
    if not stemmed:
        return 0.0
    return weight(stemmed) * (GRAMMAR_TELLS if stemmed in GRAMMAR_WORDS else 1.0)
