"""All subscriptions' topics against an article's statements, without trying each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from onrecord_track.hearing import Embed, Hearing
from onrecord_track.index import Index
from onrecord_track.matching import Hit, match
from onrecord_track.reading import Reading
from onrecord_track.records import Completeness, Heard


@dataclass(frozen=True, slots=True)
class Subscribed:
    """An active subscription to an active topic."""

    subscription_id: int
    topic_id: int
    subscriber_id: int
    query: str
    since: datetime
    """What was first said before is not told."""
    expires_at: datetime | None = None
    completeness: Completeness = "any"
    """How much of an article must have been read."""
    horizon_days: int | None = None
    """The same said again later than this is news again; None is the worker's own."""


class Topics:
    """Subscriptions, looked up by the words that their queries cannot be met without.

    Args:
        subscriptions: In any order.
        embed: For ``like:``; called only when a statement is looked at.
        earlier: What these topics take the place of: the queries that it has too are not read again.
    """

    def __init__(
        self, subscriptions: Iterable[Subscribed], embed: Embed, *, earlier: Topics | None = None
    ) -> None:
        self._subscribed: dict[str, list[Subscribed]] = {}
        for each in sorted(subscriptions, key=lambda each: each.subscription_id):
            self._subscribed.setdefault(each.query, []).append(each)
        self._embed = embed
        known = {} if earlier is None else earlier.index.compiled
        self.index: Index = Index(self._subscribed, embed, known)

    def met_by(
        self, statements: Sequence[Heard], reading: Reading
    ) -> list[list[tuple[Subscribed, tuple[Hit, ...]]]]:
        """Give, for each of an article's statements, the subscriptions whose topic it meets, and by which clauses."""
        offers = self.index.offers(reading)
        return [self._met_by(Hearing(each, reading, self._embed), offers) for each in statements]

    def _met_by(self, hearing: Hearing, offers: frozenset[str]) -> list[tuple[Subscribed, tuple[Hit, ...]]]:
        met: list[tuple[Subscribed, tuple[Hit, ...]]] = []
        for compiled in self.index.possible(hearing, offers):
            hits = match(compiled.expression, hearing, self.index.likeness)
            if hits is not None:
                met.extend((each, hits) for each in self._subscribed[compiled.query])
        return sorted(met, key=lambda pair: pair[0].subscription_id)
