"""Mentions of people, organisations and places by rules: runs of capitalised words, cut and named by word lists.

The baseline, and what stands in where there is no model. English only: other languages capitalise otherwise.
Linear in the length of the text.
"""

import re
from collections import Counter

from onrecord_extract.capitals import Word, runs_of, words_of
from onrecord_extract.entity_words import (
    DIRECTIONS,
    HEADS,
    JOINERS,
    NO_NAMES,
    PARTICLES,
    PLACE_HEADS,
    PLACE_TAILS,
    TAILS,
)
from onrecord_extract.gazetteer import folded, given_name, is_city_only, organisation, people, place
from onrecord_extract.names import Mention
from onrecord_extract.titles import HONORIFICS, LONGEST_OFFICE_WORDS, OFFICES, is_title

LONGEST_NAME_WORDS = 5

_ENGLISH_ENDING = re.compile(
    r"(?:ing|tion|sion|ment|ness|ity|ies|ive|ial|ical|ous|ance|ence|ship|ism|ists?|ers|ors|able|ful|less|ware|work|ology|"
    r"line|land|class|war|cup|act|day|week|year|rights|plan|index|prize|award|games|life|system|phase|project|series)\Z",
    re.IGNORECASE,
)
_PLACE_CLUES = frozenset({"in", "near", "from", "at", "across", "outside", "throughout"})


def mentions(text: str) -> list[Mention]:
    """Find the people, organisations and places that *text* names, by start; none overlap."""
    words = words_of(text)
    common = {word.text for word in words if word.text.islower()}
    found: list[Mention] = []
    unsure: list[Word] = []
    runs = runs_of(text, words)
    alone = Counter(run[0].text for run in runs if len(run) == 1)
    for run in runs:
        _name_run(run, common, alone, found, unsure)
    return sorted(_settle(text, found, unsure))


def _name_run(
    run: list[Word], common: set[str], alone: Counter[str], found: list[Mention], unsure: list[Word]
) -> None:
    at = 0
    while at < len(run):
        word = run[at]
        taken, kind = _organisation_or_place(run, at)
        if not taken and (
            word.lower in NO_NAMES or (word.initial and len(run) == 1 and word.lower in common)
        ):
            at += 1
            continue
        titles = _titles(run, at)
        if titles > taken or (titles and kind != "ORG"):
            at += titles
            if at < len(run) and run[at].text in JOINERS:
                at += 1  # "Minister **of** Health Ruth Hale": what follows are names of their own
                continue
            if at < len(run) and run[at].lower not in NO_NAMES and not people(run[at].text):
                length = _person_length(run, at)
                found.append(_mention(run, at, length, "PERSON"))
                at += length
            continue
        if not taken and not people(word.text):
            taken, kind = _guess(run, at, common, alone)
        if taken and kind:
            found.append(_mention(run, at, taken, kind))
        elif not taken and not people(word.text):
            unsure.append(word)
        at += max(taken, 1)


def _titles(run: list[Word], at: int) -> int:
    """Count the words of titles from *at* on: 2 in "Prime Minister Hale"."""
    start = at
    while at < len(run):
        for length in range(LONGEST_OFFICE_WORDS, 0, -1):
            phrase = " ".join(word.lower for word in run[at : at + length])
            if phrase in OFFICES or (length == 1 and is_title(phrase)):
                at += length
                break
        else:
            break
    return at - start


def _organisation_or_place(run: list[Word], at: int) -> tuple[int, str | None]:
    """Find the longest name from *at* on that the lists or its own words say to be one; 0 words where none is.

    Words that plainly are no name, such as "South Korean", come with no type.
    """
    if run[at].lower in NO_NAMES - {"new"} and not (run[at].text.isupper() and len(run[at].text) > 2):
        return 0, None
    listed = _listed(run, at)
    last = max((k for k in range(at, len(run)) if run[k].lower in TAILS), default=-1)
    if run[at].lower in HEADS and at + 1 < len(run) and run[at + 1].text in ("of", "for"):
        last = len(run) - 1
    if last > at and last - at + 1 > listed[0] and not given_name(run[at].text):
        return last - at + 1, "ORG"
    return listed if listed[0] else _place_by_words(run, at)


