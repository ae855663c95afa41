"""Who the words of a source refer to: a name, a pronoun, "the ministry"; and what the article says they are.

Takes the entities as given, whoever found them, and looks a bounded way back from each source.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord_extract.cues import DOCUMENT_NOUNS
from onrecord_extract.gazetteer import folded, given_name
from onrecord_extract.names import canonical_form
from onrecord_extract.quotes import outer_quotes
from onrecord_extract.records import Entity, Span
from onrecord_extract.roles import described, role_after, role_before, role_nouns
from onrecord_extract.sentences import sentences
from onrecord_extract.titles import FEMALE_NOUNS, GROUP_NOUNS, MALE_NOUNS, PERSON_NOUNS, sex_of_title

LONGEST_SOURCE_CHARS = 400
LONGEST_REACH_CHARS = 1500
"""How far back or ahead who spoke tells who speaks: a long paragraph or two."""
MENTIONS_BACK = 40
SENTENCES_BACK = 8

_WORD = re.compile(r"\w[\w’'-]*")
_PERSONAL = {"he": "m", "she": "f", "him": "m", "her": "f", "himself": "m", "herself": "f"}
_FIRST_PERSON = frozenset({"i", "me", "myself"})
_RELATIVE = frozenset({"who", "which", "that"})
_PLACE_NOUNS = frozenset(
    {"city", "country", "state", "nation", "kingdom", "town", "island", "republic", "county"}
)
_AFTER_HEAD = re.compile(
    r"\s*(?:\Z|,|\(|—|–|-\s|(?:of|from|at|with|for|who|which|himself|herself|itself|in|on|via|and)\b)"
)
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s)")
_DEPENDENT = re.compile(
    r"\b(?:for|of|to|with|by|from|about|like|behind|against|and|or|than)\s(?:the\s)?\Z", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r"\s(?:for|of|to|with|by|from|about|like|behind|against|at|in|on|who|that)\s", re.IGNORECASE
)


_OWNER = re.compile(r"(\w+)'s?\s")
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "former", "then", "of", "for", "and"})
_INDEFINITE = """
    someone somebody anyone anybody everyone everybody nobody one many some several most others other another all both
    each any no few two three four five critics supporters officials sources people experts aides analysts anonymous
    anon his her their its my our your whoever
