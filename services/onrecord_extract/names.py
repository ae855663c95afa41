"""Which mentions are one entity, and what it is called: "Mr Ozerov" is Viktor Ozerov, "Amnesty" Amnesty International.

Knows nothing of how the mentions were found. Linear in their number: names are compared through indexes of words.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord_extract.forms import POSSESSIVE, canonical_form, name_start, person_form
from onrecord_extract.gazetteer import folded, given_name, organisation, place
from onrecord_extract.records import Entity
from onrecord_extract.titles import HONORIFICS, is_title, sex_of_title

_WORD = re.compile(r"[\w’'&.-]*\w")
_HONORIFIC_BEFORE = re.compile(r"\b(Mr|Sir|Lord|King|Prince|Mrs|Ms|Miss|Lady|Dame|Queen|Princess)\.?\s\Z")
_WORD_BEFORE = re.compile(r"([\w-]+)\.?\s\Z")
_KIN = (
    r"(?:wife|husband|son|daughter|brother|sister|father|mother|first lady|widow|widower|cousin|nephew|niece)"
)
_KIN_BEFORE = re.compile(rf"\b{_KIN},?\s\Z", re.IGNORECASE)
_KIN_AFTER = re.compile(rf",\s(?:(?:his|her|the|[\w.]{{1,20}}['’]s?)\s){{1,2}}{_KIN}\b", re.IGNORECASE)
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_SMALL_WORDS = frozenset({"the", "of", "for", "and", "on", "in", "to", "de", "la", "du", "des", "del", "&"})
_COMPANY_ENDINGS = frozenset(
    {"inc", "corp", "co", "ltd", "llc", "plc", "ag", "sa", "nv", "gmbh", "group", "corporation"}
)
_NICKNAMES = """
    bob robert|rob robert|bill william|will william|mike michael|joe joseph|jim james|tom thomas|ted edward|ed edward|
    tim timothy|dave david|dan daniel|ben benjamin|sam samuel|nick nicholas|chris christopher|steve steven|
    steve stephen|ken kenneth|ron ronald|rick richard|dick richard|rich richard|jeff jeffrey|greg gregory|matt matthew|
    tony anthony|liz elizabeth|beth elizabeth|kate katherine|sue susan|pat patrick|pat patricia|jen jennifer|
    andy andrew|fred frederick|larry lawrence|jerry gerald|don donald|doug douglas|phil philip|pete peter|alex alexander|
    alex alexandra|debbie deborah|deb deborah|barb barbara|cathy catherine|chuck charles|charlie charles|mitch mitchell|
    josh joshua|jon jonathan|zach zachary|vince vincent|val valerie|vicky victoria|ray raymond|russ russell|stan stanley
