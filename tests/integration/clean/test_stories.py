"""Copies of one text are one story with the earliest as its origin, whatever order they come in, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count, product
from random import Random
from threading import Barrier

from sqlalchemy import func, select, update

from onrecord.storage import Database
from onrecord.storage.jobs import now
from onrecord.storage.schema import Article, Story, StoryArticle, StoryKey
from onrecord_clean.nearness import KEYS
from onrecord_clean.records import Block, Cleaned
from onrecord_clean.store import stories, texts

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
RANDOM = Random(11)
WORDS = [f"{first}{second}{third}" for first in "bdgklmprst" for second in "aeiou" for third in "lnrstx"]


def text_of(paragraphs: int = 12) -> list[str]:
    """Make paragraphs that stand nowhere else."""
    return [" ".join(RANDOM.choices(WORDS, k=40)) + "." for _ in range(paragraphs)]


def put(
    database: Database,
    number: int,
    paragraphs: Sequence[str],
    *,
    host: str | None = None,
    at: datetime = MONDAY,
) -> int | None:
    """Clean article *number*, as the worker does, and give its story."""
    body = tuple(Block(text, "body", 0, 0) for text in paragraphs)
    cleaned = Cleaned(
        "A title of its own", "\n\n".join(paragraphs), body, "en", "full", "", "unknown", "", sponsored=False
    )
    with database.write() as session:
        if session.get(Article, number) is None:
            url = f"https://{host or f'paper{number}.example'}/{number}"
            session.add(Article(id=number, url=url, outlet=f"Paper {number}", published_at=at, first_seen_at=now(session), trace_id=f"{number:032}"))  # fmt: skip
            session.flush()
        if texts.save(session, number, cleaned):
            return stories.place(session, number, cleaned.body)
        return None


def members(database: Database) -> dict[int, set[int]]:
    with database.read() as session:
        found: dict[int, set[int]] = {}
        for story_id, article_id in session.execute(select(StoryArticle.story_id, StoryArticle.article_id)):
            found.setdefault(story_id, set()).add(article_id)
        assert set(session.scalars(select(Story.id))) == set(found)
        return found


def origin(database: Database, story_id: int) -> int | None:
    with database.read() as session:
        return session.scalar(
            select(Article.id)
            .join(StoryArticle, StoryArticle.article_id == Article.id)
            .where(StoryArticle.story_id == story_id)
            .order_by(Article.published_at, Article.id)
            .limit(1)
        )


def rows(database: Database, table: type[StoryKey | StoryArticle | Story]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_copies_in_other_papers_are_one_story_and_the_earliest_is_its_origin(database: Database) -> None:
    wire = text_of()
    assert put(database, 1, wire, at=MONDAY + HOUR) is None
    story = put(
        database, 2, ["An own opening that nobody else has printed.", *wire[1:7]], at=MONDAY + 2 * HOUR
    )
    assert story is not None
    assert put(database, 3, text_of()) is None
    assert put(database, 4, [*text_of(8), *wire[-4:]]) is None  # goes on from there
    assert members(database) == {story: {1, 2}}
    assert origin(database, story) == 1
    assert put(database, 5, wire[:9], at=MONDAY) == story  # comes in last, and was the first
    assert origin(database, story) == 5
    with database.read() as session:
        late = session.get_one(StoryArticle, 5)
        assert (late.likeness, late.nearest_id) == (1.0, 1)


def test_one_paper_fills_its_daily_pages_into_the_same_words(database: Database) -> None:
    shares = text_of()
    tomorrow = [text.replace("b", "d", 3) for text in shares]
    assert put(database, 1, shares, host="gull.example") is None
    assert put(database, 2, tomorrow, host="www.gull.example") is None
    assert put(database, 3, shares, host="m.gull.example") is not None


def test_stories_are_the_same_in_whatever_order_their_articles_come(database: Database) -> None:
    numbers = count(1)
    expected = []
    for first, way in product(range(6), (1, -1)):
        whole = text_of()
        begin, end = whole[:5], whole[6:]
        papers = [begin, begin, whole, end, end, text_of()]
        ids = [next(numbers) for _ in papers]
        for step in range(len(papers)):
            which = (first + way * step) % len(papers)
            put(database, ids[which], papers[which])
        expected.append(set(ids[:5]))
    assert sorted(members(database).values(), key=min) == expected


def test_a_revision_that_is_another_text_leaves_the_story(database: Database) -> None:
    wire = text_of()
    for number in (1, 2, 3):
        put(database, number, wire)
    put(database, 3, text_of())
    assert list(members(database).values()) == [{1, 2}]
    put(database, 2, text_of())
    assert members(database) == {}
    put(database, 2, [*wire, "And it was corrected on Tuesday."])
    assert list(members(database).values()) == [{1, 2}]
    assert rows(database, StoryKey) == 3 * KEYS


def test_the_same_article_may_be_placed_twice(database: Database) -> None:
    wire = text_of()
    put(database, 1, wire)
    put(database, 2, wire)
    with database.write() as session:
        assert stories.place(session, 2, wire) is not None
        assert stories.place(session, 1, wire) is not None
    assert list(members(database).values()) == [{1, 2}]
    assert rows(database, StoryKey) == 2 * KEYS


def test_what_is_published_weeks_apart_is_no_copy(database: Database) -> None:
    wire = text_of()
    put(database, 1, wire)
    assert put(database, 2, wire, at=MONDAY + stories.WINDOW + HOUR) is None
    assert put(database, 3, wire, at=MONDAY + stories.WINDOW - HOUR) is not None


def test_keys_are_dropped_after_a_while_a_few_articles_at_a_time(database: Database) -> None:
    wire = text_of()
    old = stories.MOST_EXPIRED + 5
    for number in range(1, old + 1):
        put(database, number, text_of(2))
    put(database, old + 1, wire)
    with database.write() as session:
        session.execute(
            update(Article).where(Article.id <= old).values(first_seen_at=now(session) - stories.KEPT - HOUR)
        )
    put(database, old + 2, text_of(2))
    assert rows(database, StoryKey) == (5 + 2) * KEYS
    assert put(database, old + 3, wire) is not None
    assert rows(database, StoryKey) == 3 * KEYS


def test_what_stands_under_every_text_of_an_agency_hides_no_copy(database: Database) -> None:
    notice = " ".join(f"notice{n}" for n in range(200))
    wire = text_of(4)
    put(database, 1, [*wire, notice])
    for number in range(2, 22 + stories.MOST_PER_KEY):
        put(database, number, [*text_of(12), notice])
    assert members(database) == {}
    assert put(database, 900, [*wire, notice]) is not None
    assert list(members(database).values()) == [{1, 900}]


def test_a_notice_or_nothing_is_no_story(database: Database) -> None:
    for number, paragraphs in enumerate(
        ([], ["Closed today."], ["Closed today."], ["x " * 20_000], ["x " * 20_000]), 1
    ):
        assert put(database, number, paragraphs) is None
    assert rows(database, StoryKey) == 0


def test_copies_that_come_at_once_find_each_other(database: Database) -> None:
    wires = [text_of() for _ in range(3)]
    start = Barrier(4)

    def work(paper: int) -> None:
        start.wait()
        for n, wire in enumerate(wires):
            put(database, 10 * n + paper + 1, wire)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, paper) for paper in range(4)]:
            done.result()
    assert sorted(map(sorted, members(database).values())) == [
        [1, 2, 3, 4],
        [11, 12, 13, 14],
        [21, 22, 23, 24],
    ]


def test_a_page_of_a_megabyte_is_placed_in_bounded_time(database: Database) -> None:
    wall = [" ".join(RANDOM.choices(WORDS, k=2_500)) for _ in range(100)]
    assert put(database, 1, wall) is None
    assert put(database, 2, wall[:60]) is not None
    assert rows(database, StoryKey) == 2 * KEYS
