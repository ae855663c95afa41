"""Who the words of a source refer to: a name, a pronoun, "the ministry"; and what the article says they are.

Takes the entities as given, whoever found them, and looks a bounded way back from each source.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from onrecord_extract.gazetteer import folded
from onrecord_extract.heads import POSSESSIVE, PREPOSITION, head
from onrecord_extract.names import canonical_form
from onrecord_extract.quotes import outer_quotes
from onrecord_extract.records import Entity, Span
from onrecord_extract.register import Register
from onrecord_extract.roles import described, role_nouns
from onrecord_extract.sentences import sentences
from onrecord_extract.titles import GROUP_NOUNS, PERSON_NOUNS

LONGEST_SOURCE_CHARS = 400
LONGEST_REACH_CHARS = 1500
"""How far back or ahead who spoke tells who speaks: a long paragraph or two."""
MENTIONS_BACK = 40
MENTIONS_LOOKED_AT = 200
"""Those in quotations are passed over."""
SENTENCES_BACK = 8

_WORD = re.compile(r"\w[\w’'-]*")
_PERSONAL = {"he": "m", "she": "f", "him": "m", "her": "f", "himself": "m", "herself": "f"}
_FIRST_PERSON = frozenset({"i", "me", "myself"})
_RELATIVE = frozenset({"who", "which", "that"})
_PLACE_NOUNS = frozenset(
    {"city", "country", "state", "nation", "kingdom", "town", "island", "republic", "county"}
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
        self._known = Register(text, self._mentions, self._sentences)
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
            inside = self._mentions[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]
            about = head(self._text, span, inside[:MENTIONS_BACK])
            if about is not None:
                return self._as_speaker(about.id)
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

    def _unnamed(self, start: int, end: int, words: list[str]) -> Speaker:
        phrase = self._text[start:end]
        name = self._known.named(phrase)
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
            and not PREPOSITION.search(phrase[len(segment) :] or " ")
        ):
            found = self._by_role(start, noun, segment)
            if found is not None:
                return found
        if self._looks_like_name(start, phrase):
            return Speaker(canonical_form(phrase), None, None)
        return Speaker(None, None, described(self._text, (start, end)))

    def _looks_like_name(self, start: int, phrase: str) -> bool:
        words = phrase.split()
        bare = words[1:] if words[:1] in (["the"], ["The"]) else words
        initial = self._sentences[self._sentence_at(start)][0] == start
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
        near = bisect_left(self._starts, position)
        for k in range(near - 1, max(-1, near - 1 - MENTIONS_LOOKED_AT), -1):
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
        if POSSESSIVE.match(self._text, mention.end):
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
        for number in self._known.called(noun):
            about = self._known[number]
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
