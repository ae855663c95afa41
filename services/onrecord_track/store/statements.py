"""Statements as track reads them: one by one, each with its place in time and the utterance it belongs to."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from onrecord.storage import Session
from onrecord.storage.lists import among
from onrecord.storage.ready import Ready
from onrecord.storage.schema import Article, Sighting, Statement
from onrecord_track.likeness import Telling
from onrecord_track.records import Said
from onrecord_track.tracking import Order


@dataclass(frozen=True, slots=True)
class Seen:
    """A statement with its place in time, and its utterance where it has one."""

    statement_id: int
    article_id: int
    order: Order
    telling: Telling
    utterance_id: int | None


_SEEN = Ready(
    select(
        Statement.id, Statement.article_id, Statement.speaker, Statement.cue_text, Statement.content_text,
        Statement.sentence, Statement.number, Article.outlet, Article.canonical_url, Article.published_at,
        Sighting.outlet, Sighting.said_at, Sighting.utterance_id,
    )
    .join(Article, Article.id == Statement.article_id)
    .outerjoin(Sighting, Sighting.statement_id == Statement.id)
    .where(among(Statement.id, "statement_ids"))
)  # fmt: skip


def seen(session: Session, statement_ids: Collection[int]) -> dict[int, Seen]:
    """Read statements, tracked before or not; those of deleted articles are missing."""
    found = {}
    for (
        number, article_id, speaker, cue, content, sentence, place, outlet, address, published_at, sighted_in,
        said_at, utterance_id,
    ) in _SEEN.rows(session, {"statement_ids": list(statement_ids)}):  # fmt: skip
        at, where = said_at or published_at, sighted_in or outlet
        telling = Telling(Said(speaker, cue, content, sentence, where, at))
        found[number] = Seen(number, article_id, (at, where, address, place), telling, utterance_id)
    return found
