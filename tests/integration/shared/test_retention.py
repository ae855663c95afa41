"""What is too old is let go of, in steps that nobody has to wait for; what was said in it stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from onrecord.storage import Database, Session, jobs
from onrecord.storage.schema import Article, CleanText, Entry, Feed, Host, Page, Statement
from onrecord.storage.steps import in_steps
from onrecord_clean.records import Cleaned
from onrecord_clean.store import retention as clean
from onrecord_clean.store import texts
from onrecord_ingest import store
from onrecord_ingest.store import retention as ingest

MONTH = timedelta(days=30)


def _articles(database: Database, ages_days: list[float]) -> None:
    """An article with entry, page, text and statement for each age."""
    with database.write() as session:
        now = jobs.now(session)
        feed_id, _ = store.add_feed(session, "https://paper.example/feed")
        for number, days in enumerate(ages_days, start=1):
            at = now - timedelta(days=days)
            session.add(
                Article(id=number, url=f"https://paper.example/{number}", outlet="Paper", published_at=at,
                        first_seen_at=at, trace_id=f"{number:032}")
            )  # fmt: skip
            session.flush()
            session.add_all([
                Entry(feed_id=feed_id, identity=f"{number}", article_id=number, title="Title", summary="Words.",
                      content_html="<p>More words.", outcome="new", revision="", seen_at=at),
                Page(article_id=number, final_url="", status=200, body=b"page", body_bytes=4, fetched_at=at),
                CleanText(article_id=number, title="Title", text="Words.", blocks=[{"text": "Words."}], label_counts={"body": 1},
                          lang="en", completeness="full", completeness_evidence="", access="free", access_evidence="", cleaned_at=at),
                Statement(article_id=number, number=0, kind="direct", source=[], cue=[], content=[], source_text="she",
                          cue_text="said", content_text="No.", sentence="She said no."),
            ])  # fmt: skip


def _count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_only_what_is_old_goes_and_what_was_said_stays(database: Database) -> None:
    _articles(database, [31, 29, 400, 0])
    for step in (ingest.forget_pages, ingest.forget_feed_texts, clean.empty_texts):
        assert in_steps(database, partial(step, older_than=MONTH), rows=10, within_s=60) == 2
        assert in_steps(database, partial(step, older_than=MONTH), rows=10, within_s=60) == 0
    with database.read() as session:
        assert session.scalars(select(Page.article_id).order_by(Page.article_id)).all() == [2, 4]
        entries = session.scalars(select(Entry).order_by(Entry.article_id)).all()
        assert [each.content_html is not None and each.summary is not None for each in entries] == [False, True, False, True]  # fmt: skip
        assert {each.title for each in entries} == {"Title"}
        texts = session.scalars(select(CleanText).order_by(CleanText.article_id)).all()
        assert [(each.text, len(each.blocks), each.completeness) for each in texts] == [
            ("", 0, "full"), ("Words.", 1, "full"), ("", 0, "full"), ("Words.", 1, "full"),
        ]  # fmt: skip
        assert (_count(session, Article), _count(session, Statement), _count(session, Feed)) == (4, 4, 1)


@pytest.mark.parametrize("step", [ingest.forget_pages, ingest.forget_feed_texts, clean.empty_texts])
def test_no_transaction_takes_more_rows_than_it_may(database: Database, step: Callable[..., int]) -> None:
    _articles(database, [40.0] * 25)
    sizes = []

    def watched(session: Session, rows: int) -> int:
        sizes.append(step(session, rows, older_than=MONTH))
        return sizes[-1]

    assert in_steps(database, watched, rows=10, within_s=60) == 25
    assert sizes == [10, 10, 5]


def test_time_that_is_up_ends_the_steps_and_the_next_call_goes_on(database: Database) -> None:
    _articles(database, [40.0] * 25)
    step = partial(ingest.forget_pages, older_than=MONTH)
    assert in_steps(database, step, rows=10, within_s=0) == 10
    assert in_steps(database, step, rows=10, within_s=60) == 15


def test_those_who_write_meanwhile_get_their_turn(database: Database) -> None:
    _articles(database, [40.0] * 300)
    written = []

    def write() -> None:
        for number in range(30):
            with database.write() as session:
                session.add(Host(name=f"host{number}.example", next_at=jobs.now(session)))
            written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    purged = in_steps(database, partial(ingest.forget_pages, older_than=MONTH), rows=5, within_s=60)
    writer.join()
    assert (purged, len(written)) == (300, 30)


def test_a_text_that_is_cleaned_again_is_a_text_again(database: Database) -> None:
    _articles(database, [40])
    with database.write() as session:
        clean.empty_texts(session, 10, older_than=MONTH)
        again = Cleaned("Title", "New words.", (), "en", "full", "", "free", "", sponsored=False)
        assert texts.save(session, 1, again)
        session.flush()
        assert session.get_one(CleanText, 1).emptied_at is None
