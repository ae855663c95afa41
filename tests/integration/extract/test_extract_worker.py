"""The extract worker as a user starts it: what clean left in the database ends as entities and statements, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from sqlalchemy import select

from onrecord.messaging.app import make_app
from onrecord.messaging.publish import announce
from onrecord.pipeline import stage_named
from onrecord.settings import Settings
from onrecord.storage import Database, jobs
from onrecord.storage.schema import Alias, Article, CleanText, Entity, Job, Statement
from onrecord_extract import store
from onrecord_extract.extraction import extract
from support.waiting import eventually
from support.workers import worker

EXTRACT = stage_named("extract")
HARBOUR = """The Wexley Port Authority closed the harbour on Monday.

“We will not reopen before every pier has been looked at,” said Ruth Adeyemi, the harbour master. “Nobody will be hurt.”

Ms Adeyemi denied that the repairs were late."""


@pytest.fixture
def app(broker_url: str) -> Iterator[Celery]:
    app = make_app("test", Settings(broker_url=broker_url))
    yield app
    app.close()


def put(database: Database, number: int, text: str | None) -> None:
    with database.write() as session:
        now = jobs.now(session)
        address = f"https://example.org/{number}"
        session.add(
            Article(
                id=number, url=address, canonical_url=address, outlet="The Wexley Gull", title=None,
                published_at=now, first_seen_at=now, trace_id=f"trace{number}",
            )
        )  # fmt: skip
        session.flush()
        if text is not None:
            session.add(
                CleanText(
                    article_id=number, title=None, text=text, blocks=[], label_counts={}, lang="en",
                    completeness="full", completeness_evidence="", access="free", access_evidence="",
                    sponsored=False, cleaned_at=now,
                )
            )  # fmt: skip
        jobs.add(session, "extract", number, f"trace{number}")


def merge(database: Database, alias: str, name: str, *, outlet: str = "") -> None:
    with database.write() as session:
        session.add(Alias(alias=alias, name=name, outlet=outlet, created_at=jobs.now(session)))


def outcomes(database: Database) -> dict[int, str | None]:
    with database.read() as session:
        rows = session.execute(
            select(Job.subject_id, Job.outcome).where(Job.stage == "extract", Job.state == "done")
        )
        return {row.subject_id: row.outcome for row in rows}


def statements(database: Database, article_id: int) -> list[Statement]:
    with database.read() as session:
        found = session.scalars(
            select(Statement).where(Statement.article_id == article_id).order_by(Statement.number)
        )
        return list(found)


def test_each_article_ends_with_its_outcome_and_its_statements_go_on_to_track(
    tmp_path: Path, app: Celery, broker_url: str, database: Database, database_url: str
) -> None:
    put(database, 1, HARBOUR)
    put(database, 2, "The harbour was closed on Monday.")
    put(database, 3, " ")
    put(database, 4, None)
    merge(database, "Wexley Port Authority", "Wexley Harbours")
    merge(database, "Wexley Port Authority", "Port of Wexley", outlet="The Wexley Gull")
    merge(database, "Port of Wexley", "Old Port of Wexley")
    merge(database, "Ruth Adeyemi", "Somebody Else", outlet="Another Gull")
    environment = {"ONRECORD_BROKER_URL": broker_url, "ONRECORD_DATABASE_URL": database_url}
    with worker("extract", environment, tmp_path) as started:
        announce(app, EXTRACT, {number: f"trace{number}" for number in range(1, 5)})
        eventually(lambda: len(outcomes(database)) == 4, within_s=60, what="all four are done")
        announce(app, EXTRACT, {1: "trace1"})  # delivered again
        eventually(lambda: started.said.count("job_done") >= 4, within_s=30, what="each is logged")

    assert outcomes(database) == {1: "extracted", 2: "no_statements", 3: "empty_text", 4: "gone"}
    said, denied = statements(database, 1)
    assert (said.kind, said.speaker, said.role) == ("direct", "Ruth Adeyemi", "harbour master")
    assert said.content_text == (
        "“We will not reopen before every pier has been looked at,” … “Nobody will be hurt.”"
    )
    assert said.sentence == (
        "“We will not reopen before every pier has been looked at,” said Ruth Adeyemi, the harbour master. "
        "“Nobody will be hurt.”"
    )
    assert (denied.source_text, denied.cue_text, denied.speaker) == ("Ms Adeyemi", "denied", "Ruth Adeyemi")
    assert said.speaker_number == denied.speaker_number
    with database.read() as session:
        entities = session.scalars(select(Entity).where(Entity.article_id == 1)).all()
        assert {(entity.type, entity.canonical) for entity in entities} >= {
            ("PERSON", "Ruth Adeyemi"),
            ("ORG", "Old Port of Wexley"),
        }
        (adeyemi,) = (entity for entity in entities if entity.number == said.speaker_number)
        assert [HARBOUR[start:end] for start, end in adeyemi.mentions] == ["Ruth Adeyemi", "Adeyemi"]
        next_jobs = session.scalars(select(Job.subject_id).where(Job.stage == "track")).all()
    assert set(next_jobs) == {1, 2}
    assert "Adeyemi" not in started.said  # no article text in the log


def test_a_statement_that_a_corrected_page_still_makes_keeps_its_row(database: Database) -> None:
    put(database, 1, HARBOUR)
    corrected = HARBOUR.replace("The Wexley Port Authority", "On advice the Wexley Port Authority").replace(
        "the repairs were late", "the repairs were late, or dear"
    )
    with database.write() as session:
        assert store.save(session, 1, HARBOUR, extract(HARBOUR)) == 2
    said, denied = statements(database, 1)
    with database.write() as session:
        assert store.save(session, 1, corrected, extract(corrected)) == 1
    same, withdrawn, new = statements(database, 1)
    assert (same.id, same.withdrawn_at) == (said.id, None)
    assert (
        corrected[slice(*same.content[0])] == same.content_text.split(" … ")[0]
    )  # offsets are into the new text
    assert withdrawn.id == denied.id
    assert withdrawn.withdrawn_at is not None
    assert (new.content_text, new.withdrawn_at) == ("that the repairs were late, or dear", None)


def test_a_statement_that_comes_back_stands_again(database: Database) -> None:
    put(database, 1, HARBOUR)
    for text in (HARBOUR, "The harbour was closed on Monday.", HARBOUR):
        with database.write() as session:
            store.save(session, 1, text, extract(text))
    assert [row.withdrawn_at for row in statements(database, 1)] == [None, None]


def test_extracting_the_same_text_again_keeps_its_rows(database: Database) -> None:
    put(database, 1, HARBOUR)
    with database.write() as session:
        store.save(session, 1, HARBOUR, extract(HARBOUR))
    before = [row.id for row in statements(database, 1)]
    with database.write() as session:
        store.save(session, 1, HARBOUR, extract(HARBOUR))
    assert [row.id for row in statements(database, 1)] == before != []
