"""All subscriptions' topics against one statement, without trying each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from onrecord_track.grammar.expression import Expression
from onrecord_track.grammar.query import QueryError, parse
from onrecord_track.grammar.triggers import Scope, triggers
from onrecord_track.matching import Hit, match, vocabulary
from onrecord_track.reading import Reading
from onrecord_track.records import Heard


@dataclass(frozen=True, slots=True)
class Subscribed:
    """An active subscription to an active topic."""

    subscription_id: int
    subscribed_at: datetime
    query: str


class Topics:
    """Subscriptions, looked up by the words that their queries cannot be met without."""

    def __init__(self, subscriptions: Iterable[Subscribed]) -> None:
        self._subscribed: dict[str, list[Subscribed]] = {}
        for subscribed in subscriptions:
            self._subscribed.setdefault(subscribed.query, []).append(subscribed)
        self._index = _index(frozenset(self._subscribed))

    def met_by(self, heard: Heard, reading: Reading) -> Iterator[tuple[Subscribed, tuple[Hit, ...]]]:
        """Give the subscriptions whose topic the statement meets, each with the clauses that were met."""
        met: list[tuple[Subscribed, tuple[Hit, ...]]] = []
        for query, expression in self._index.possible(heard, reading):
            hits = match(expression, heard, reading)
            if hits is not None:
                met.extend((subscribed, hits) for subscribed in self._subscribed[query])
        yield from sorted(met, key=lambda pair: pair[0].subscription_id)


class Index:
    """Queries by a word that each needs; those that need none are always possible.

    A query that does not parse is left out: it was checked when it was saved, and one bad row must not stop the
    others.
    """

    def __init__(self, queries: Iterable[str]) -> None:
        self._expressions: dict[str, Expression] = {}
        self._always: list[str] = []
        self._words: dict[tuple[Scope, str], list[str]] = {}
        self._prefixes: dict[tuple[Scope, str], list[str]] = {}
        for query in queries:
            try:
                expression = parse(query)
            except QueryError:
                continue
            self._expressions[query] = expression
            needed = triggers(expression)
            if needed is None:
                self._always.append(query)
                continue
            for trigger in needed:
                listed = self._prefixes if trigger.pattern.prefix else self._words
                listed.setdefault((trigger.scope, trigger.pattern.text), []).append(query)
        self._prefix_lengths = sorted({len(text) for _, text in self._prefixes})

    def possible(self, heard: Heard, reading: Reading) -> list[tuple[str, Expression]]:
        """Give the queries that the statement could meet, each once."""
        found = dict.fromkeys(self._always)
        scopes: tuple[tuple[Scope, Iterable[str]], ...] = (
            ("statement", vocabulary(heard, reading)),
            ("article", reading.vocabulary),
        )
        for scope, told in scopes:
            for word in told:
                found.update(dict.fromkeys(self._words.get((scope, word), ())))
                for length in self._prefix_lengths:
                    if length <= len(word):
                        found.update(dict.fromkeys(self._prefixes.get((scope, word[:length]), ())))
        return [(query, self._expressions[query]) for query in found]


@lru_cache(maxsize=2)
def _index(queries: frozenset[str]) -> Index:
    """Kept from article to article; made anew when somebody changes a topic."""
    return Index(queries)
