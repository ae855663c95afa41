"""What the track worker reads: an article as extract left it, and the subscriptions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from onrecord.storage import Session
from onrecord.storage.schema import Article, CleanText, Entity, Statement, Subscription, Topic
from onrecord_track.likeness import Telling
from onrecord_track.reading import Reading
from onrecord_track.records import Heard, Named, Said, Span
from onrecord_track.told import Stated, Told
from onrecord_track.topics import Subscribed


def read_article(session: Session, article_id: int) -> Told | None:
    """Read what extract left of an article; None if it, or its text, was deleted meanwhile."""
    row = session.execute(
        select(Article, CleanText.text, CleanText.lang)
        .join(CleanText, CleanText.article_id == Article.id)
        .where(Article.id == article_id)
    ).first()
    if row is None:
        return None
    article, readable, lang = row
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


def read_subscriptions(session: Session) -> list[Subscribed]:
    """Read the active subscriptions to active topics."""
    rows = session.execute(
        select(Subscription.id, Subscription.created_at, Topic.query)
        .join(Topic, Topic.id == Subscription.topic_id)
        .where(Subscription.active, Topic.active)
        .order_by(Subscription.id)
    )
    return [Subscribed(*row) for row in rows]


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
