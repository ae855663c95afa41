"""Copies of one text, found and kept together as a story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import Select, bindparam, delete, func, select, text, union_all, update

from onrecord.storage import Session
from onrecord.storage.inserting import insert
from onrecord.storage.jobs import now
from onrecord.storage.schema import Article, CleanText, Page, Story, StoryArticle, StoryKey
from onrecord_clean.nearness import SHARED_KEYS, Passages, containment, is_copy, keys, passages
from onrecord_clean.store.texts import outlet_at

STORIES_LOCK = 0x0EC0C0B
"""One at a time on PostgreSQL: two copies that come at once must not both find nothing. SQLite has one writer."""
WINDOW = timedelta(days=7)
"""Copies are published within it of each other."""
KEPT = timedelta(days=14)
"""For so long after an article was first seen, copies of it are looked for."""
MOST_PER_KEY = 100
"""Articles looked at for one key, the newest: what an agency prints under every text makes no list longer."""
MOST_COMPARED = 10
MOST_EXPIRED = 100
"""Articles whose keys are dropped at a time: more than come, and nobody waits long."""


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that holds the same text."""

    article_id: int
    likeness: float
    story_id: int | None


def place(session: Session, article_id: int, paragraphs: Sequence[str]) -> int | None:
    """Find the copies of an article among those of the last days, and give the story they make; None without copies.

    What an earlier reading of the article found is taken back first. An article that is a copy of two stories makes
    them one: so the stories are the same in whatever order their articles come in. Others who look for copies wait
    until *session* ends.

    Args:
        session: The transaction that writes the article's text.
        article_id: The article.
        paragraphs: Of the article proper; copies differ in headline and standfirst.
    """
    ours = passages(paragraphs)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": STORIES_LOCK})
    _take_back(session, article_id)
    _expire(session)
    wanted = keys(ours)
    if not wanted:
        return None
    copies = _copies(session, article_id, ours, wanted)
    session.connection().execute(
        insert(session, StoryKey).on_conflict_do_nothing(),
        [{"key": key, "article_id": article_id} for key in wanted],
    )
    return _join(session, article_id, copies) if copies else None


def _take_back(session: Session, article_id: int) -> None:
    session.execute(
        delete(StoryKey).where(StoryKey.article_id == article_id).execution_options(synchronize_session=False)
    )
    left = session.scalar(
        delete(StoryArticle)
        .where(StoryArticle.article_id == article_id)
        .returning(StoryArticle.story_id)
        .execution_options(synchronize_session=False)
    )
    if left is None:
        return
    others = session.scalar(
        select(func.count()).select_from(StoryArticle).where(StoryArticle.story_id == left)
    )
    if others == 1:  # one article is no story
        session.execute(delete(Story).where(Story.id == left).execution_options(synchronize_session=False))


def _expire(session: Session) -> None:
    oldest = select(func.min(StoryKey.article_id)).scalar_subquery()
    seen = session.scalar(select(Article.first_seen_at).where(Article.id == oldest))
    limit = now(session) - KEPT
    if seen is None or seen >= limit:
        return
    expired = (
        select(StoryKey.article_id)
        .join(Article, Article.id == StoryKey.article_id)
        .where(Article.first_seen_at < limit)
        .group_by(StoryKey.article_id)
        .order_by(StoryKey.article_id)
        .limit(MOST_EXPIRED)
    )
    numbers = session.scalars(expired).all()
    session.execute(
        delete(StoryKey).where(StoryKey.article_id.in_(numbers)).execution_options(synchronize_session=False)
    )


def _copies(session: Session, article_id: int, ours: Passages, wanted: Sequence[int]) -> list[Copy]:
    candidates = _candidates(session, wanted)
    if not candidates:
        return []
    address = func.coalesce(Page.final_url, Article.url)
    url, published_at = session.execute(
        select(address, Article.published_at)
        .outerjoin(Page, Page.article_id == Article.id)
        .where(Article.id == article_id)
    ).one()
    rows = session.execute(
        select(Article.id, address, CleanText.blocks, StoryArticle.story_id)
        .join(CleanText, CleanText.article_id == Article.id)
        .outerjoin(Page, Page.article_id == Article.id)
        .outerjoin(StoryArticle, StoryArticle.article_id == Article.id)
        .where(
            Article.id.in_(candidates),
            Article.published_at.between(published_at - WINDOW, published_at + WINDOW),
        )
        .order_by(Article.id)
    )
    copies = []
    for number, other_url, blocks, story_id in rows:
        theirs = passages(_body(blocks))
        if is_copy(ours, theirs, same_outlet=outlet_at(other_url) == outlet_at(url)):
            copies.append(Copy(number, containment(ours, theirs), story_id))
    return copies


def _body(blocks: Iterable[Mapping[str, object]]) -> list[str]:
    """Give the paragraphs of the article proper, as ``Cleaned.body`` does, of *blocks* as clean_texts holds them."""
    return [str(each["text"]) for each in blocks if each["label"] == "body" and each["start"] is not None]


def _candidates(session: Session, wanted: Sequence[int]) -> Sequence[int]:
    """Give the articles with most keys in common, SHARED_KEYS at least."""
    return session.scalars(_meeting(len(wanted)), {f"key{n}": key for n, key in enumerate(wanted)}).all()


@cache
def _meeting(number: int) -> Select[int]:
    """Write the search by *number* keys, key0 and on; once, for it takes ten times as long as to run it."""
    lists = []
    for n in range(number):
        newest = (
            select(StoryKey.article_id)
            .where(StoryKey.key == bindparam(f"key{n}"))
            .order_by(StoryKey.article_id.desc())
            .limit(MOST_PER_KEY)
            .subquery()
        )
        lists.append(select(newest.c.article_id))
    met = union_all(*lists).subquery()
    return (
        select(met.c.article_id)
        .group_by(met.c.article_id)
        .having(func.count() >= SHARED_KEYS)
        .order_by(func.count().desc(), met.c.article_id.desc())
        .limit(MOST_COMPARED)
    )


def _join(session: Session, article_id: int, copies: Sequence[Copy]) -> int:
    """Put the article and its *copies* into one story: the oldest of theirs, or a new one."""
    at = now(session)
    stories = sorted({copy.story_id for copy in copies if copy.story_id is not None})
    if stories:
        story_id = stories[0]
        for other in stories[1:]:
            session.execute(
                update(StoryArticle)
                .where(StoryArticle.story_id == other)
                .values(story_id=story_id)
                .execution_options(synchronize_session=False)
            )
            session.execute(
                delete(Story).where(Story.id == other).execution_options(synchronize_session=False)
            )
    else:
        story = Story(created_at=at)
        session.add(story)
        session.flush()
        story_id = story.id
    nearest = max(copies, key=lambda copy: (copy.likeness, -copy.article_id))
    members = [(article_id, nearest.likeness, nearest.article_id)]
    members += [(copy.article_id, copy.likeness, article_id) for copy in copies if copy.story_id is None]
    session.add_all(
        StoryArticle(
            article_id=member, story_id=story_id, likeness=likeness, nearest_id=nearest_id, joined_at=at
        )
        for member, likeness, nearest_id in members
    )
    session.flush()
    return story_id
