"""How much two statements say the same: shared words, the rare ones weighing more."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import fsum, sqrt

from onrecord_track.figures import Figure, figures
from onrecord_track.negation import Polarity, is_negator, polarities
from onrecord_track.quoting import is_quotation, quoted_stems
from onrecord_track.rarity import weight
from onrecord_track.records import Said
from onrecord_track.speakers import speaker_words
from onrecord_track.stems import stem
from onrecord_track.words import Word, words

MAX_WORDS = 4000
"""Words of a statement that are looked at; what is longer is no quotation."""

NAME_WEIGHT = 0.8
PAIR_WEIGHT = 0.5
"""Best of {1, 0.8, 0.6} x {0, 0.25, 0.5, 1} on 382 labelled pairs: F1 of "same" where 5 % merge falsely."""

SHORT_TELLS_LESS = 20.0
"""Added to the weight of the shorter statement: half a rare word, so that three common words in common are not all.

Of 0, 10, 20 and 40, with the threshold moved along: same F1 within 0.01, fewest false merges of short statements.
"""

SHINGLE = 5

LONGEST_WRITTEN = 60
"""Characters of a word in a reason: text without spaces is one long word."""


@dataclass(frozen=True)
class Telling:
    """A statement prepared for comparison; what is asked for is computed once."""

    said: Said

    @cached_property
    def text(self) -> str:
        """Cue and content: "has refused to confirm" is as much of the statement as what follows."""
        return f"{self.said.cue} … {self.said.content}"

    @cached_property
    def words(self) -> list[Word]:
        return words(self.text)[:MAX_WORDS]

    @cached_property
    def stems(self) -> list[str]:
        return [stem(word.folded) for word in self.words]

    def written(self, wanted: str) -> str:
        """Give the first word with the stem *wanted*, as the text writes it; cut to LONGEST_WRITTEN."""
        word = self.words[self.stems.index(wanted)]
        return self.text[word.start : word.end][:LONGEST_WRITTEN]

    @cached_property
    def content_stems(self) -> list[str]:
        past_cue = len(self.said.cue)
        return [
            stemmed for stemmed, word in zip(self.stems, self.words, strict=True) if word.start > past_cue
        ]

    @cached_property
    def speaker_stems(self) -> frozenset[str]:
        return frozenset(map(stem, speaker_words(self.said.speaker)))

    @cached_property
    def weights(self) -> dict[str, float]:
        """What each stem tells; a word that is always capitalised is mostly a name, and names recur."""
        text = self.text
        plain = {
            stemmed
            for stemmed, (_, start, _) in zip(self.stems, self.words, strict=True)
            if not text[start].isupper()
        }
        return {found: weight(found) * (1 if found in plain else NAME_WEIGHT) for found in self.stems}

    @cached_property
    def pairs(self) -> set[tuple[str, str]]:
        return set(pairwise(self.stems))

    @cached_property
    def shingles(self) -> set[tuple[str, ...]]:
        """Runs of SHINGLE stems of the content."""
        told = self.content_stems
        return {tuple(told[first : first + SHINGLE]) for first in range(len(told) - SHINGLE + 1)}

    @cached_property
    def is_quotation(self) -> bool:
        return is_quotation(self.said.content)

    @cached_property
    def quoted_stems(self) -> tuple[str, ...]:
        """What a report quotes; empty where all of it is quoted."""
        return quoted_stems(self.said.content)

    @cached_property
    def polarities(self) -> dict[str, Polarity]:
        return polarities(self.text, self.words)

    @cached_property
    def negators(self) -> int:
        return sum(is_negator(self.words, number) for number in range(len(self.words)))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return figures(self.said.content)


@dataclass(frozen=True, slots=True)
class Likeness:
    score: float
    """Mean of containment and cosine of the weighed stems, shared pairs of neighbours added; in [0, 1]."""

    telling: float
    """Weight of the shorter statement's stems; a word outside the table weighs 39."""

    shared: tuple[str, ...]
    """The shared words that tell most, heaviest first, three at most, as the other statement writes them."""


def likeness(one: Telling, other: Telling) -> Likeness:
    """Compare two statements by their words, the speakers' names left out. Symmetric.

    The sums are exact, so that neither the order of the statements nor that of a set moves a score.
    """
    speakers = one.speaker_stems | other.speaker_stems
    left, right = _without(speakers, one.weights), _without(speakers, other.weights)
    both = {found: max(left[found], right[found]) for found in left.keys() & right.keys()}
    total_left, total_right = fsum((left | both).values()), fsum((right | both).values())
    shorter = min(total_left, total_right)
    if not both or not shorter:
        return Likeness(0.0, shorter, ())
    shared = fsum(both.values())
    runs = PAIR_WEIGHT * fsum(
        sqrt(both[first] * both[second])
        for first, second in one.pairs & other.pairs
        if first in both and second in both
    )
    containment = (shared + runs) / (shorter + runs + SHORT_TELLS_LESS)
    cosine = (shared + runs) / (sqrt(total_left * total_right) + runs)
    heaviest = sorted(both, key=lambda found: (-both[found], found))[:3]
    return Likeness(
        min(1.0, (containment + cosine) / 2), shorter, tuple(other.written(found) for found in heaviest)
    )


def _without(names: frozenset[str], weights: dict[str, float]) -> dict[str, float]:
    if names.isdisjoint(weights):
        return weights
    return {found: heavy for found, heavy in weights.items() if found not in names}


def verbatim(one: Telling, other: Telling) -> float:
    """Give the share of the shorter content's runs of SHINGLE words that the other holds too; in [0, 1]."""
    fewer, more = sorted((one.shingles, other.shingles), key=len)
    return len(fewer & more) / len(fewer) if fewer else 0.0
