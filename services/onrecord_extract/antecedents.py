"""What "he", "it" and "the company" stand for: a name further up, chosen by how much is made of it; or nobody.

Looks a bounded way back. Silence is better than a wrong name: where two fit about as well, it is neither.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from onrecord_extract.gazetteer import folded
from onrecord_extract.heads import POSSESSIVE
from onrecord_extract.quotes import outer_quotes
from onrecord_extract.records import Entity, Span
from onrecord_extract.register import Register

LONGEST_REACH_CHARS = 1500
"""How far back or ahead who spoke tells who speaks: a long paragraph or two."""
MENTIONS_BACK = 40
MENTIONS_LOOKED_AT = 200
"""Those in quotations are passed over."""
SENTENCES_BACK = 8
SENTENCES_BACK_FOR_IT = 1
"""Further back "it" is as likely a thing as an organisation."""
LEAST_LEAD = 0.5
"""By how much the likeliest group has to lead the next; below it, neither is named. Set beforehand, not fitted."""

_OBLIQUE = re.compile(
    r"\b(?:told|tells|telling|by|to|with|in|on|at|for|from|of|via|through|against|about|than|and|near|called|outside)"
    r"\s(?:the\s|its\s|an?\s)?\Z",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:of|with|about|against)\s\Z"
)  # "the offices of Hale"; but "for Hale, it was late": he goes on
_OBLIQUE_CHARS = 16
_PLACE_NOUNS = frozenset(
    {"city", "country", "state", "nation", "kingdom", "town", "island", "republic", "county"}
)
_FACILITIES = frozenset(
    "park stadium hospital school airport street road avenue bridge river station center centre building hall tower house "
    "square beach lake mountain court arena hotel".split()
)
_OF_A_NAME = frozenset(
    "ministry department court police council committee commission government administration authority army military "
    "force campaign parliament congress senate house office bureau board panel society church hospital embassy lab "
    "laboratory institute college school federation association body service union".split()
)
"""Nouns that an organisation of the kind bears in its name: "the ministry" is no airline."""


class _Spoke(NamedTuple):
    position: int
    id: int
    type: str


class Antecedents:
    """The names of one article, and who spoke last; `spoke` is to be told of the speakers in the order of the text."""

    def __init__(
        self, text: str, mentions: Sequence[Entity], sentences: Sequence[Span], known: Register
    ) -> None:
        """Take the *mentions* and the *sentences* of *text* by start, and what is *known* of its entities."""
        self._text = text
        self._mentions = mentions
        self._known = known
        self._starts = [mention.start for mention in mentions]
        self._often = Counter(mention.id for mention in mentions)
        self._sentences = sentences
        self._sentence_starts = [start for start, _ in sentences]
        self._quotes = outer_quotes(text)
        self._quote_starts = [quote.start for quote in self._quotes]
        self._last: _Spoke | None = None

    def spoke(self, position: int, number: int) -> None:
        """Remember that entity *number* spoke at *position*."""
        self._last = _Spoke(position, number, self._known[number].entity.type)

    def sentence_start(self, position: int) -> int:
        """Where the sentence at *position* begins."""
        return self._sentences[self._sentence_at(position)][0]

    def quoted(self, position: int) -> bool:
        """Whether *position* is within a quotation."""
        return self._quote_at(position) is not None

    def person(self, position: int, sex: str) -> int | None:
        """Find whom "he" (*sex* "m") or "she" ("f") at *position* is."""
        best: tuple[float, int] | None = None
        seen: set[int] = set()
        candidates = self._back(position)
        if self._last and self._last.type == "PERSON":
            candidates.append((self._since_last(position), self._known[self._last.id].entity))
        for distance, mention in candidates:
            about = self._known[mention.id]
            if mention.type != "PERSON" or (about.sexes and sex not in about.sexes):
                continue
            score = self._salience(distance, mention, position) + (0.5 if about.sexes else 0.0)
            if best is None or score > best[0] + (0.0 if mention.id in seen else 1e-9):
                best = (score, mention.id)
            seen.add(mention.id)
        return best[1] if best else None

    def named_since(self, position: int, until: int) -> bool:
        """Say whether a person is the subject of a sentence after the one at *position*, and before *until*."""
        here = self._sentence_at(position)
        return any(
            mention.type == "PERSON" and self._sentence_at(mention.start) > here and self._is_subject(mention)
            for _, mention in self._back(until)
        )

    def sentences_between(self, position: int, later: int) -> int:
        """Count the sentence ends from *position* to *later*."""
        return self._sentence_at(later) - self._sentence_at(position)

    def nearest(self, position: int, numbers: Sequence[int]) -> int | None:
        """Find which of the entities *numbers* is named last before *position*, outside quotations."""
        return next((mention.id for _, mention in self._back(position) if mention.id in numbers), None)

    def it(self, position: int) -> int | None:
        """Find which organisation or place "it" at *position* is: the one that spoke, or a subject just before."""
        scores: dict[int, float] = {}
        for distance, mention in self._back(position):
            if mention.type == "PERSON" or distance > SENTENCES_BACK_FOR_IT or not self._is_subject(mention):
                continue
            score = self._group_salience(distance, mention, position) - (mention.type == "PLACE")
            scores[mention.id] = max(score, scores.get(mention.id, score))
        if self._last and self._last.type != "PERSON" and self._since_last(position) <= SENTENCES_BACK_FOR_IT:
            scores[self._last.id] = max(scores.get(self._last.id, 0.0), 0.0) + 2.0
        return _leader(scores)

    def group(self, position: int, noun: str) -> int | None:
        """Find which organisation or place "the *noun*" at *position* is."""
        scores: dict[int, float] = {}
        of_place = noun in _PLACE_NOUNS
        for distance, mention in self._back(position):
            if mention.type == "PERSON" or (mention.type == "PLACE") != (of_place or noun == "government"):
                continue
            words = folded(mention.canonical).split()
            if noun in _OF_A_NAME and mention.type == "ORG" and not _bears(mention.canonical, noun):
                continue
            if mention.type == "PLACE" and words and words[-1] in _FACILITIES:
                continue
            score = self._group_salience(distance, mention, position) + (4.0 if noun in words else 0.0)
            scores[mention.id] = max(score, scores.get(mention.id, score))
        return _leader(scores)

    def they(self, position: int) -> int | None:
        """Take "they" for the organisation that spoke in the sentence before."""
        if self._last and self._last.type == "ORG" and self._since_last(position) <= 1:
            return self._last.id
        return None

    def before_relative(self, position: int, word: str) -> int | None:
        """Find the name that "who" or "which" (*word*) at *position* follows; a list's last name is not all of it."""
        k = bisect_left(self._starts, position) - 1
        if k < 0:
            return None
        mention = self._mentions[k]
        gap = self._text[mention.end : position]
        if len(gap) > 4 or gap.strip(" ,\u00a0") or (word == "who" and mention.type != "PERSON"):
            return None
        before = self._text[max(0, mention.start - 5) : mention.start].lower()
        return None if before.endswith((" and ", " or ")) else mention.id

    def _sentence_at(self, position: int) -> int:
        return max(0, bisect_right(self._sentence_starts, position) - 1)

    def _quote_at(self, position: int) -> int | None:
        k = bisect_right(self._quote_starts, position) - 1
        return k if k >= 0 and position < self._quotes[k].end else None

    def _since_last(self, position: int) -> int:
        """Count the sentences since somebody spoke last."""
        earlier = self._sentence_at(self._last.position) if self._last else 0
        return min(SENTENCES_BACK, self._sentence_at(position) - earlier)

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
        """Guess whether *mention* is its sentence's subject: the first of its type there."""
        k = bisect_left(self._starts, self.sentence_start(mention.start))
        first = next((m for m in self._mentions[k : k + MENTIONS_BACK] if m.type == mention.type), None)
        if first is None or first.start != mention.start:
            return False
        return mention.type != "PERSON" or not _HELD.search(self._text, *self._before(mention))

    def _before(self, mention: Entity) -> Span:
        return max(0, mention.start - _OBLIQUE_CHARS), mention.start

    def _salience(self, distance: int, mention: Entity, position: int) -> float:
        score = -1.0 * distance
        if self._is_subject(mention):
            score += 1.5
        if POSSESSIVE.match(self._text, mention.end):
            score -= 0.75
        last = self._last
        if last and last.id == mention.id and position - last.position < LONGEST_REACH_CHARS:
            score += 2.0
        return score

    def _group_salience(self, distance: int, mention: Entity, position: int) -> float:
        """As `_salience`, and more for whom the article names often, less for the object of a preposition."""
        score = self._salience(distance, mention, position)
        if _OBLIQUE.search(self._text, *self._before(mention)):
            score -= 1.5
        return score + 0.5 * math.log2(self._often[mention.id])


def _leader(scores: dict[int, float]) -> int | None:
    """Pick the highest, where it leads clearly."""
    order = sorted(scores, key=lambda number: -scores[number])
    if len(order) > 1 and scores[order[0]] - scores[order[1]] < LEAST_LEAD:
        return None
    return order[0] if order else None


def _bears(name: str, noun: str) -> bool:
    """Say whether *name* holds *noun*, or is an acronym that may: "the commission" is the SEC."""
    acronym = name.isupper() and noun[0].upper() in name
    return acronym or noun in folded(name).split()
