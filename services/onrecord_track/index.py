"""Queries by what they need, so that a statement is tried against few of very many."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord_track.grammar.expression import Expression, Like, likes
from onrecord_track.grammar.needs import (
    LIKE_SIGN,
    Need,
    Token,
    alike,
    guessed_share,
    needs,
    offered,
    scope_of,
)
from onrecord_track.grammar.query import QueryError, parse
from onrecord_track.hearing import Embed, Hearing
from onrecord_track.reading import Reading

ASKED_WEIGHT: Final = 0.1
"""What many ask for is in the news: this much of a word's share of all queries counts as its share of statements."""

ROUNDING: Final = 1e-4
"""A matrix product and a single one differ by less."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query that was read."""

    query: str
    expression: Expression
    needs: tuple[Need, ...]
    likes: tuple[Like, ...]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The queries whose rarest need holds one token."""

    alone: list[Compiled] = field(default_factory=list)
    """Those that need nothing more."""
    beside: dict[Token, list[tuple[Compiled, tuple[Need, ...]]]] = field(default_factory=dict)
    """The others, by a token of their next need, each with what they need besides."""


class Index:
    """Queries, each filed under its rarest need and there under its next.

    A query that does not parse is left out: it was checked when it was saved, and one bad row must not stop the
    others.

    Args:
        queries: All of them, each once.
        embed: For ``like:``; not called before a statement is looked at.
        known: What an earlier index had compiled, by query.
    """

    def __init__(self, queries: Iterable[str], embed: Embed, known: Mapping[str, Compiled]) -> None:
        self._embed = embed
        self.compiled = {
            query: each for query in queries if (each := known.get(query) or _compiled(query)) is not None
        }
        asked = Counter(token for each in self.compiled.values() for need in each.needs for token in need)
        self._shares = {
            token: guessed_share(token) + ASKED_WEIGHT * count / len(self.compiled)
            for token, count in asked.items()
        }
        self._shelves: dict[Token, _Shelf] = {}
        for each in self.compiled.values():
            self._file(each)
        self._scopes = {scope_of(token) for token in asked}
        self._lengths = sorted({len(token) - 1 for token in asked if token.endswith("*")})
        self._likes = {
            like: row
            for row, like in enumerate(
                dict.fromkeys(like for each in self.compiled.values() for like in each.likes)
            )
        }
        self._sought = [(row, like) for like, row in self._likes.items() if alike(like) in self._shelves]
        self._vectors: NDArray[np.float32] | None = None

    def _file(self, compiled: Compiled) -> None:
        """Put a query under each token of its rarest need, beside each token of the next."""
        ordered = sorted(compiled.needs, key=lambda need: sum(self._shares[token] for token in need))
        first, *more = ordered
        # A likeness is looked at last: it costs more than all words together.
        rest = [need for need in more if not any(token.startswith(LIKE_SIGN) for token in need)]
        for token in first:
            shelf = self._shelves.setdefault(token, _Shelf())
            if not rest:
                shelf.alone.append(compiled)
            for beside in rest[0] if rest else ():
                shelf.beside.setdefault(beside, []).append((compiled, tuple(rest[1:])))

    def offers(self, reading: Reading) -> frozenset[Token]:
        """Give what every statement of an article offers, of that which queries ask for."""
        told = {offered("lang", reading.lang)}.union(
            offered("outlet", word) for word in reading.folded_outlet
        )
        if "article" in self._scopes:
            told.update(offered("article", word) for word in reading.vocabulary)
        return self._asked(told)

    def possible(self, hearing: Hearing, offers: frozenset[Token]) -> Iterable[Compiled]:
        """Give the queries that a statement could meet, each once; *offers* is its article's."""
        told = {offered("kind", hearing.heard.kind), offered("type", hearing.speaker_type.casefold())}
        told.update(offered("speaker", word) for _, folded in hearing.speakers for word in folded)
        told |= hearing.vocabulary
        tokens = self._asked(told) | offers | self._alike(hearing)
        found: dict[str, Compiled] = {}
        for token in tokens:
            shelf = self._shelves.get(token)
            if shelf is None:
                continue
            for compiled in shelf.alone:
                found[compiled.query] = compiled
            for beside in shelf.beside.keys() & tokens:
                for compiled, rest in shelf.beside[beside]:
                    if not any(tokens.isdisjoint(need) for need in rest):
                        found[compiled.query] = compiled
        return found.values()

    def likeness(self, like: Like, hearing: Hearing) -> float:
        """Say how alike what was said is to the text of one of the queries' clauses, in [-1, 1]."""
        return float(self._like_vectors[self._likes[like]] @ hearing.vector)

    def _asked(self, told: Iterable[Token]) -> frozenset[Token]:
        """Those of *told*, and of their beginnings, that a query asks for."""
        words = self._shares.keys()
        begun = (word[:length] + "*" for word in told for length in self._lengths if length <= len(word))
        return frozenset((words & told) | (words & begun))

    def _alike(self, hearing: Hearing) -> frozenset[Token]:
        """Of the queries that only a likeness can pick out, the texts that are alike: one product for all."""
        if not self._sought:
            return frozenset()
        scores = self._like_vectors @ hearing.vector
        return frozenset(alike(like) for row, like in self._sought if scores[row] >= like.least - ROUNDING)

    @property
    def _like_vectors(self) -> NDArray[np.float32]:
        """Shape (n, d), rows of length 1, a row for each text."""
        if self._vectors is None:
            self._vectors = self._embed([like.text for like in self._likes])
        return self._vectors


def _compiled(query: str) -> Compiled | None:
    try:
        expression = parse(query)
    except QueryError:
        return None
    needed = tuple(frozenset(map(sys.intern, need)) for need in needs(expression, guessed_share))
    return Compiled(query, expression, needed, likes(expression))
