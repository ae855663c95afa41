"""How sure it is that two statements of one speaker say the same: signals, combined as training found best.

``model/sameness.json`` holds the weights of two logistic regressions, one of what the words tell and one of that and
what they mean; the card beside it says what they were trained on.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from onrecord_track.likeness import Likeness, Telling, likeness
from onrecord_track.meaning import aligned, alike, meaning
from onrecord_track.quoting import held

UNSURE = (0.3, 0.8)
"""Where the words leave it open, meaning is looked at. From 0.2 on it was asked for twice as often, and changed one verdict
of 1,020 labelled pairs (an update that was none) and five of 19,832 statements in a row, of which two were right.
"""

WORD_SIGNALS = ("words", "one_quotation", "both_quotations", "quoted_held")
SIGNALS = (*WORD_SIGNALS, "aligned", "meaning")


@dataclass(frozen=True, slots=True)
class Sameness:
    sure: float
    """The probability that they say the same, in (0, 1), for pairs as they were labelled: half of them hard."""

    likeness: Likeness


def sameness(one: Telling, other: Telling) -> Sameness:
    """Compare two statements of one speaker. Symmetric to the last bit: they are put in an order of their own."""
    if one.text > other.text:
        one, other = other, one
    alike_in_words = likeness(one, other)
    signals = word_signals(one, other, alike_in_words)
    sure = _sure("words", signals)
    low, high = UNSURE
    if low <= sure <= high:
        sure = _sure("whole", signals | meaning_signals(one, other))
    return Sameness(sure, alike_in_words)


def word_signals(one: Telling, other: Telling, alike_in_words: Likeness) -> dict[str, float]:
    """Give WORD_SIGNALS: what can be told from the words alone, each in [0, 1]."""
    names = one.speaker_stems | other.speaker_stems
    quotations = one.is_quotation + other.is_quotation
    return {
        "words": alike_in_words.score,
        "one_quotation": float(quotations == 1),
        "both_quotations": float(quotations == 2),
        "quoted_held": max(
            held(one.quoted_stems, other.weights, leave_out=names),
            held(other.quoted_stems, one.weights, leave_out=names),
        ),
    }


def meaning_signals(one: Telling, other: Telling) -> dict[str, float]:
    """Give the rest of SIGNALS, each in [-1, 1]; 2 to 5 ms for a statement not met lately."""
    told, retold = meaning(one.said.content), meaning(other.said.content)
    names = one.speaker_stems | other.speaker_stems
    return {"aligned": aligned(told, retold, leave_out=names), "meaning": alike(told, retold)}


def _sure(kind: str, signals: dict[str, float]) -> float:
    weights = _weights()[kind]
    total = weights["bias"] + sum(weights[name] * value for name, value in signals.items())
    return 1 / (1 + exp(-total))


@cache
def _weights() -> dict[str, dict[str, float]]:
    text = files("onrecord_track.model").joinpath("sameness.json").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, float]] = json.loads(text)
    return loaded
