"""Statements by rules: "X said (that) …", "…", said X, according to X, X accused …; the baseline for a model.

Reads units (sentences with their quotations whole), so a verb within a quotation is no cue. Linear in the text's
length: each cue looks a bounded number of tokens around itself, or over its sentence once.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord_extract.complements import LONGEST_ADJUNCT_TOKENS, content_start, is_verb
from onrecord_extract.cues import PARTICLES, cue_of
from onrecord_extract.quotes import Quote
from onrecord_extract.records import Span
from onrecord_extract.sources import ADVERBS, before_cue, first_phrase
from onrecord_extract.speaker_tags import Tag, according_to, as_put, speaker_tag
from onrecord_extract.units import Token, Unit, units

CUES_READ = 40
"""Per unit; no sentence that a person wrote has more."""

_PHRASES = frozenset({"according", "put", "puts"})
"""What begins a cue of two words: "according to", "put it"."""

_CLAUSE_LINKS = frozenset({"and", "but", "while", "though", "although", "as", "yet", "whereas"})
_VERB_LINKS = frozenset({"and", "but", "then", "or"})
_CLAUSE_SIGNS = frozenset(",;-—–")
_AROUND = frozenset(".,;:-—–")
_LED_BY_PRONOUN = frozenset({"he", "she", "they"})


@dataclass(slots=True)
class Draft:
    """A statement as the rules read it; ``source`` is None where the text names none."""

    source: Span | None
    cue: Span
    content: list[Span] = field(default_factory=list)


class _Clause(NamedTuple):
    """A draft whose content follows its cue and is yet to be cut, in tokens."""

    cue: int
    first: int
    draft: Draft


def drafts(text: str, quotes: tuple[Quote, ...]) -> list[Draft]:
    """Find the statements of *text*, given its outermost quotations; by cue."""
    reader = _Reader(text, quotes)
    for unit in units(text, quotes):
        reader.read(unit)
    return sorted((draft for draft in reader.found if draft.content), key=lambda draft: draft.cue)


class _Reader:
    """Reads one text, unit by unit, in order."""

    def __init__(self, text: str, quotes: tuple[Quote, ...]) -> None:
        self.found: list[Draft] = []
        self._text = text
        self._quotes = quotes
        self._awaiting: Draft | None = None  # introduced a quotation that the next paragraph begins with
        self._speaking: Draft | None = None  # goes on if the next unit is nothing but a quotation
        self._taken: set[int] = set()  # quotations that are some statement's content

    def read(self, unit: Unit) -> None:
        """Read the statements of one unit."""
        tokens = unit.tokens
        awaiting, self._awaiting = self._awaiting, None
        if tokens[0].quote is not None and self._goes_on(tokens, awaiting or self._speaking):
            return
        before = len(self.found)
        floor = 0
        clauses: list[_Clause] = []
        cues = [i for i, token in enumerate(tokens) if token.lower in _PHRASES or cue_of(token.lower)]
        for i in cues[:CUES_READ]:
            if i < floor:
                continue
            tag = self._tag(tokens, i, floor)
            if tag is not None:
                floor = self._read_tag(tokens, tag)
            elif (clause := self._clause(tokens, i, floor, before)) is not None:
                self.found.append(clause.draft)
                clauses.append(clause)
        self._fill(tokens, clauses)
        self._read_colon(tokens)
        self._speaking = self._with_quotation(tokens, before)
        if tokens[-1].text == ":":
            self._awaiting = self._introduction(tokens)

    # -- adding words to a statement ------------------------------------------------------------------------

    def _add_quote(self, draft: Draft, quote: int | None) -> None:
        """Add a quotation, with those in later paragraphs that go on with it."""
        while quote is not None and quote not in self._taken:
            self._taken.add(quote)
            draft.content.append((self._quotes[quote].start, self._quotes[quote].end))
            quote = quote + 1 if self._quotes[quote].continues else None

    def _add(self, draft: Draft, tokens: list[Token], first: int, last: int) -> None:
        """Add the tokens from *first* to before *last*, without the signs around them."""
        while first < last and tokens[first].text in _AROUND and tokens[first].quote is None:
            first += 1
        while last > first and tokens[last - 1].text in _AROUND and tokens[last - 1].quote is None:
            last -= 1
        if first >= last:
            return
        draft.content.append(_span(tokens, first, last))
        self._taken.update(token.quote for token in tokens[first:last] if token.quote is not None)
        final = tokens[last - 1].quote
        if final is not None and self._quotes[final].continues:
            self._add_quote(draft, final + 1)

    def _goes_on(self, tokens: list[Token], draft: Draft | None) -> bool:
        """Give a unit that is nothing but quotations to *draft*, the statement it goes on with."""
        if any(token.quote is None and token.text[:1].isalnum() for token in tokens):
            return False
        if tokens[0].quote in self._taken:
            return True
        if draft is None:
            return False
        if not draft.content:
            self.found.append(draft)
        for token in tokens:
            self._add_quote(draft, token.quote)
        self._speaking = draft
        return True

    # -- what was said before the cue -----------------------------------------------------------------------

    def _tag(self, tokens: list[Token], i: int, floor: int) -> Tag | None:
        match tokens[i].lower:
            case "according":
                return according_to(tokens, i)
            case "put" | "puts":
                return as_put(tokens, i, floor)
        return speaker_tag(self._text, tokens, i, floor)

    def _read_tag(self, tokens: list[Token], tag: Tag) -> int:
        """Make a statement of a speaker tag; give the token from which on the unit is still unread."""
        to = 1 if tokens[tag.cue].lower in _PHRASES else 0
        draft = Draft(_span(tokens, *tag.source), (tokens[tag.cue].start, tokens[tag.cue + to].end))
        self.found.append(draft)
        self._add(draft, tokens, tag.first, tag.last)
        if to or tag.end >= len(tokens):
            return tag.end
        if tag.quoted is not None:
            return self._resume(draft, tokens, tag.end)
        following = tokens[tag.end + 1] if tag.end + 1 < len(tokens) else None
        if following is None or tokens[tag.end].text not in (*_CLAUSE_SIGNS, ":"):
            return tag.end
        if following.quote is None and (_is_participle(tokens, tag.end + 1) or cue_of(following.lower)):
            return tag.end
        last = tag.end + 2 if following.quote is not None else len(tokens)
        self._add(draft, tokens, tag.end + 1, last)
        return last

    def _resume(self, draft: Draft, tokens: list[Token], k: int) -> int:
        """Add the quotation that goes on after the tag: "…," he said in Poe, "…"; give what is still unread."""
        for j in range(k, min(len(tokens), k + LONGEST_ADJUNCT_TOKENS)):
            if tokens[j].quote is not None:
                self._add(draft, tokens, j, j + 1)
                return j + 1
            if cue_of(tokens[j].lower) is not None:
                break
        return k

    # -- what was said after the cue ------------------------------------------------------------------------

    def _clause(self, tokens: list[Token], i: int, floor: int, before: int) -> _Clause | None:
        cue = cue_of(tokens[i].lower)
        if cue is None or not is_verb(tokens, i, cue):
            return None
        first = content_start(tokens, i, cue)
        source = self._subject(tokens, i, floor, before) if first is not None else None
        if first is None or source is None:
            return None
        particle = i + 1 < first and tokens[i + 1].lower in PARTICLES.get(cue.lemma, ())
        return _Clause(i, first, Draft(source, (tokens[i].start, tokens[i + 1 if particle else i].end)))

    def _subject(self, tokens: list[Token], i: int, floor: int, before: int) -> Span | None:
        """Find the subject; that of the verb before where this one follows it: "denied … and **said**"."""
        previous = i - 1
        while previous > floor and tokens[previous].lower in ADVERBS:
            previous -= 1
        linked = previous >= 0 and tokens[previous].lower in _VERB_LINKS
        before_it = tokens[previous].text
        participle = _is_participle(tokens, i) and (before_it in _CLAUSE_SIGNS or before_it == "by")
        if not linked and not participle:
            source = before_cue(tokens, i, floor)
            return _span(tokens, *source) if source is not None else None
        for draft in reversed(self.found[before:]):
            if not participle or not self._text.endswith("ing", *draft.cue):
                return draft.source
        led = (k for k in range(i - 1, floor - 1, -1) if tokens[k].lower in _LED_BY_PRONOUN)
        pronoun = next(led, None) if linked else None
        source = (pronoun, pronoun + 1) if pronoun is not None else first_phrase(tokens, floor)
        return _span(tokens, *source) if source is not None and source[1] <= i else None

    def _fill(self, tokens: list[Token], clauses: list[_Clause]) -> None:
        """Add to each clause's draft what follows its cue, up to the next clause of the same rank."""
        for number, clause in enumerate(clauses):
            edges = (_edge(tokens, clause, later) for later in clauses[number + 1 :])
            end = next((edge for edge in edges if edge is not None and edge > clause.first), len(tokens))
            colon = tokens[clause.first].text == ":"
            start = clause.first + 1 if colon else clause.first
            introduced = colon or tokens[start - 1].text == ","
            if not introduced or start >= end or tokens[start].quote is None:
                self._add(clause.draft, tokens, start, end)
                continue
            while start < end and (tokens[start].quote is not None or tokens[start].text in (".", ",")):
                self._add_quote(clause.draft, tokens[start].quote)
                start += 1

    # -- quotations that no verb introduces -----------------------------------------------------------------

    def _read_colon(self, tokens: list[Token]) -> None:
        """Make a statement of a quotation after a colon, whatever the verb: "Hale went further: "No."."""
        for k in range(1, len(tokens) - 1):
            quote = tokens[k + 1].quote
            if tokens[k].text != ":" or quote is None or quote in self._taken:
                continue
            source = first_phrase(tokens, 0)
            if source is None or source[1] > k:
                return
            draft = Draft(_span(tokens, *source), (tokens[k].start, tokens[k].end))
            self._add_quote(draft, quote)
            self.found.append(draft)

    def _with_quotation(self, tokens: list[Token], before: int) -> Draft | None:
        """Pick the statement of this unit that a next unit of nothing but a quotation would go on with."""
        quoted = [token for token in tokens if token.quote is not None]
        for draft in reversed(self.found[before:]):
            if any(
                start <= token.start and token.end <= end for token in quoted for start, end in draft.content
            ):
                return draft
        return None

    def _introduction(self, tokens: list[Token]) -> Draft:
        """Draft the statement whose content is the quotation that the next paragraph begins with."""
        for i in range(len(tokens) - 1, max(-1, len(tokens) - 1 - LONGEST_ADJUNCT_TOKENS), -1):
            source = before_cue(tokens, i, 0) if cue_of(tokens[i].lower) is not None else None
            if source is not None:
                return Draft(_span(tokens, *source), (tokens[i].start, tokens[i].end))
        source = first_phrase(tokens, 0)
        return Draft(_span(tokens, *source) if source else None, (tokens[-1].start, tokens[-1].end))


