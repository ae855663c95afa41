"""What an outlet repeats is counted by articles, kept within bounds, and forgotten in the end, on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from onrecord.storage import Database
from onrecord.storage.schema import OutletBlock
from onrecord_clean.furniture import Seen, fingerprint
from onrecord_clean.records import Block
from onrecord_clean.store import outlets

NOTE = "Got a story for the harbour desk? Call us on the old number"
GULL, COURIER = "wexleygull.example", "courier.example"


def block(text: str, label: str = "body", elsewhere: int | None = None) -> Block:
    return Block(text, label, None, None, elsewhere)


def remember(database: Database, article_id: int, blocks: Iterable[Block], outlet: str = GULL) -> None:
    with database.write() as session:
        outlets.remember(session, outlet, blocks, article_id=article_id)


def seen(database: Database, text: str, *, by: int = 99, outlet: str = GULL) -> Seen | None:
    found = fingerprint(text)
    assert found is not None
    with database.read() as session:
        return outlets.elsewhere(session, outlet, [found], article_id=by).get(found)


def rows(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(OutletBlock)) or 0


def test_an_article_counts_once_however_often_it_is_read(database: Database) -> None:
    for article_id in (1,) * (outlets.MOST_ARTICLES + 1) + (2, 1, 2):
        remember(database, article_id, [block(NOTE), block(NOTE)])
    assert seen(database, NOTE) == Seen(2, None)
    assert seen(database, NOTE, by=1) == Seen(1, None)


def test_other_outlets_do_not_count(database: Database) -> None:
    remember(database, 1, [block(NOTE)])
    remember(database, 2, [block(NOTE)], outlet=COURIER)
    assert seen(database, NOTE) == Seen(1, None)
    assert seen(database, NOTE, by=1) is None


def test_the_label_it_had_for_its_own_sake_is_kept(database: Database) -> None:
    remember(database, 1, [block(NOTE, "body")])
    remember(database, 2, [block(NOTE, "newsletter")])
    remember(database, 3, [block(NOTE, "other", elsewhere=2)])
    remember(database, 4, [block(NOTE, "headline")])
    assert seen(database, NOTE) == Seen(4, "newsletter")


def test_the_count_ends_where_more_would_decide_nothing(database: Database) -> None:
    for article_id in range(1, 30):
        remember(database, article_id, [block(NOTE)])
    assert seen(database, NOTE) == Seen(outlets.MOST_ARTICLES, None)


def test_an_outlet_holds_only_its_latest_blocks_and_what_it_goes_on_repeating(database: Database) -> None:
    page = outlets.MOST_OF_PAGE
    for article_id in range(1, 15):
        own = [block(f"Sentence number {n} of the article {article_id} and of no other") for n in range(page)]
        remember(database, article_id, [block(NOTE), *own])
    assert outlets.MOST_OF_OUTLET <= rows(database) <= outlets.MOST_OF_OUTLET + page
    assert seen(database, NOTE) == Seen(outlets.MOST_ARTICLES, None)
    assert seen(database, "Sentence number 1 of the article 1 and of no other") is None
    assert seen(database, "Sentence number 1 of the article 14 and of no other") == Seen(1, None)
    remember(database, 50, [block(NOTE)], outlet=COURIER)
    assert seen(database, NOTE, outlet=COURIER) == Seen(1, None)


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        [block("")],
        [block("Home")] * 10_000,
        [block("\ud800 " * 9)],
        [block(f"{n} bottles of beer are standing on the wall") for n in range(10_000)],
        [block("bottles of beer are standing on the wall")] * 10_000,
    ],
    ids=["none", "empty", "short", "surrogates", "many", "equal"],
)
def test_a_hostile_page_brings_few_rows(database: Database, blocks: list[Block]) -> None:
    remember(database, 1, blocks)
    assert rows(database) <= outlets.MOST_OF_PAGE


def test_articles_of_one_outlet_that_end_at_once_all_count(database: Database) -> None:
    notes = [f"Furniture number {n} that stands on every single page" for n in range(60)]
    start = Barrier(4)

    def work(first: int) -> None:
        start.wait()
        for article_id in range(first, first + 3):
            order = notes if article_id % 2 else notes[::-1]
            remember(database, article_id, [block(text) for text in order])

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, first) for first in (10, 20, 30, 40)]:
            done.result()
    assert {seen(database, text) for text in notes} == {Seen(outlets.MOST_ARTICLES, None)}