"""
INDEFINITE = frozenset(_INDEFINITE.split())


class Speaker(NamedTuple):
    """Whom a source refers to: the canonical name and id of an entity, and the role; None where not known."""

    name: str | None
    id: int | None
    role: str | None


NOBODY = Speaker(None, None, None)


def _singular(word: str) -> str:
    return word.removesuffix("'s").removesuffix("'")


class Attribution(NamedTuple):
    """The parts of a statement that tell its speaker; ``source`` may be empty."""

    source: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(slots=True)
class _Known:
    """What the article tells of one entity."""

    entity: Entity
    sexes: set[str] = field(default_factory=set)
    role: str | None = None
    nouns: set[str] = field(default_factory=set)


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
        self._sentences = sentences(text)
        self._sentence_starts = [start for start, _ in self._sentences]
        self._quotes = outer_quotes(text)
        self._quote_starts = [quote.start for quote in self._quotes]
        self._known = self._learn()
        self._last: tuple[int, Speaker, str] | None = None  # where, who, of which type
        self._said: list[tuple[int, int, Speaker]] = []  # contents, with their speakers
        self._said_starts: list[int] = []

    def is_first_person(self, attribution: Attribution) -> bool:
        """Say whether the source is "I"."""
        return any(self._text[start:end].lower() in _FIRST_PERSON for start, end in attribution.source[:1])

    def speaker(self, attribution: Attribution) -> Speaker:
        """Resolve one attribution; to be called in the order of the text."""
        found = self._resolve(attribution.source) if attribution.source else NOBODY
        if found.id is not None and not self.is_first_person(attribution):
            self._last = (_position(attribution), found, self._known[found.id].entity.type)
        if found.name is not None:
            self._said += [(start, end, found) for start, end in attribution.content]
        return found

    def _learn(self) -> dict[int, _Known]:
        known: dict[int, _Known] = {}
        for mention in self._mentions:
            about = known.setdefault(mention.id, _Known(mention))
            if mention.type != "PERSON":
                continue
            start, end = self._sentences[self._sentence_at(mention.start)]
            after = role_after(self._text, mention.end, end)
            before = role_before(self._text, mention.start, start)
            inside = self._text[mention.start : mention.end]
            about.role = about.role or after or before
            about.nouns.update(role_nouns(" ".join(filter(None, (before, inside, after)))))
            sex = sex_of_title(f"{(before or '').split(' ')[-1]} {inside}") or sex_of_title(inside)
            honorific = re.search(r"(\w+)\.?\s\Z", self._text[max(0, mention.start - 12) : mention.start])
            sex = sex or (sex_of_title(f"{honorific[1]} {inside}") if honorific else None)
            if sex:
                about.sexes.add(sex)
        for about in known.values():
            if about.entity.type == "PERSON" and not about.sexes:
                about.sexes |= {"m" for noun in about.nouns if noun in MALE_NOUNS}
                about.sexes |= {"f" for noun in about.nouns if noun in FEMALE_NOUNS}
                words = about.entity.canonical.split()
                sex = given_name(words[0]) if len(words) > 1 else None
                if not about.sexes and sex in ("m", "f"):
                    about.sexes.add(sex)
        return known

    def _sentence_at(self, position: int) -> int:
        return max(0, bisect_right(self._sentence_starts, position) - 1)

    def _quote_at(self, position: int) -> int | None:
        k = bisect_right(self._quote_starts, position) - 1
        return k if k >= 0 and position < self._quotes[k].end else None

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
            head = self._head(span)
            if head is not None:
                return self._as_speaker(head.id)
        return self._unnamed(start, end, words)

    def _pronoun(self, word: str, position: int) -> Speaker | None:
        """Resolve *word* at *position*; None where it is no pronoun."""
        who: Speaker | None = None
        if word in _PERSONAL:
            who = self._person(position, _PERSONAL[word])
        elif word in ("it", "itself"):
            who = self._group(position, None)
        elif word in _FIRST_PERSON:
            who = self._quoted(position)
        elif word in _RELATIVE:
            who = self._just_before(position)
        elif word in ("they", "them"):
            who = self._last_group(position)
        elif word in ("we", "us", "you"):
            who = NOBODY
        return who

    def _as_speaker(self, number: int) -> Speaker:
        about = self._known[number]
        return Speaker(about.entity.canonical, number, about.role)

    def _head(self, span: Span) -> Entity | None:
        """Find the entity that the phrase *span* is about: not those that only tell of it."""
        start, end = span
        inside = self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)][
            :MENTIONS_BACK
        ]
        phrase = self._text[start:end]
        comma = phrase.find(",")
        first = start + comma if comma >= 0 else end
        for mention in reversed([mention for mention in inside if mention.type == "PERSON"]):
            if mention.end > first and not self._begins_segment(mention, start):
                continue
            after = self._text[mention.end : end]
            leading = self._text[start : mention.start]
            if _POSSESSIVE.match(after) or not _AFTER_HEAD.match(after) or _DEPENDENT.search(leading):
                continue
            if mention.end > first and self._owner_before(inside, mention, first):
                continue
            return mention
        for mention in inside:
            if mention.type == "PERSON" or mention.start >= first:
                continue
            trailing = self._text[mention.end : first].strip().lower().split()
            leading = " " + self._text[start : mention.start]
            if all(word in GROUP_NOUNS | DOCUMENT_NOUNS for word in trailing) and not _PREPOSITION.search(
                leading
            ):
                return mention
        return None

    def _begins_segment(self, mention: Entity, start: int) -> bool:
        before = self._text[max(start, mention.start - 2) : mention.start]
        return before == ", "

    def _owner_before(self, inside: list[Entity], mention: Entity, first: int) -> bool:
        """Say whether the first segment already names the speaker: "Ann Hale, mayor, Bob Poe"."""
        return any(
            other.type == "PERSON"
            and other.end <= first
            and _AFTER_HEAD.match(self._text[other.end : first])
            and other.id != mention.id
            and not _DEPENDENT.search(self._text[max(0, other.start - 12) : other.start])
            for other in inside
        )

    def _unnamed(self, start: int, end: int, words: list[str]) -> Speaker:
        phrase = self._text[start:end]
        name = self._known_by_words(phrase)
        if name is not None:
            return self._as_speaker(name)
        segment = re.split(r",|\s(?:for|of|at|with|from|who|in|on)\s", phrase, maxsplit=1)[0]
        nouns = _WORD.findall(segment.lower())
        noun = nouns[-1] if nouns else ""
        definite = words[0] in ("the", "this", "that") or phrase[:1].isupper()
        if definite and noun in GROUP_NOUNS and words[0] in ("the", "this", "that") and segment == phrase:
            return self._group(start, noun)
        if (
            definite
            and (noun in PERSON_NOUNS or "-year-old" in phrase)
            and not _PREPOSITION.search(phrase[len(segment) :] or " ")
        ):
            found = self._by_role(start, noun, segment)
            if found is not None:
                return found
        if self._looks_like_name(start, phrase):
            return Speaker(canonical_form(phrase), None, None)
        return Speaker(None, None, described(self._text, (start, end)))

    def _known_by_words(self, phrase: str) -> int | None:
        """Find the one entity all of whose name, or whose surname, *phrase* is, where no mention was marked."""
        name = folded(canonical_form(phrase))
        if not name or not phrase[:1].isupper():
            return None
        numbers = {
            number
            for number, about in self._known.items()
            if name == (canonical := folded(about.entity.canonical))
            or (about.entity.type == "PERSON" and canonical.endswith(f" {name}"))
        }
        return numbers.pop() if len(numbers) == 1 else None

    def _looks_like_name(self, start: int, phrase: str) -> bool:
        words = phrase.split()
        bare = words[1:] if words[:1] in (["the"], ["The"]) else words
        initial = start in self._sentence_starts
        if not bare or len(bare) > 5 or (len(words) == 1 and initial) or bare[0].lower() in INDEFINITE:
            return False
        last = bare[-1].lower()
        return (
            all(word[0].isupper() or word in ("of", "de", "van", "von", "bin", "al") for word in bare)
            and last not in PERSON_NOUNS
            and not last.endswith("s")
            and not (last in GROUP_NOUNS and len(bare) == 1)
        )

    def _back(self, position: int) -> list[tuple[int, Entity]]:
        """List the mentions before *position*, nearest first, with how many sentences back each is."""
        here = self._sentence_at(position)
        quote = self._quote_at(position)
        found: list[tuple[int, Entity]] = []
        for k in range(bisect_left(self._starts, position) - 1, -1, -1):
            mention = self._mentions[k]
            distance = here - self._sentence_at(mention.start)
            if distance > SENTENCES_BACK or len(found) >= MENTIONS_BACK:
                break
            if mention.end <= position and self._quote_at(mention.start) in (None, quote):
                found.append((distance, mention))
        return found

    def _is_subject(self, mention: Entity) -> bool:
        start = self._sentences[self._sentence_at(mention.start)][0]
        k = bisect_left(self._starts, start)
        first_person = next(
            (m for m in self._mentions[k : k + MENTIONS_BACK] if m.type == mention.type and m.start >= start),
            None,
        )
        return first_person is not None and first_person.start == mention.start

    def _salience(self, distance: int, mention: Entity, position: int) -> float:
        score = -1.0 * distance
        if self._is_subject(mention):
            score += 1.5
        if _POSSESSIVE.match(self._text, mention.end):
            score -= 0.75
        if self._last and self._last[1].id == mention.id and position - self._last[0] < LONGEST_REACH_CHARS:
            score += 2.0
        return score

    def _person(self, position: int, sex: str) -> Speaker:
        best: tuple[float, int] | None = None
        seen: set[int] = set()
        candidates = self._back(position)
        if self._last and self._last[2] == "PERSON" and self._last[1].id is not None:
            candidates.append((self._distance(self._last[0], position), self._known[self._last[1].id].entity))
        for distance, mention in candidates:
            about = self._known[mention.id]
            if mention.type != "PERSON" or (about.sexes and sex not in about.sexes):
                continue
            score = self._salience(distance, mention, position) + (0.5 if about.sexes else 0.0)
            if best is None or score > best[0] + (0.0 if mention.id in seen else 1e-9):
                best = (score, mention.id)
            seen.add(mention.id)
        return self._as_speaker(best[1]) if best else NOBODY

    def _distance(self, earlier: int, later: int) -> int:
        return min(SENTENCES_BACK, self._sentence_at(later) - self._sentence_at(earlier))

    def _group(self, position: int, noun: str | None) -> Speaker:
        best: tuple[float, int] | None = None
        for distance, mention in self._back(position):
            if mention.type == "PERSON" or (noun in _PLACE_NOUNS and mention.type != "PLACE"):
                continue
            if noun and noun not in _PLACE_NOUNS and mention.type == "PLACE" and noun != "government":
                continue
            score = self._salience(distance, mention, position)
            words = folded(mention.canonical).split()
            if noun and noun in words:
                score += 4.0
            if mention.type == "PLACE" and noun is None:
                score -= 1.0
            if best is None or score > best[0]:
                best = (score, mention.id)
        return self._as_speaker(best[1]) if best else NOBODY

    def _by_role(self, position: int, noun: str, phrase: str) -> Speaker | None:
        """Find the person whose role or title is *phrase*, a description that ends with *noun*."""
        wanted = role_nouns(phrase)
        told = {_singular(word) for word in _WORD.findall(folded(phrase))} - wanted - _DETERMINERS
        owned = {_singular(owner) for owner in _OWNER.findall(folded(phrase))}
        scores: dict[int, float] = {}
        for number, about in self._known.items():
            if about.entity.type != "PERSON" or noun not in about.nouns:
                continue
            words = {_singular(word) for word in _WORD.findall(folded(about.role or ""))}
            if owned - words:
                continue
            scores[number] = len(wanted & about.nouns) + len(told & words) - 0.5 * len(told - words)
        if not scores:
            return None
        best = max(scores.values())
        fitting = [number for number, score in scores.items() if score == best]
        if len(fitting) == 1:
            return self._as_speaker(fitting[0]) if best > 0 else None
        recent = next((mention.id for _, mention in self._back(position) if mention.id in fitting), None)
        return self._as_speaker(recent) if recent is not None and best > 0 else None

    def _quoted(self, position: int) -> Speaker:
        """Find who says the "I" at *position*: the speaker of the words around it, else the nearest one."""
        if not self._said_starts:
            self._said.sort(key=lambda said: said[:2])
            self._said_starts = [start for start, _, _ in self._said]
        near = bisect_right(self._said_starts, position)
        before = self._said[max(0, near - MENTIONS_BACK) : near]
        around = next((who for _, end, who in reversed(before) if position < end), None)
        if around is not None:
            return around
        beside = before[-1:] + self._said[near : near + 1]
        distance, who = min(
            ((min(abs(start - position), abs(end - position)), who) for start, end, who in beside),
            default=(LONGEST_REACH_CHARS, NOBODY),
            key=lambda pair: pair[0],
        )
        return who if distance < LONGEST_REACH_CHARS else NOBODY

    def _last_group(self, position: int) -> Speaker:
        """Take "they" for the organisation that spoke last."""
        if self._last and self._last[2] == "ORG" and position - self._last[0] < LONGEST_REACH_CHARS:
            return self._last[1]
        return NOBODY

    def _just_before(self, position: int) -> Speaker:
        k = bisect_left(self._starts, position) - 1
        if k < 0:
            return NOBODY
        mention = self._mentions[k]
        gap = self._text[mention.end : position]
        return self._as_speaker(mention.id) if len(gap) <= 4 and not gap.strip(" ,\u00a0") else NOBODY