def _edge(tokens: list[Token], clause: _Clause, later: _Clause) -> int | None:
    """Find where a later clause of the same rank begins; None if it is within what was said.

    "said A, **but** Hale denied B"; "said A, **adding** B"; "said A **and** denied B".
    """
    k = later.cue
    participle = _is_participle(tokens, k)
    same = later.draft.source == clause.draft.source
    around = later.draft.source
    if (
        around is not None and around[0] < tokens[clause.cue].start < around[1]
    ):  # "Hale, who denied A, said B"
        return next(j for j in range(clause.cue, k + 1) if tokens[j].start >= around[1])
    if not participle and not same and later.draft.source is not None:
        while k > 0 and tokens[k].start > later.draft.source[0]:
            k -= 1
    while k > 0 and tokens[k - 1].lower in ADVERBS:
        k -= 1
    linked = k > 0 and tokens[k - 1].lower in _CLAUSE_LINKS
    if linked:
        k -= 1
    if k > 0 and tokens[k - 1].text in _CLAUSE_SIGNS and (linked or participle):
        return k - 1
    return k if linked and same else None


def _is_participle(tokens: list[Token], i: int) -> bool:
    return tokens[i].lower.endswith("ing")


def _span(tokens: list[Token], first: int, after: int) -> Span:
    return tokens[first].start, tokens[after - 1].end
