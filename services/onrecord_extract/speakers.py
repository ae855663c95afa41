"""Who the words of a source refer to: a name, a pronoun, "the ministry"; and what the article says they are.

Takes the entities as given, whoever found them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from onrecord_extract.antecedents import LONGEST_REACH_CHARS, MENTIONS_BACK, Antecedents
from onrecord_extract.forms import POSSESSIVE, person_form
from onrecord_extract.gazetteer import folded, people
from onrecord_extract.heads import PREPOSITION, head
from onrecord_extract.records import Entity, Span
from onrecord_extract.register import Register
from onrecord_extract.roles import described, role_nouns
from onrecord_extract.sentences import sentences
from onrecord_extract.titles import FEMALE_NOUNS, GROUP_NOUNS, MALE_NOUNS, PERSON_NOUNS

LONGEST_SOURCE_CHARS = 400
LONGEST_NAME_WORDS = 5
HEADLINE_CHARS = 200
LEAST_CAPITAL_CHARS = 5
"""Shorter words, "of" and "with", may stand in lower case in a headline that is otherwise in capitals."""
STRANGER_STAYS = 2
"""Sentences after which "he" is no longer somebody whom the article does not name, or whose name was not marked."""

_WORD = re.compile(r"\w[\w’'-]*")
_PERSONAL = {"he": "m", "she": "f", "him": "m", "her": "f", "himself": "m", "herself": "f", "his": "m"}
_FIRST_PERSON = frozenset({"i", "me", "myself"})
_RELATIVE = frozenset({"who", "which", "that"})
_OWNER = re.compile(r"(\w+)'s?\s")
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "former", "then", "of", "for", "and"})
_DEFINITE = frozenset({"the", "this", "that"})
_INDEFINITE = """
    someone somebody anyone anybody everyone everybody nobody one many some several most others other another all both
    each any no few two three four five critics supporters officials sources people experts aides analysts anonymous
    anon his her their its my our your whoever a an
