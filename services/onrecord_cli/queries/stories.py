"""Where the same text stands: the copies of an article, its origin, and the agency it names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from onrecord.storage import Session
from onrecord.storage.schema import Article, CleanText, Story, StoryArticle

COPIES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class CopyRow:
    """An article with the same text."""

    article_id: int
    outlet: str
    title: str | None
    url: str
    published_at: datetime
    likeness: float
    """How much of the shorter text stands in the other, beside the article it is nearest to; 0 to 1."""


@dataclass(frozen=True, slots=True)
class StoryRow:
    id: int
    articles: int
    outlets: int
    copies: tuple[CopyRow, ...]
    """The earliest published first: the origin. COPIES_SHOWN at most."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How far one article's text has come."""

    agency: str | None
    outlets: int
    """That hold the same text, its own among them."""


ALONE = Spread(None, 1)


def story_of(session: Session, article_id: int) -> StoryRow | None:
    """Read the story of an article; None where no other article is a copy of it."""
    story_id = session.scalar(select(StoryArticle.story_id).where(StoryArticle.article_id == article_id))
    if story_id is None:
        return None
    articles, outlets = session.execute(
        select(func.count(), func.count(Article.outlet.distinct()))
        .select_from(StoryArticle)
        .join(Article, Article.id == StoryArticle.article_id)
        .where(StoryArticle.story_id == story_id)
    ).one()
    rows = session.execute(
        select(
            Article.id,
            Article.outlet,
            Article.title,
            Article.url,
            Article.published_at,
            StoryArticle.likeness,
        )
        .join(StoryArticle, StoryArticle.article_id == Article.id)
        .where(StoryArticle.story_id == story_id)
        .order_by(Article.published_at, Article.id)
        .limit(COPIES_SHOWN)
    )
    return StoryRow(story_id, articles, outlets, tuple(CopyRow(*row) for row in rows))


def spreads(session: Session, article_ids: Collection[int]) -> dict[int, Spread]:
    """Say of each article that was cleaned how far its text has come."""
    agencies = session.execute(
        select(CleanText.article_id, CleanText.agency).where(CleanText.article_id.in_(article_ids))
    ).all()
    stories = dict(
        session.execute(
            select(StoryArticle.article_id, StoryArticle.story_id).where(
                StoryArticle.article_id.in_(article_ids)
            )
        ).all()
    )
    outlets = dict(
        session.execute(
            select(StoryArticle.story_id, func.count(Article.outlet.distinct()))
            .join(Article, Article.id == StoryArticle.article_id)
            .where(StoryArticle.story_id.in_(set(stories.values())))
            .group_by(StoryArticle.story_id)
        ).all()
    )
    return {
        article_id: Spread(agency, outlets[stories[article_id]] if article_id in stories else 1)
        for article_id, agency in agencies
    }


def counts(session: Session) -> tuple[int, int]:
    """Count the stories, and the articles in them."""
    return (
        session.scalar(select(func.count()).select_from(Story)) or 0,
        session.scalar(select(func.count()).select_from(StoryArticle)) or 0,
    )