"""
_SHORT_FORMS = frozenset(
    frozenset(pair.split()) for pair in _NICKNAMES.split("|")
)  # unordered: either may be the fuller one
LONGEST_TITLE_CHARS = 24
MAX_ALIASES_TRIED = 8
"""Persons sharing a word beyond this many leave a short name ambiguous anyway."""


class Mention(NamedTuple):
    """A span that somebody found to name a PERSON, an ORG or a PLACE; titles and possessives may be in it."""

    start: int
    end: int
    type: str


@dataclass(slots=True, eq=False)
class _Named:
    """One entity in the making."""

    words: tuple[str, ...]  # folded, of its fullest form
    forms: Counter[str] = field(default_factory=Counter)
    sexes: set[str] = field(default_factory=set)
    kin: bool = False  # told of as another's family


def linked(text: str, mentions: list[Mention]) -> tuple[Entity, ...]:
    """Link the mentions of one article to entities and name each by the fullest form the article gives.

    A short name belongs to the one longer name that holds its words: a surname to a full name, "Amnesty" to "Amnesty
    International", an acronym to its words. Where several fit, an honorific may tell ("Mrs Clinton"); if
    nothing does, the short name stays an entity of its own: two people of one surname are never merged.
    A longer name that only adds a place ("Oxfam Scotland") is another entity.
    """
    ordered = sorted(set(mentions), key=lambda mention: (mention.start, -mention.end))
    owners: dict[Mention, _Named] = {}
    for kind, link in (("PERSON", _people), ("ORG", _organisations)):
        owners.update(link(text, [mention for mention in ordered if mention.type == kind]))
    others = [mention for mention in ordered if mention.type not in ("PERSON", "ORG")]
    owners.update(_places(text, others))
    numbers: dict[int, int] = {}
    entities: list[Entity] = []
    for mention in ordered:
        owner = owners.get(mention)
        if owner is None:
            continue
        number = numbers.setdefault(id(owner), len(numbers))
        entities.append(
            Entity(
                text[mention.start : mention.end],
                mention.start,
                mention.end,
                mention.type,
                max(owner.forms, key=lambda form: _fullness(form, owner.forms[form])),
                number,
            )
        )
    return tuple(entities)


def _fullness(form: str, count: int) -> tuple[bool, int, int, str]:
    """Rank a form as the name of its entity: longer ones first, but those of a headline in capitals last."""
    words = len(form.split())
    return not (form.isupper() and words > 1), words, count, form


def _named_words(form: str) -> tuple[str, ...]:
    words = [folded(word).strip(".'") for word in _WORD.findall(form)]
    return tuple(word for word in words if word)


def _people(text: str, mentions: list[Mention]) -> dict[Mention, _Named]:
    forms = {mention: person_form(text[mention.start : mention.end]) for mention in mentions}
    words = {mention: _without_generation(_named_words(form)) for mention, form in forms.items()}
    people: list[_Named] = []
    holding: dict[str, list[_Named]] = defaultdict(list)
    owners: dict[Mention, _Named] = {}
    known: dict[tuple[str, ...], _Named | None] = {}
    sexes = {mention: _sex(text, mention) for mention in mentions}
    offices = {words[each][0] for each in mentions if len(words[each]) == 1 and _holds_office(text, each)}
    # Full names first; "Mr Hale" before "Hale", so that a husband whom the article never names in full is not his wife.
    for mention in sorted(mentions, key=lambda each: (-len(words[each]), sexes[each] is None, each.start)):
        name = words[mention]
        if not name:
            continue
        sex = sexes[mention]
        key = (*name, sex or "")
        if key not in known:
            candidates = holding[name[-1]] if len(name) > 1 else holding[name[0]]
            if not sex and len(name) == 1:  # family is called by its full name
                others = [person for person in candidates if not person.kin]
                candidates = others if others or name[0] in offices else candidates
            known[key] = _one_person(name, sex, candidates)
        owner = known[key]
        if owner is None:
            owner = known[key] = _Named(name)
            people.append(owner)
            for word in dict.fromkeys(name):
                holding[word].append(owner)
        owner.forms[forms[mention]] += 1
        if sex:
            owner.sexes.add(sex)
        owner.kin = owner.kin or (len(name) > 1 and _is_kin(text, mention))
        owners[mention] = owner
    return owners


def _holds_office(text: str, mention: Mention) -> bool:
    """Say whether a name stands behind an office: "**President** Hale"."""
    start = name_start(text, mention.start, mention.end)
    before = _WORD_BEFORE.search(text, max(0, start - LONGEST_TITLE_CHARS), start)
    return before is not None and is_title(before[1]) and before[1].lower() not in HONORIFICS


def _is_kin(text: str, mention: Mention) -> bool:
    """Say whether somebody is told of as another's family: "first lady Ann Hale", "Ann Hale, his wife"."""
    start = name_start(text, mention.start, mention.end)
    before = _KIN_BEFORE.search(text, max(0, start - LONGEST_TITLE_CHARS), start)
    return bool(before or _KIN_AFTER.match(text, mention.end))