def _listed(run: list[Word], at: int) -> tuple[int, str | None]:
    for length in range(min(LONGEST_NAME_WORDS, len(run) - at), 0, -1):
        phrase = " ".join(word.text for word in run[at : at + length])
        if organisation(phrase):
            return length, "ORG"
        begins_person = length == 1 and len(run) - at > 1 and is_city_only(phrase) and given_name(phrase)
        if place(phrase) and not begins_person:
            return length, "PLACE"
    return 0, None


def _place_by_words(run: list[Word], at: int) -> tuple[int, str | None]:
    last = max((k for k in range(at + 1, len(run)) if run[k].lower in PLACE_TAILS), default=-1)
    if last > at:
        return last - at + 1, "PLACE"
    if at + 1 == len(run):
        return 0, None
    if run[at].lower in PLACE_HEADS:
        return len(run) - at, "PLACE"
    if run[at].lower in DIRECTIONS:
        length, kind = (1, None) if people(run[at + 1].text) else _listed(run, at + 1)
        return (length + 1, kind) if kind != "ORG" else (1, None)
    return 0, None


def _person_length(run: list[Word], at: int) -> int:
    """Say how many words from *at* on one person's name has."""
    length = 1
    while at + length < len(run) and length < LONGEST_NAME_WORDS:
        word = run[at + length]
        if word.lower in NO_NAMES or word.lower in TAILS or word.text in JOINERS:
            break
        if is_title(word.text) and at + length + 1 < len(run):
            break  # "Shadow Secretary Ann Hale"
        length += 1
    while length > 1 and run[at + length - 1].text in PARTICLES:
        length -= 1
    return length


def _guess(run: list[Word], at: int, common: set[str], alone: Counter[str]) -> tuple[int, str | None]:
    """Guess at a name that no list holds, by a given name, by its last word standing alone, by its capitals."""
    length = _person_length(run, at)
    name = run[at : at + length]
    if at + length < len(run) - 1 and is_title(run[at + length].text):
        return length, None
    if 1 < length < LONGEST_NAME_WORDS and not any(people(word.text) for word in name):
        common_word = any(word.lower in common and word.text not in PARTICLES for word in name)
        shouted = any(word.text.isupper() and len(word.text) > 2 for word in name)
        told = given_name(name[0].text) or alone[name[-1].text]
        english = any(_ENGLISH_ENDING.search(word.text) for word in name)
        return (
            (length, "PERSON")
            if not common_word and ((told and not shouted) or not english)
            else (length, None)
        )
    acronym = (
        length == 1 and name[0].text.isupper() and 2 <= len(name[0].text) <= 6 and name[0].text.isalpha()
    )
    return (1, "ORG") if acronym else (length if length > 1 else 0, None)


def _mention(run: list[Word], at: int, length: int, kind: str) -> Mention:
    return Mention(run[at].start, run[at + length - 1].end, kind)


def _settle(text: str, found: list[Mention], unsure: list[Word]) -> list[Mention]:
    """Name single words by what the rest of the article says of them."""
    surnames: set[str] = set()
    firsts: dict[str, str] = {}
    for mention in found:
        parts = text[mention.start : mention.end].split()
        if mention.type == "PERSON":
            surnames.update(folded(part) for part in (parts[-1:] if len(parts) > 1 else parts))
        elif mention.type == "ORG" and len(parts) > 1:
            firsts.setdefault(folded(parts[0]), "ORG")
    settled: list[Mention] = []
    for mention in found:
        name = text[mention.start : mention.end]
        if mention.type == "PLACE" and folded(name) in surnames and is_city_only(name):
            mention = mention._replace(type="PERSON")  # noqa: PLW2901 - the same mention, better known
        settled.append(mention)
    for word in unsure:
        key = folded(word.text)
        if key in surnames or word.before in HONORIFICS:
            settled.append(Mention(word.start, word.end, "PERSON"))
        elif key in firsts:
            settled.append(Mention(word.start, word.end, firsts[key]))
        elif given_name(word.text) and not word.initial:
            settled.append(Mention(word.start, word.end, "PERSON"))
        elif word.before in _PLACE_CLUES and not word.initial and word.lower not in HEADS | TAILS:
            settled.append(Mention(word.start, word.end, "PLACE"))
    return settled
