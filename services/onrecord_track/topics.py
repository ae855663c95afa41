"""All subscriptions' topics against one statement."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from onrecord_track.grammar.expression import Expression
from onrecord_track.grammar.query import QueryError, parse
from onrecord_track.matching import Hit, match
from onrecord_track.reading import Reading
from onrecord_track.records import Heard

PARSED_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Subscribed:
    """An active subscription to an active topic."""

    subscription_id: int
    subscribed_at: datetime
    query: str


def met_by(
    heard: Heard, reading: Reading, subscriptions: Iterable[Subscribed]
) -> Iterator[tuple[Subscribed, tuple[Hit, ...]]]:
    """Give the subscriptions whose topic the statement meets, each with the clauses that were met.

    A stored query that no longer parses meets nothing: it was checked when it was saved, and one bad row must
    not stop the others.
    """
    hits: dict[str, tuple[Hit, ...] | None] = {}
    for subscribed in subscriptions:
        if subscribed.query not in hits:
            expression = _parsed(subscribed.query)
            hits[subscribed.query] = None if expression is None else match(expression, heard, reading)
        met = hits[subscribed.query]
        if met is not None:
            yield subscribed, met


@lru_cache(maxsize=PARSED_KEPT)
def _parsed(query: str) -> Expression | None:
    try:
        return parse(query)
    except QueryError:
        return None
