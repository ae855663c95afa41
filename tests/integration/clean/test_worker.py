"""The clean worker as a user starts it: what ingest left in the database ends as labelled text, once."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from sqlalchemy import delete, func, select

from onrecord.messaging.app import make_app
from onrecord.messaging.publish import announce
from onrecord.pipeline import stage_named
from onrecord.settings import Settings
from onrecord.storage import Database, jobs
from onrecord.storage.schema import Article, CleanText, Entry, Feed, Job, Page
from support.waiting import eventually
from support.workers import worker

CLEAN = stage_named("clean")
PARAGRAPHS = [
    "The harbour at Wexley was closed on Monday after inspectors found cracks in two of its piers, the port authority said.",
    "“We will not reopen before every pier has been looked at,” said Ruth Adeyemi, the harbour master, at a news conference.",
    "Ferries to the islands will leave from the northern quay until the repairs are done, which could take up to six weeks.",
    "Fishing crews said that the closure had come without warning, and that the northern quay was too shallow for their boats.",
]
PAGE = f"""<html lang="en"><head><title>Wexley harbour closed after cracks are found - The Wexley Gull</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "isAccessibleForFree": "False"}}</script></head>
<body><nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article class="story"><h1 class="headline">Wexley harbour closed after cracks are found</h1>
<div class="byline">By Tom Okafor</div>
{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}
<aside class="donation-box"><h3>Support the Gull</h3><p>Your donation keeps our reporters at the harbour. Please give today.</p></aside>
</article><footer class="footer"><p>© The Wexley Gull. All rights reserved.</p></footer></body></html>"""


@pytest.fixture
def app(broker_url: str) -> Iterator[Celery]:
    app = make_app("test", Settings(broker_url=broker_url))
    yield app
    app.close()


def put(
    database: Database,
    number: int,
    page: bytes | None,
    *,
    status: int = 200,
    content_type: str = "text/html",
    feed_html: str | None = None,
) -> None:
    with database.write() as session:
        now = jobs.now(session)
        address = f"https://example.org/{number}"
        session.add(
            Article(
                id=number, url=address, canonical_url=address, outlet="The Wexley Gull", title="Wexley harbour closed",
                published_at=now, first_seen_at=now, trace_id=f"trace{number}",
            )
        )  # fmt: skip
        session.flush()
        if page is not None:
            session.add(
                Page(
                    article_id=number, final_url=address, status=status, content_type=content_type, charset=None,
                    body=zlib.compress(page), body_bytes=len(page), fetched_at=now,
                )
            )  # fmt: skip
        if feed_html:
            feed = Feed(url=f"{address}/feed", outlet="The Wexley Gull", next_poll_at=now, created_at=now)
            session.add(feed)
            session.flush()
            session.add(
                Entry(
                    feed_id=feed.id,
                    identity=f"{number:064}",
                    revision="0" * 64,
                    article_id=number,
                    content_html=feed_html,
                    outcome="new",
                    seen_at=now,
                )
            )
        jobs.add(session, "clean", number, f"trace{number}")


def goes_on(database: Database, number: int) -> bool:
    """Tell whether the next stage was asked to do the article, and mark it as done."""
    with database.write() as session:
        job = session.scalars(
            select(Job).where(Job.stage == "extract", Job.subject_id == number)
        ).one_or_none()
        if job is None:
            return False
        asked = job.state == "todo"
        job.state = "done"
        return asked


def outcomes(database: Database, stage: str = "clean") -> dict[int, str | None]:
    with database.read() as session:
        rows = session.execute(
            select(Job.subject_id, Job.outcome).where(
                Job.stage == stage, Job.state == ("done" if stage == "clean" else "todo")
            )
        )
        return {row.subject_id: row.outcome for row in rows}


def test_each_page_ends_with_its_outcome_and_what_has_text_goes_on(
    tmp_path: Path, app: Celery, broker_url: str, database: Database, database_url: str
) -> None:
    put(database, 1, PAGE.encode())
    put(database, 2, b"%PDF-1.7\n" + bytes(200), content_type="application/pdf")
    put(database, 3, b"")
    put(database, 4, b"<h1>Forbidden</h1>", status=403)
    put(database, 5, None, feed_html="".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS))
    put(database, 6, b"<div>" * 100_000)
    environment = {"ONRECORD_BROKER_URL": broker_url, "ONRECORD_DATABASE_URL": database_url}
    with worker("clean", environment, tmp_path) as started:
        announce(app, CLEAN, {number: f"trace{number}" for number in range(1, 7)})
        eventually(lambda: len(outcomes(database)) == 6, within_s=60, what="all six are done")
        announce(app, CLEAN, {1: "trace1"})  # delivered again
        eventually(lambda: started.said.count("article.fetched") >= 6, within_s=30, what="each is logged")

    assert outcomes(database) == {
        1: "cleaned",
        2: "not_html",
        3: "no_text",
        4: "blocked",
        5: "feed_only",
        6: "no_text",
    }
    assert set(outcomes(database, "extract")) == {1, 5}
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(CleanText)) == 6
        text = session.get_one(CleanText, 1)
        assert text.title == "Wexley harbour closed after cracks are found"
        assert text.text == "\n\n".join(["Wexley harbour closed after cracks are found", *PARAGRAPHS])
        assert (text.completeness, text.access, text.lang) == ("full", "paywalled", "en")
        for block in text.blocks:
            if block["start"] is not None:
                assert text.text[block["start"] : block["end"]] == block["text"]
        assert text.label_counts["donation"] == 2
        feed_only = session.get_one(CleanText, 5)
        assert feed_only.text.endswith(PARAGRAPHS[-1])
        assert feed_only.completeness == "feed_only"
    assert "Adeyemi" not in started.said  # no article text in the log


def test_a_page_that_is_read_again_goes_on_only_if_its_text_is_another(
    tmp_path: Path, app: Celery, broker_url: str, database: Database, database_url: str
) -> None:
    put(database, 1, PAGE.encode())
    environment = {"ONRECORD_BROKER_URL": broker_url, "ONRECORD_DATABASE_URL": database_url}

    def cleaned_again() -> bool:
        with database.write() as session:
            jobs.add(session, "clean", 1, "trace1", again=True)
        announce(app, CLEAN, {1: "trace1"})
        eventually(lambda: 1 in outcomes(database), within_s=60, what="it is cleaned")
        return goes_on(database, 1)

    with worker("clean", environment, tmp_path):
        assert cleaned_again()
        assert not cleaned_again()
        with database.write() as session:
            session.execute(delete(Job).where(Job.stage == "extract"))  # for its age
        assert not cleaned_again()
        with database.write() as session:
            session.get_one(Page, 1).body = zlib.compress(PAGE.replace("six weeks", "eight weeks").encode())
        assert cleaned_again()
        with database.write() as session:
            session.get_one(Page, 1).status = 403
            session.get_one(Page, 1).body = zlib.compress(b"<h1>Forbidden</h1>")
        assert not cleaned_again()
        assert outcomes(database) == {1: "blocked"}
    with database.read() as session:
        assert "eight weeks" in session.get_one(CleanText, 1).text
