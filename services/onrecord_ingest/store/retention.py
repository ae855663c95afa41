"""What was fetched long ago and is read no more: pages, the feeds' own texts, and at last the articles themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import aliased

from onrecord.pipeline import STAGES
from onrecord.storage import Session, jobs
from onrecord.storage.retention import unfinished
from onrecord.storage.schema import Alert, Article, Entry, Mute, Page, Sighting, Statement, TopicMatch

READ_BY: Final = ("fetch", "clean")
"""Stages that read a page, or compare with it."""
OF_ARTICLES: Final = tuple(stage.name for stage in STAGES if stage.subject == "article")


def forget_pages(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Delete at most *rows* pages that were fetched longer ago than this; say how many. The oldest go first.

    One that is yet to be read, whatever held it up, stays.
    """
    old = (
        select(Page.article_id)
        .where(Page.fetched_at < jobs.now(session) - older_than, ~unfinished(READ_BY, Page.article_id))
        .order_by(Page.fetched_at)
        .limit(rows)
    )
    gone = session.execute(delete(Page).where(Page.article_id.in_(old)).returning(Page.article_id))
    return len(gone.all())


def forget_feed_texts(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Empty at most *rows* entries that were seen longer ago than this; say how many. Their identity stays."""
    old = (
        select(Entry.id)
        .where(
            Entry.seen_at < jobs.now(session) - older_than,
            or_(Entry.content_html.is_not(None), Entry.summary.is_not(None)),
            ~unfinished(READ_BY, Entry.article_id),
        )
        .order_by(Entry.seen_at)
        .limit(rows)
    )
    emptied = session.execute(
        update(Entry)
        .where(Entry.id.in_(old))
        .values(content_html=None, summary=None)
        .returning(Entry.id)
        .execution_options(synchronize_session=False)
    )
    return len(emptied.all())


def forget_articles(session: Session, rows: int, *, older_than: timedelta) -> int:
    """Delete at most *rows* articles that were first seen longer ago than this; say how many. The oldest go first.

    With them goes all that refers to them: text, entities, statements, and utterances with their sightings. The entries
    that named them stay, or their feeds, which may list them for years, would bring them in as news.

    An article stays while a job about it is unfinished, while what was said in it was told or kept back within the time
    that such history is kept, or is muted, and while a younger article reports it too.
    """
    before = jobs.now(session) - older_than
    other, younger = aliased(Sighting), aliased(Article)
    said = exists().where(Sighting.article_id == Article.id).correlate(Article)
    old = (
        select(Article.id)
        .where(
            Article.first_seen_at < before,
            ~unfinished(OF_ARTICLES, Article.id),
            ~said.where(Alert.utterance_id == Sighting.utterance_id),
            ~said.where(TopicMatch.utterance_id == Sighting.utterance_id),
            ~said.where(
                other.utterance_id == Sighting.utterance_id,
                younger.id == other.article_id,
                younger.first_seen_at >= before,
            ),
            ~exists()
            .where(Mute.statement_id == Statement.id, Statement.article_id == Article.id)
            .correlate(Article),
        )
        .order_by(Article.first_seen_at)
        .limit(rows)
    )
    gone = session.execute(delete(Article).where(Article.id.in_(old)).returning(Article.id))
    return len(gone.all())
