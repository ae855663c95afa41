"""What a topic would have met and told, had somebody subscribed to it some days ago."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from onrecord.storage import Session
from onrecord_track import queries
from onrecord_track.due import ANCHORS, Met, is_known, outcome
from onrecord_track.hearing import Embed
from onrecord_track.matching import Hit
from onrecord_track.queries import Sighted
from onrecord_track.records import Outcome
from onrecord_track.topics import Subscribed, Topics


@dataclass(frozen=True, slots=True)
class Found:
    """A statement that the topic would have met, and what would have become of it."""

    statement_id: int
    published_at: datetime
    hits: tuple[Hit, ...]
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    articles: int
    """Looked at: published since, and tracked."""
    statements: int
    found: tuple[Found, ...]
    """In the order in which they were tracked."""


@dataclass(frozen=True, slots=True)
class _Match:
    """A match before its outcome is known; *met* lacks what depends on other sightings."""

    statement_id: int
    hits: tuple[Hit, ...]
    met: Met


def preview(
    session: Session,
    wanted: Subscribed,
    *,
    embed: Embed,
    horizon: timedelta,
    advance: Callable[[], None] = lambda: None,
) -> Preview:
    """Replay what the database holds since ``wanted.since`` against one subscription, and write nothing.

    It decides by the same functions as the worker, in the same order, so a subscription that had been there would
    have come to the same. Where a sighting has moved to another utterance since, it is taken where it is now.

    Args:
        horizon: For a topic that has none of its own.
        advance: Called after each article.
    """
    topics = Topics([wanted], embed)
    articles = statements = 0
    matches: list[_Match] = []
    for article_id in queries.tracked_articles(session, wanted.since):
        told = queries.read_article(session, article_id)
        if told is not None:
            articles += 1
            statements += len(told.statements)
            met = topics.met_by([each.heard for each in told.statements], told.reading)
            for stated, pairs in zip(told.statements, met, strict=True):
                for _, hits in pairs:
                    facts = Met(
                        verdict="new",
                        updates=False,
                        first_said_at=told.published_at,
                        known=False,
                        processed_before=False,
                        baseline=told.baseline,
                        quiet=False,
                        on_record=stated.on_record,
                        completeness=told.completeness,
                        wants=wanted.completeness,
                        since=wanted.since,
                    )
                    matches.append(_Match(stated.statement_id, hits, facts))
        advance()
    sighted = queries.read_sightings(session, [each.statement_id for each in matches])
    own = horizon if wanted.horizon_days is None else timedelta(days=wanted.horizon_days)
    return Preview(articles, statements, tuple(_decided(matches, sighted, own)))


def _decided(matches: Sequence[_Match], sighted: dict[int, Sighted], horizon: timedelta) -> Iterator[Found]:
    """Give each match its outcome, one after another as the worker did."""
    there = [each for each in matches if each.statement_id in sighted]
    anchors: dict[int, list[datetime]] = {}
    for each in sorted(there, key=lambda each: (sighted[each.statement_id].seen_at, each.statement_id)):
        sighting = sighted[each.statement_id]
        told = anchors.setdefault(sighting.utterance_id, [])
        decision, reason = outcome(
            replace(
                each.met,
                verdict=sighting.verdict,
                updates=sighting.updates,
                first_said_at=sighting.first_said_at,
                known=is_known(told, sighting.said_at, horizon),
            )
        )
        if decision in ANCHORS:
            told.append(sighting.said_at)
        yield Found(each.statement_id, sighting.said_at, each.hits, decision, reason)
