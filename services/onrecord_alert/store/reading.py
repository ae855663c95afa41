"""What alerts say, read from the tables of the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from onrecord.storage import Session
from onrecord.storage.schema import (
    Alert,
    Article,
    CleanText,
    Sighting,
    Statement,
    StoryArticle,
    Subscription,
    Topic,
    Utterance,
)
from onrecord_alert.records import AlertView, Earlier, Reason


def views(session: Session, alert_ids: Collection[int]) -> dict[int, AlertView]:
    """Read what the alerts say, by id; one that was deleted, or whose article was, is left out."""
    rows = session.execute(
        select(Alert, Topic, Statement, Article, CleanText.completeness)
        .join(Subscription, Subscription.id == Alert.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .join(Statement, Statement.id == Alert.statement_id)
        .join(Article, Article.id == Statement.article_id)
        .join(CleanText, CleanText.article_id == Article.id)
        .where(Alert.id.in_(alert_ids))
    )
    return {
        alert.id: AlertView(
            alert_id=alert.id,
            token=alert.token,
            topic_id=topic.id,
            topic=topic.name,
            kind="update" if alert.kind == "update" else "new",
            speaker=statement.speaker or statement.source_text,
            role=statement.role,
            cue=statement.cue_text,
            words=statement.content_text,
            quoted=statement.kind == "direct",
            sentence=statement.sentence,
            outlet=article.outlet,
            title=article.title,
            url=article.url,
            published_at=article.published_at,
            completeness=completeness,
            reasons=_reasons(alert.explanation),
            earlier=_earlier(session, alert.utterance_id),
            also_in=other_outlets(session, alert.utterance_id, article.outlet),
            copies_in=_copying_outlets(session, alert.utterance_id, article),
        )
        for alert, topic, statement, article, completeness in rows.all()
    }


def other_outlets(session: Session, utterance_id: int, outlet: str) -> tuple[str, ...]:
    """List the outlets besides *outlet* that report the utterance, in the order in which they did."""
    first = func.min(Sighting.said_at)
    return tuple(
        session.scalars(
            select(Sighting.outlet)
            .where(Sighting.utterance_id == utterance_id, Sighting.outlet != outlet)
            .group_by(Sighting.outlet)
            .order_by(first, Sighting.outlet)
        )
    )


def _copying_outlets(session: Session, utterance_id: int, article: Article) -> int:
    """Count the outlets besides the article's own that report the utterance in a copy of the article."""
    story = select(StoryArticle.story_id).where(StoryArticle.article_id == article.id).scalar_subquery()
    copying = (
        select(func.count(Sighting.outlet.distinct()))
        .join(StoryArticle, StoryArticle.article_id == Sighting.article_id)
        .where(
            Sighting.utterance_id == utterance_id,
            Sighting.outlet != article.outlet,
            StoryArticle.story_id == story,
        )
    )
    return session.scalar(copying) or 0


def _reasons(explanation: Sequence[Any]) -> tuple[Reason, ...]:
    return tuple(Reason(clause=str(each["clause"]), words=str(each["words"])) for each in explanation)


def _earlier(session: Session, utterance_id: int) -> Earlier | None:
    before = aliased(Utterance)
    row = session.execute(
        select(Statement.content_text, Statement.kind, Article.outlet, Article.published_at)
        .select_from(Utterance)
        .join(before, before.id == Utterance.update_of)
        .join(Statement, Statement.id == before.fullest_statement_id)
        .join(Article, Article.id == Statement.article_id)
        .where(Utterance.id == utterance_id)
    ).first()
    return None if row is None else Earlier(row[0], quoted=row[1] == "direct", outlet=row[2], said_at=row[3])
