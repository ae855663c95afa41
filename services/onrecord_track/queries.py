"""What the track worker reads: an article as extract left it, the subscriptions, and what is muted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from onrecord.storage import Session
from onrecord.storage.schema import (
    Article,
    CleanText,
    Entity,
    Sighting,
    Statement,
    StoryArticle,
    Subscription,
    Topic,
    Utterance,
)
from onrecord.storage.schema import Mute as MuteRow
from onrecord_track.likeness import Telling
from onrecord_track.muting import Mute
from onrecord_track.reading import Reading
from onrecord_track.records import Completeness, Heard, Named, Said, Span, Verdict
from onrecord_track.told import Stated, Told
from onrecord_track.topics import Subscribed


def read_article(session: Session, article_id: int) -> Told | None:
    """Read what extract left of an article; None if it, or its text, was deleted meanwhile."""
    row = session.execute(
        select(Article, CleanText.text, CleanText.lang, CleanText.completeness)
        .join(CleanText, CleanText.article_id == Article.id)
        .where(Article.id == article_id)
    ).first()
    if row is None:
        return None
    article, readable, lang, completeness = row
    named = [
        Named(entity.canonical, entity.type, entity.number, start, end)
        for entity in session.scalars(
            select(Entity).where(Entity.article_id == article_id).order_by(Entity.number)
        )
        for start, end in entity.mentions
    ]
    statements = session.scalars(
        select(Statement)
        .where(Statement.article_id == article_id, Statement.withdrawn_at.is_(None))
        .order_by(Statement.number)
    )
    return Told(
        article_id,
        article.outlet,
        article.published_at,
        article.baseline,
        completeness,
        Reading(readable, named, outlet=article.outlet, lang=lang),
        tuple(
            Stated(
                each.id,
                _telling(each, article.outlet, article.published_at),
                _heard(each),
                on_record=each.kind != "indirect" or each.cue_class in ("speech", "document"),
            )
            for each in statements
        ),
    )


AT_ONCE = 500
"""Ids in one query."""

State = tuple[int, ...]
"""Changes whenever a topic, a subscription or a mute does."""


def read_state(session: Session) -> State:
    """Read what tells whether subscriptions and mutes must be read again: for each table its rows, changes and last id."""
    columns = (
        (Topic.id, Topic.changes),
        (Subscription.id, Subscription.changes),
        (MuteRow.id, MuteRow.changes),
    )
    counted = [
        select(figure).scalar_subquery()
        for number, changes in columns
        for figure in (
            func.count(number),
            func.coalesce(func.sum(changes), 0),
            func.coalesce(func.max(number), 0),
        )
    ]
    return tuple(map(int, session.execute(select(*counted)).one()))


def read_subscriptions(session: Session) -> list[Subscribed]:
    """Read the active subscriptions to topics that are active and not paused, expired ones included."""
    rows = session.execute(
        select(
            Subscription.id,
            Subscription.topic_id,
            Subscription.subscriber_id,
            Subscription.created_at,
            Subscription.expires_at,
            Topic.query,
            Topic.resumed_at,
            Topic.expires_at,
            Topic.completeness,
            Topic.horizon_days,
        )
        .join(Topic, Topic.id == Subscription.topic_id)
        .where(Subscription.active, Topic.active, Topic.paused_at.is_(None))
    )
    return [
        Subscribed(
            number,
            topic_id,
            subscriber_id,
            query,
            since=max(subscribed_at, resumed_at or subscribed_at),
            expires_at=min((each for each in (own_end, topic_end) if each is not None), default=None),
            completeness=cast("Completeness", completeness),
            horizon_days=horizon_days,
        )
        for number, topic_id, subscriber_id, subscribed_at, own_end, query, resumed_at, topic_end, completeness, horizon_days in rows
    ]  # fmt: skip


def read_mutes(session: Session) -> list[Mute]:
    """Read the mutes that were not taken back, run out or not."""
    rows = session.execute(
        select(
            MuteRow.id,
            MuteRow.topic_id,
            MuteRow.subscriber_id,
            MuteRow.speaker,
            MuteRow.outlet,
            MuteRow.statement_id,
            MuteRow.until,
        )
        .where(MuteRow.lifted_at.is_(None))
        .order_by(MuteRow.id)
    )
    return [Mute(*row) for row in rows]


def tracked_articles(session: Session, since: datetime) -> list[int]:
    """Give the ids of the articles published since then whose statements were tracked."""
    sighted = select(Sighting.statement_id).where(Sighting.article_id == Article.id).exists()
    return list(
        session.scalars(select(Article.id).where(Article.published_at >= since, sighted).order_by(Article.id))
    )


@dataclass(frozen=True, slots=True)
class Sighted:
    """Where a statement went, with what was known of its utterance then."""

    utterance_id: int
    verdict: Verdict
    updates: bool
    said_at: datetime
    first_said_at: datetime
    seen_at: datetime


def read_sightings(session: Session, statement_ids: Sequence[int]) -> dict[int, Sighted]:
    """Read the sightings of statements, by statement; those that have none are left out."""
    found: dict[int, Sighted] = {}
    for first in range(0, len(statement_ids), AT_ONCE):
        some = statement_ids[first : first + AT_ONCE]
        then = aliased(Sighting)
        earliest = (
            select(func.min(then.said_at))
            .where(then.utterance_id == Sighting.utterance_id)
            .where(
                or_(
                    then.seen_at < Sighting.seen_at,
                    and_(then.seen_at == Sighting.seen_at, then.statement_id <= Sighting.statement_id),
                )
            )
            .scalar_subquery()
        )
        rows = session.execute(
            select(Sighting, Utterance.update_of, earliest)
            .join(Utterance, Utterance.id == Sighting.utterance_id)
            .where(Sighting.statement_id.in_(some))
        )
        for sighting, update_of, first_said_at in rows:
            found[sighting.statement_id] = Sighted(
                sighting.utterance_id,
                cast("Verdict", sighting.verdict),
                update_of is not None,
                sighting.said_at,
                first_said_at,
                sighting.seen_at,
            )
    return found


@dataclass(frozen=True, slots=True)
class Reach:
    """How far something said has come."""

    outlets: int
    origins: int
    """Texts it stands in, copies of one text counted once: many outlets that print one agency are one origin."""


def read_reach(session: Session, utterance_ids: Collection[int]) -> dict[int, Reach]:
    """Say of utterances in how many outlets they stand, and from how many origins.

    Read anew each time: an article may be found to be a copy of another after it was tracked.
    """
    origin = func.coalesce(-StoryArticle.story_id, Sighting.article_id)
    rows = session.execute(
        select(Sighting.utterance_id, func.count(Sighting.outlet.distinct()), func.count(origin.distinct()))
        .outerjoin(StoryArticle, StoryArticle.article_id == Sighting.article_id)
        .where(Sighting.utterance_id.in_(utterance_ids))
        .group_by(Sighting.utterance_id)
    )
    found = {number: Reach(outlets, origins) for number, outlets, origins in rows}
    return {number: found.get(number, Reach(0, 0)) for number in utterance_ids}


def _heard(statement: Statement) -> Heard:
    def spans(listed: Sequence[Sequence[int]]) -> tuple[Span, ...]:
        return tuple((start, end) for start, end in listed)

    return Heard(
        spans(statement.source),
        spans(statement.cue),
        spans(statement.content),
        statement.kind,
        statement.speaker,
        statement.speaker_number,
    )


def _telling(statement: Statement, outlet: str, date: datetime) -> Telling:
    return Telling(
        Said(
            statement.speaker,
            statement.cue_text,
            statement.content_text,
            statement.sentence,
            outlet,
            date,
        )
    )