"""
INDEFINITE = frozenset(_INDEFINITE.split())
_NAMED_BODIES = frozenset(
    "government administration police army military navy parliament senate embassy campaign team".split()
)
"""What is called by the place or person before it: "the Wexley police", "the Hale campaign"."""
_IN_NAMES = frozenset({"of", "de", "van", "von", "bin", "al"})


class Speaker(NamedTuple):
    """Whom a source refers to: the canonical name and id of an entity, and the role; None where not known."""

    name: str | None
    id: int | None
    role: str | None


NOBODY = Speaker(None, None, None)


def _in_capitals(headline: str) -> bool:
    """Say whether *headline* Is Written Like This, where a capital makes no name."""
    words = [word for word in _WORD.findall(headline.split("\n", 1)[0]) if len(word) >= LEAST_CAPITAL_CHARS]
    return len(words) > LONGEST_NAME_WORDS and all(word[0].isupper() for word in words)


def _singular(word: str) -> str:
    return word.removesuffix("'s").removesuffix("'")


class Attribution(NamedTuple):
    """The parts of a statement that tell its speaker; ``source`` may be empty."""

    source: tuple[Span, ...]
    content: tuple[Span, ...]


def speakers(text: str, entities: Sequence[Entity], attributions: Sequence[Attribution]) -> list[Speaker]:
    """Resolve the speaker of each of *attributions*, in their order.

    All of an article at once, because who spoke last tells who "he" is. A source that could be one of
    several is nobody's. A source without a name of its own keeps its words as the role: "a spokesman for the ministry".
    """
    article = _Article(text, entities)
    order = sorted(range(len(attributions)), key=lambda k: _position(attributions[k]))
    order.sort(key=lambda k: article.is_first_person(attributions[k]))  # "I" is who says the words around it
    found = {k: article.speaker(attributions[k]) for k in order}
    return [found[k] for k in range(len(attributions))]


def _position(attribution: Attribution) -> int:
    spans = attribution.source or attribution.content
    return min((start for start, _ in spans), default=0)


class _Article:
    def __init__(self, text: str, entities: Sequence[Entity]) -> None:
        self._text = text
        self._mentions = sorted(entities, key=lambda entity: (entity.start, -entity.end))
        self._starts = [mention.start for mention in self._mentions]
        parts = sentences(text)
        self._known = Register(text, self._mentions, parts)
        self._antecedents = Antecedents(text, self._mentions, parts, self._known)
        self._stranger: tuple[int, Speaker] | None = None  # where spoke last who is no entity: "a spokesman"
        self._said: list[tuple[int, int, Speaker]] = []  # contents, with their speakers
        self._said_starts: list[int] = []

    def is_first_person(self, attribution: Attribution) -> bool:
        """Say whether the source is "I"."""
        return any(self._text[start:end].lower() in _FIRST_PERSON for start, end in attribution.source[:1])

    def speaker(self, attribution: Attribution) -> Speaker:
        """Resolve one attribution; to be called in the order of the text."""
        found = self._resolve(attribution.source) if attribution.source else NOBODY
        position = _position(attribution)
        if found.id is not None and not self.is_first_person(attribution):
            self._antecedents.spoke(position, found.id)
            self._stranger = None
        elif found.name or found.role:
            self._stranger = position, found
        if found.name is not None:
            self._said += [(start, end, found) for start, end in attribution.content]
        return found

    def _resolve(self, source: tuple[Span, ...]) -> Speaker:
        start, end = source[0]
        first = self._text[start : min(end, start + LONGEST_SOURCE_CHARS)]
        words = [word.lower() for word in _WORD.findall(first)]
        if not words:
            return NOBODY
        acronym = self._text[start + 1 : start + 2].isupper()  # WHO
        if (len(words) == 1 or words[1] in ("also", "himself", "herself", "too")) and not acronym:
            who = self._pronoun(words[0], start)
            if who is not None:
                return who
        for span in source:
            inside = self._mentions[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]
            about = head(self._text, span, inside[:MENTIONS_BACK])
            if about is not None:
                return self._entity(about.id)
        return self._unnamed(start, end, words)

    def _pronoun(self, word: str, position: int) -> Speaker | None:
        """Resolve *word* at *position*; None where it is no pronoun."""
        if word in _PERSONAL:
            return self._stranger_as(_PERSONAL[word], position) or self._entity(
                self._antecedents.person(position, _PERSONAL[word])
            )
        if word in ("it", "its", "itself"):
            return self._entity(self._antecedents.it(position))
        if word in _FIRST_PERSON:
            return self._quoted(position)
        if word in _RELATIVE:
            return self._entity(self._antecedents.before_relative(position, word))
        if word in ("they", "them", "their"):
            return self._entity(self._antecedents.they(position))
        return NOBODY if word in ("we", "us", "you") else None

    def _stranger_as(self, sex: str, position: int) -> Speaker | None:
        """Find who spoke just before *position* and is no entity, where nobody else was spoken of since."""
        if self._stranger is None:
            return None
        since, who = self._stranger
        other = FEMALE_NOUNS if sex == "m" else MALE_NOUNS
        near = self._antecedents.sentences_between(since, position) <= STRANGER_STAYS
        if not near or other.intersection((who.role or "").lower().split()):
            return None
        return None if self._antecedents.named_since(since, position) else who

    def _entity(self, number: int | None) -> Speaker:
        if number is None:
            return NOBODY
        about = self._known[number]
        return Speaker(about.entity.canonical, number, about.role)

    def _unnamed(self, start: int, end: int, words: list[str]) -> Speaker:
        phrase = self._text[start:end]
        name = self._known.named(phrase)
        if name is not None:
            return self._entity(name)
        segment = re.split(r",|\s(?:for|of|at|with|from|who|in|on)\s", phrase, maxsplit=1)[0]
        nouns = _WORD.findall(segment.lower())
        noun = nouns[-1] if nouns else ""
        definite = words[0] in _DEFINITE
        if definite and noun in GROUP_NOUNS and segment == phrase:
            return self._definite_group(start, noun, phrase)
        initial = phrase[:1].isupper() and words[0] not in INDEFINITE
        of_what = PREPOSITION.search(phrase[len(segment) :] or " ")
        if (definite or initial) and (noun in PERSON_NOUNS or "-year-old" in phrase) and not of_what:
            found = self._by_role(start, noun, segment)
            if found is not None:
                return found
        called = person_form(segment)
        if self._looks_like_name(start, called) and (len(called.split()) > 1 or segment == phrase):
            return Speaker(called, None, None)
        return Speaker(None, None, described(self._text, (start, end)))

    def _definite_group(self, start: int, noun: str, phrase: str) -> Speaker:
        """Resolve "the company"; "the Wexley police" is called that, and "the company's board" nobody."""
        own = phrase.split()[1:]
        if any(map(POSSESSIVE.search, own)):
            return NOBODY
        if any(word[0].isupper() for word in own):
            named = own[0][0].isupper() and noun in _NAMED_BODIES
            return Speaker(" ".join(own), None, None) if named else NOBODY
        return self._entity(self._antecedents.group(start, noun))

    def _looks_like_name(self, start: int, phrase: str) -> bool:
        words = phrase.split()
        bare = words[1:] if words[:1] in (["the"], ["The"]) else words
        sentence = self._antecedents.sentence_start(start)
        initial = sentence == start
        if not bare or len(bare) > LONGEST_NAME_WORDS or (len(words) == 1 and initial):
            return False
        if bare[0].lower() in INDEFINITE or people(bare[-1]) or any(map(POSSESSIVE.search, bare)):
            return False
        if _in_capitals(self._text[sentence : sentence + HEADLINE_CHARS]):
            return False
        last = bare[-1].lower()
        if last in GROUP_NOUNS and bare[-1].islower():  # "Wexley police"
            return last in _NAMED_BODIES and len(bare) > 1 and all(word[0].isupper() for word in bare[:-1])
        capital = all(word[0].isupper() or word in _IN_NAMES for word in bare)
        alone = last in GROUP_NOUNS and len(bare) == 1
        return capital and not alone and last not in PERSON_NOUNS and not last.endswith("s")

    def _by_role(self, position: int, noun: str, phrase: str) -> Speaker | None:
        """Find the person whose role or title is *phrase*, a description that ends with *noun*."""
        wanted = role_nouns(phrase)
        told = {_singular(word) for word in _WORD.findall(folded(phrase))} - wanted - _DETERMINERS
        owned = {_singular(owner) for owner in _OWNER.findall(folded(phrase))}
        proper = {_singular(folded(word)) for word in _WORD.findall(phrase)[1:] if word[0].isupper()}
        scores: dict[int, float] = {}
        for number in self._known.called(noun):
            about = self._known[number]
            words = {_singular(word) for word in _WORD.findall(folded(about.role or ""))}
            if (owned | proper) - words:
                continue  # the Republican nominee is not the Democratic one
            scores[number] = len(wanted & about.nouns) + len(told & words) - 0.5 * len(told - words)
        if not scores:
            return None
        best = max(scores.values())
        fitting = [number for number, score in scores.items() if score == best]
        if len(fitting) == 1:
            return self._entity(fitting[0]) if best > 0 else None
        recent = self._antecedents.nearest(position, fitting)
        return self._entity(recent) if recent is not None and best > 0 else None

    def _quoted(self, position: int) -> Speaker:
        """Find who says the "I" at *position*: the speaker of the words around it, else of the quotation's others.

        Outside quotations it is the author, whom no article names in its text.
        """
        if not self._said_starts:
            self._said.sort(key=lambda said: said[:2])
            self._said_starts = [start for start, _, _ in self._said]
        near = bisect_right(self._said_starts, position)
        before = self._said[max(0, near - MENTIONS_BACK) : near]
        around = next((who for _, end, who in reversed(before) if position < end), None)
        if around is not None or not self._antecedents.quoted(position):
            return around or NOBODY
        beside = before[-1:] + self._said[near : near + 1]
        distance, who = min(
            ((min(abs(start - position), abs(end - position)), who) for start, end, who in beside),
            default=(LONGEST_REACH_CHARS, NOBODY),
            key=lambda pair: pair[0],
        )
        return who if distance < LONGEST_REACH_CHARS else NOBODY