def _without_generation(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[:-1] if len(words) > 2 and words[-1] in _GENERATIONS else words


def _sex(text: str, mention: Mention) -> str | None:
    name = text[mention.start : mention.end]
    before = _HONORIFIC_BEFORE.search(text, max(0, mention.start - 12), mention.start)
    return sex_of_title(f"{before[1]} {name}" if before else name)


def _one_person(name: tuple[str, ...], sex: str | None, candidates: list[_Named]) -> _Named | None:
    """Pick the one of *candidates* that *name* can stand for; None where none or several can."""
    if len(candidates) > MAX_ALIASES_TRIED:
        return None
    fitting = [person for person in candidates if _may_be(name, person.words)]
    if sex:
        fitting = [person for person in fitting if sex in _sexes(person)] or [
            person for person in fitting if not _sexes(person)
        ]
    fitting = [person for person in fitting if person.words == name] or fitting
    if len(fitting) > 1 and len(name) == 1:
        fitting = [person for person in fitting if len(person.words) > 1 and person.words[-1] == name[0]]
    return fitting[0] if len(fitting) == 1 else None


def _sexes(person: _Named) -> set[str]:
    if person.sexes or len(person.words) < 2:
        return person.sexes
    given = given_name(person.words[0])
    return {given} if given in ("m", "f") else set()


def _may_be(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Say whether *short* can be another form of *full*, a name of at least as many words."""
    if len(full) == 1 or short == full:
        return short == full
    if len(short) == 1:
        return short[0] in full
    if full[-len(short) :] == short or full[: len(short)] == short:
        return True
    return short[-1] == full[-1] and _same_given(short[0], full[0])


def _same_given(one: str, other: str) -> bool:
    if one == other or frozenset((one, other)) in _SHORT_FORMS:
        return True
    initial, name = sorted((one, other), key=len)
    return len(initial) == 1 and name.startswith(initial)


def _organisations(text: str, mentions: list[Mention]) -> dict[Mention, _Named]:
    forms = {
        mention: _without_article(canonical_form(text[mention.start : mention.end])) for mention in mentions
    }
    words = {mention: _without_ending(_named_words(form)) for mention, form in forms.items()}
    by_first: dict[str, list[_Named]] = defaultdict(list)
    by_initials: dict[str, list[_Named]] = defaultdict(list)
    owners: dict[Mention, _Named] = {}
    known: dict[tuple[str, ...], _Named] = {}
    for mention in sorted(mentions, key=lambda mention: (-len(words[mention]), mention.start)):
        name = words[mention]
        if not name:
            continue
        usual = organisation(forms[mention])
        key = _named_words(_without_article(usual)) if usual else name
        owner = known.get(name) or known.get(key)
        if owner is None:
            owner = _one_organisation(name, by_first[name[0]], by_initials[name[0]]) or _Named(key)
            known.setdefault(key, owner)
            by_first[owner.words[0]].append(owner)
            by_initials[_initials(owner.words)].append(owner)
        known.setdefault(name, owner)
        owner.forms[forms[mention]] += 1
        owners[mention] = owner
    return owners


def _without_article(form: str) -> str:
    return form[4:] if form[:4].lower() == "the " and len(form) > 4 else form


def _without_ending(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[:-1] if len(words) > 1 and words[-1] in _COMPANY_ENDINGS else words


def _initials(words: tuple[str, ...]) -> str:
    return "".join(word[0] for word in words if word not in _SMALL_WORDS)


def _one_organisation(
    name: tuple[str, ...], beginning_so: list[_Named], of_initials: list[_Named]
) -> _Named | None:
    if len(name) == 1 and len(name[0]) > 1:
        unique = {id(owner): owner for owner in of_initials if len(owner.words) > 1}
        if len(unique) == 1:
            return next(iter(unique.values()))
    if len(beginning_so) > MAX_ALIASES_TRIED or place(" ".join(name)):
        return None
    longer = {
        id(owner): owner
        for owner in beginning_so
        if len(owner.words) > len(name)
        and owner.words[: len(name)] == name
        and not place(" ".join(owner.words[len(name) :]))
    }
    return next(iter(longer.values())) if len(longer) == 1 else None


def _places(text: str, mentions: list[Mention]) -> dict[Mention, _Named]:
    owners: dict[Mention, _Named] = {}
    known: dict[tuple[str, str], _Named] = {}
    for mention in mentions:
        form = _without_article(POSSESSIVE.sub("", " ".join(text[mention.start : mention.end].split())))
        key = (mention.type, folded(place(form) or form))
        owner = known.setdefault(key, _Named(_named_words(form)))
        owner.forms[form] += 1
        owners[mention] = owner
    return owners
