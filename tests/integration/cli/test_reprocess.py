"""A stretch of time once more: which articles, from which stage on, and whom it is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from onrecord.storage import Database, jobs
from onrecord.storage.schema import Article, Job
from support import stories
from support.command import Command


@pytest.fixture
def told(command: Command, database: Database) -> Command:
    """Articles 1 and 2 went all the way; 3 is parked. They were seen at 08:31, 08:41 and 08:51."""
    stories.tell(database)
    return command


def _waiting(database: Database) -> list[tuple[str, int, bool]]:
    with database.read() as session:
        rows = session.execute(
            select(Job.stage, Job.subject_id, Job.quiet).where(Job.state == "todo").order_by(Job.subject_id)
        )
        return [(row.stage, row.subject_id, row.quiet) for row in rows]


@pytest.mark.parametrize(
    ("arguments", "waiting"),
    [
        (["--from", "2026-11-23"], [("clean", 1, True), ("clean", 2, True), ("clean", 3, True)]),
        (["--from", "2026-11-23T08:40", "--until", "2026-11-23T08:45+00:00", "--stage", "track"], [("track", 2, True)]),
        (["--from", "2026-11-23", "--outlet", "Gullhaven Courier", "--stage", "extract", "--alert"], [("extract", 1, False)]),
        (["--from", "2026-11-24"], []),
    ],
)  # fmt: skip
def test_the_articles_of_a_stretch_are_to_be_read_again(
    told: Command, database: Database, arguments: list[str], waiting: list[tuple[str, int, bool]]
) -> None:
    assert told("reprocess", *arguments).code == 0
    assert _waiting(database) == waiting


def test_what_is_being_read_is_left_to_it(told: Command, database: Database) -> None:
    told("reprocess", "--from", "2026-11-23")
    assert "0 articles to be read again from clean on, nobody is told; 3 were being read already" in " ".join(
        told("reprocess", "--from", "2026-11-23").err.split()
    )


def test_a_reason_of_its_own_makes_a_quiet_job_heard(told: Command, database: Database) -> None:
    told("reprocess", "--from", "2026-11-23", "--outlet", "Gullhaven Courier")
    with database.write() as session:
        assert jobs.add_all(session, "clean", {1: "a" * 32}, again=True) == set()
    assert _waiting(database) == [("clean", 1, False)]


def test_many_articles_go_in_steps(told: Command, database: Database) -> None:
    with database.write() as session:
        at = jobs.now(session) - timedelta(minutes=1)
        session.add_all(
            Article(id=1_000 + number, url=f"https://paper.example/{number}", outlet="Paper", published_at=at, first_seen_at=at, trace_id=f"{number:032}")
            for number in range(450)
        )  # fmt: skip
    assert "450 articles" in told("reprocess", "--from", "2026-01-01", "--outlet", "Paper").err
    assert len(_waiting(database)) == 450


@pytest.mark.parametrize("time", ["yesterday", "", "2026-13-01"])
def test_what_is_no_time_is_refused(told: Command, time: str) -> None:
    ended = told("reprocess", "--from", time)
    assert ended.code == 2
    assert "is no time" in ended.err
