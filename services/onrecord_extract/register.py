"""What an article tells of each entity it names: the role, the sex, and the words it is known by."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord_extract.forms import canonical_form, name_start
from onrecord_extract.gazetteer import folded, given_name
from onrecord_extract.records import Entity, Span
from onrecord_extract.roles import role_after, role_before, role_nouns
from onrecord_extract.titles import FEMALE_NOUNS, MALE_NOUNS, sex_of_title

MOST_OF_ONE_NOUN = 40
"""People of one office that are told apart; an article that names more ministers tells of none by "the minister"."""

_HONORIFIC = re.compile(r"(\w+)\.?\s\Z")


@dataclass(slots=True)
class Known:
    """What the article tells of one entity; ``sexes`` holds m, f, both or neither, ``nouns`` what the role calls them."""

    entity: Entity
    sexes: set[str] = field(default_factory=set)
    role: str | None = None
    nouns: set[str] = field(default_factory=set)


class Register:
    """The entities of one article, by number, by name and by what they are."""

    def __init__(self, text: str, mentions: Sequence[Entity], sentences: Sequence[Span]) -> None:
        """Read roles and sexes around the *mentions* in *text*, each within its sentence."""
        self._by_number: dict[int, Known] = {}
        self._by_name: dict[str, set[int]] = {}
        self._by_noun: dict[str, list[int]] = {}
        starts = [start for start, _ in sentences]
        for mention in mentions:
            known = self._by_number.setdefault(mention.id, Known(mention))
            if mention.type == "PERSON":
                _learn(known, text, mention, sentences[max(0, bisect_right(starts, mention.start) - 1)])
        for number, known in self._by_number.items():
            if known.entity.type == "PERSON":
                _guess_sex(known)
            for name in _names(known.entity):
                self._by_name.setdefault(name, set()).add(number)
            for noun in known.nouns:
                self._by_noun.setdefault(noun, []).append(number)

    def __getitem__(self, number: int) -> Known:
        return self._by_number[number]

    def named(self, phrase: str) -> int | None:
        """Find the one entity all of whose name, or whose surname, *phrase* is, where no mention was marked."""
        numbers = self._by_name.get(folded(canonical_form(phrase)), set()) if phrase[:1].isupper() else set()
        return next(iter(numbers)) if len(numbers) == 1 else None

    def called(self, noun: str) -> list[int]:
        """List the people whose role or title holds *noun*, in order of first mention; MOST_OF_ONE_NOUN at most."""
        return self._by_noun.get(noun, [])[:MOST_OF_ONE_NOUN]


def _learn(known: Known, text: str, mention: Entity, sentence: Span) -> None:
    after = role_after(text, mention.end, sentence[1])
    start = name_start(text, mention.start, mention.end)
    before = role_before(text, start, sentence[0])
    name = text[mention.start : mention.end]
    known.role = known.role or after or before
    known.nouns.update(role_nouns(" ".join(filter(None, (before, name, after)))))
    honorific = _HONORIFIC.search(text, max(0, start - 12), start)
    titled = ((before or "").split(" ")[-1], "", honorific[1] if honorific else "")
    sex = next((sex for title in titled if (sex := sex_of_title(f"{title} {name}"))), None)
    if sex:
        known.sexes.add(sex)


def _guess_sex(known: Known) -> None:
    """Tell the sex from nouns ("spokeswoman"), else from the given name, where no honorific told it."""
    if not known.sexes:
        known.sexes |= {"m" for noun in known.nouns if noun in MALE_NOUNS}
        known.sexes |= {"f" for noun in known.nouns if noun in FEMALE_NOUNS}
    words = known.entity.canonical.split()
    sex = given_name(words[0]) if len(words) > 1 else None
    if not known.sexes and sex in ("m", "f"):
        known.sexes.add(sex)


def _names(entity: Entity) -> list[str]:
    """The whole name; of a person, also what may stand for it: the last words."""
    words = folded(entity.canonical).split()
    first = range(len(words)) if entity.type == "PERSON" else range(min(1, len(words)))
    return [" ".join(words[k:]) for k in first]
