"""The clean worker over several pages: what an outlet repeats is furniture, what outlets share is a story."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from onrecord.messaging.app import make_app
from onrecord.messaging.publish import announce
from onrecord.pipeline import stage_named
from onrecord.settings import Settings
from onrecord.storage import Database, jobs
from onrecord.storage.schema import Article, CleanText, Job, OutletBlock, Page, StoryArticle
from onrecord_clean.furniture import fingerprint
from support.waiting import eventually
from support.workers import worker

CLEAN = stage_named("clean")
NOTE = "The harbour desk can be reached on the old number, day and night."
SUBJECTS = ("pier", "lighthouse", "ferry", "breakwater", "fish market")


def paragraphs(subject: str) -> list[str]:
    """Write an article that shares no run of words with one on another subject."""
    return [
        f"The {subject} of Wexley was closed on Monday after cracks were found in the {subject}, the port authority said.",
        f"Inspectors came to the {subject} at dawn, looked at the {subject} for an hour and then locked the {subject} with a chain.",
        f"“We will not open the {subject} before every stone of the {subject} has been looked at,” the harbour master said.",
        f"Crews who need the {subject} were told to wait, and said that the {subject} had been sound when the {subject} was built.",
    ]


def page(subject: str, *, byline: str = "By Tom Okafor") -> bytes:
    text = "".join(f"<p>{each}</p>" for each in [*paragraphs(subject), NOTE])
    return f"""<html lang="en"><head><title>The {subject} is closed</title></head><body><article class="story">
    <h1>The {subject} is closed</h1><div class="byline">{byline}</div>{text}</article></body></html>""".encode()


def put(database: Database, number: int, host: str, body: bytes) -> None:
    with database.write() as session:
        now, url = jobs.now(session), f"https://{host}/{number}"
        session.add(Article(id=number, url=url, outlet=host, published_at=now, first_seen_at=now, trace_id=f"{number:032}"))  # fmt: skip
        session.flush()
        session.add(Page(article_id=number, final_url=url, status=200, content_type="text/html", body=zlib.compress(body), body_bytes=len(body), fetched_at=now))  # fmt: skip
        jobs.add(session, "clean", number, f"{number:032}")


def test_a_note_goes_unread_from_the_third_page_on_and_shared_text_is_a_story(
    tmp_path: Path, broker_url: str, database: Database, database_url: str
) -> None:
    environment = {"ONRECORD_BROKER_URL": broker_url, "ONRECORD_DATABASE_URL": database_url}
    app = make_app("test", Settings(broker_url=broker_url))

    def clean(*numbers: int) -> None:
        with database.write() as session:
            for number in numbers:
                jobs.add(session, "clean", number, f"{number:032}", again=True)
        announce(app, CLEAN, {number: f"{number:032}" for number in numbers})
        eventually(lambda: states(numbers) == {"done"}, within_s=90, what="all are cleaned")

    def states(numbers: Sequence[int]) -> set[str]:
        with database.read() as session:
            return set(
                session.scalars(select(Job.state).where(Job.stage == "clean", Job.subject_id.in_(numbers)))
            )

    for number, subject in enumerate(SUBJECTS, 1):
        put(database, number, "gull.example", page(subject))
    put(database, 9, "courier.example", page(SUBJECTS[0], byline="By Associated Press"))
    with worker("clean", environment, tmp_path):
        clean(1, 2)
        clean(1)  # read once more: it counts once
        clean(3)
        clean(4)
        clean(9)
    app.close()

    with database.read() as session:
        held = {text.article_id: text for text in session.scalars(select(CleanText))}
        assert {number: NOTE in text.text for number, text in held.items()} == {
            1: True,
            2: True,
            3: False,
            4: False,
            9: True,
        }
        (furniture,) = [block for block in held[4].blocks if block["text"] == NOTE]
        assert (furniture["label"], furniture["elsewhere"]) == ("other", 3)
        assert all(paragraph in held[4].text for paragraph in paragraphs(SUBJECTS[3]))
        row = session.get_one(OutletBlock, ("gull.example", fingerprint(NOTE)))
        assert sorted(row.article_ids) == [1, 2, 3, 4]
        assert set(session.scalars(select(StoryArticle.article_id))) == {1, 9}
        assert (held[9].agency, held[9].agency_evidence) == ("AP", "byline: “By Associated Press”")
        assert held[1].agency is None
