"""The numbers and dates of a statement, and whether one of them changed."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from onrecord_track.words import Word, words

_UNITS = {
    name: value
    for value, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    name: 10 * n for n, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "mn": 10**6, "mln": 10**6,
    "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12, "dozen": 12,
}  # fmt: skip
_DIGITS = re.compile(r"(\d+(?:[.,]\d+)*)([a-z]*)")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_ORDINALS = frozenset({"st", "nd", "rd", "th", "s"})

_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday tomorrow yesterday".split())
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
_SEASONS = frozenset("spring summer autumn fall winter".split())
_POINTING = frozenset("this next last".split())


LONGEST_WRITTEN = 60
"""Characters of a figure as a reason shows it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number or calendar word of a text, comparable, and as it was written."""

    value: str
    written: str
    dated: bool


def figures(text: str) -> tuple[Figure, ...]:
    """Find the numbers and the days, months and seasons of *text*, in order.

    Numbers come as plain decimals: "47,476", "21.3 million", "twenty-five", "2nd" and "five dozen" are read;
    "one" alone is not, it is mostly a pronoun.
    """
    found: list[Figure] = []
    told = words(text)
    number = 0
    while number < len(told):
        past, value = _number_at(told, number)
        written = text[told[number].start : told[max(past, number + 1) - 1].end][:LONGEST_WRITTEN]
        if value is not None:
            found.append(Figure(f"{value.normalize():f}", written, dated=False))
        elif _is_date(told, number, text):
            found.append(Figure(told[number].folded, written, dated=True))
        number = max(past, number + 1)
    return tuple(found)


def _number_at(told: list[Word], first: int) -> tuple[int, Decimal | None]:
    """Read the number that begins at word *first*; where it ends, and its value, None where there is none."""
    word = told[first].folded
    at = first + 1
    if match := _DIGITS.fullmatch(word):
        value, unit = _decimal(match[1]), match[2]
        if value is None or (unit and unit not in _SCALES and unit not in _ORDINALS):
            return at, None
        value *= _SCALES.get(unit, 1)
    elif word in _TENS:
        value = Decimal(_TENS[word])
        if at < len(told) and 0 < _UNITS.get(told[at].folded, 0) < 10:
            value += _UNITS[told[at].folded]
            at += 1
    elif word in _UNITS:
        value = Decimal(_UNITS[word])
    else:
        return at, None
    scaled = False
    while at < len(told) and len(told[at].folded) > 2 and told[at].folded in _SCALES:
        value *= _SCALES[told[at].folded]
        at, scaled = at + 1, True
    return at, None if word == "one" and not scaled else value


def _decimal(digits: str) -> Decimal | None:
    plain = re.sub(r"[.,]", "", digits) if _GROUPED.fullmatch(digits) else digits.replace(",", ".")
    try:
        return Decimal(plain[:30])
    except InvalidOperation:  # "1.2.3" is a version or a date, no number
        return None


def _is_date(told: list[Word], at: int, text: str) -> bool:
    word = told[at]
    capital = text[word.start].isupper()
    if word.folded in _DAYS:
        return True
    if word.folded in _MONTHS:
        return capital
    return word.folded in _SEASONS and (at > 0 and told[at - 1].folded in _POINTING)


def changed(earlier: tuple[Figure, ...], later: tuple[Figure, ...]) -> tuple[str, str] | None:
    """Give a figure of *earlier* and what stands in its place in *later*, as written; None where none changed.

    Figures that only one side has are detail left out or added: a change needs one on each side.
    """
    for dated in (False, True):
        old = [figure for figure in earlier if figure.dated == dated]
        new = [figure for figure in later if figure.dated == dated]
        kept = {figure.value for figure in old} & {figure.value for figure in new}
        gone = [figure for figure in old if figure.value not in kept]
        come = [figure for figure in new if figure.value not in kept]
        if gone and come:
            return gone[0].written, come[0].written
    return None
