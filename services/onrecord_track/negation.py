"""Which words of a statement are denied, and whether that turned between two statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord_track.stems import GRAMMAR_WORDS, stem
from onrecord_track.words import Word

_NEGATORS = frozenset(
    "not no never none neither nor nobody nothing without cannot against hardly unlikely refuse refuses refused "
    "refusing decline declines declined declining deny denies denied denying reject rejects rejected rejecting "
    "disavow disavows disavowed disavowing oppose opposes opposed opposing fail fails failed failing stop stops "
    "stopped".split()
)
_NO_DENIAL = frozenset({"only", "just", "merely", "simply"})
"""What makes "not" add instead of deny: "not just a loser"."""

_PASSED_OVER = frozenset({"longer", "yet", "ever", "even", "really", "actually"})
"""What stands between a negator and the word it denies: "no longer plans"."""

REACH = 4
"""Words between a negator and the word it denies; 3 to 6 found the same on 382 labelled pairs."""


HEADLINE = 0.6
"""Share of capitalised words from which a text is a headline."""


@dataclass(slots=True)
class Polarity:
    """How one stem stands in a statement."""

    denied: bool = False
    affirmed: bool = False
    plain: bool = False
    """Whether it stands in lower case somewhere: it is not only a name."""


def is_negator(told: Sequence[Word], number: int) -> bool:
    """Whether word *number* denies what follows it."""
    word = told[number].folded
    following = told[number + 1].folded if number + 1 < len(told) else ""
    if word == "not" or word.endswith("n't"):
        return following not in _NO_DENIAL
    return word in _NEGATORS or (word == "yet" and following == "to")


def polarities(text: str, told: Sequence[Word]) -> dict[str, Polarity]:
    """Say of every stem of *told*, the words of *text*, whether it is denied.

    A negator denies the first word with a subject of its own within REACH words after it. A name is mostly what the
    denial is about ("won't back Lind"), so what follows it may be denied as well; in a headline all look like names.
    """
    found: dict[str, Polarity] = {}
    headline = sum(text[word.start].isupper() for word in told) > HEADLINE * len(told)
    reach = 0  # words that the last negator still reaches
    sure = True
    for number, word in enumerate(told):
        if is_negator(told, number):
            reach, sure = REACH, True
            continue
        reach -= 1
        stemmed = stem(word.folded)
        if stemmed in GRAMMAR_WORDS or word.folded in _PASSED_OVER:
            continue
        named = text[word.start].isupper()
        polarity = found.setdefault(stemmed, Polarity())
        if reach < 0:
            polarity.affirmed = True
        else:
            polarity.denied = True
            polarity.affirmed = polarity.affirmed or (named and not (headline and sure))
            reach, sure = (reach if named else 0), False
        polarity.plain = polarity.plain or not named
    return found


def turned(earlier: dict[str, Polarity], later: dict[str, Polarity]) -> str | None:
    """Give a stem that one statement only denies and the other only affirms; None where there is none.

    Names do not count: "won't back Lind" against "backs Lind" turns on "back".
    """
    for stemmed, before in earlier.items():
        after = later.get(stemmed)
        if after is None or not (before.plain or after.plain):
            continue
        if before.denied != after.denied and before.affirmed != after.affirmed:
            return stemmed
    return None
