"""The database is migrated first, then workers are replaced one after another: what the new send, the old do not lose."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, text

from onrecord.messaging.app import make_app
from onrecord.settings import Settings
from onrecord.storage import Database, jobs
from onrecord.storage.schema import DeadLetter, Job
from support.waiting import eventually
from support.workers import sweep, worker

NEWER_BODIES = (
    {"ids": [1], "priority": "high", "v": 1},  # a field more: read, and the field left alone
    {"v": 2, "articles": [2]},  # another version: not read
)


def test_an_old_worker_loses_nothing_that_a_newer_version_sends(
    database: Database, database_url: str, broker_url: str, tmp_path: Path
) -> None:
    environment = {
        "ONRECORD_BROKER_URL": broker_url,
        "ONRECORD_DATABASE_URL": database_url,
        "ONRECORD_SWEEP_EVERY_S": "0.5",
        "ONRECORD_FORGOTTEN_AFTER_S": "300",  # the sweep does not help the old worker
    }
    with database.write() as session:
        jobs.add_all(session, "clean", {1: "trace1", 2: "trace2", 3: "trace3"})  # of no articles: soon done
        session.execute(text("UPDATE alembic_version SET version_num = 'of a newer version'"))
        session.execute(text("ALTER TABLE jobs ADD COLUMN priority VARCHAR(8) DEFAULT 'low' NOT NULL"))
    app = make_app("test", Settings(broker_url=broker_url))
    with worker("clean", environment, tmp_path) as old:
        assert "database_newer" in old.said
        for body in NEWER_BODIES:
            app.send_task("article.fetched", args=[body], queue="clean")
        app.send_task("article.fetched.anew", args=[{"articles": [3]}], queue="clean")
        eventually(lambda: len(buried(database)) == 2, within_s=60, what="what it cannot read is kept")
        assert states(database) == {1: "done", 2: "todo", 3: "todo"}
        assert "Traceback" not in old.said
    app.close()
    with (
        worker("clean", environment, tmp_path),
        sweep({**environment, "ONRECORD_FORGOTTEN_AFTER_S": "1"}, tmp_path),
    ):
        eventually(
            lambda: set(states(database).values()) == {"done"},
            within_s=60,
            what="its successor does what waited, because the work is a row and the message a hint",
        )


def states(database: Database) -> dict[int, str]:
    with database.read() as session:
        return dict(iter(session.execute(select(Job.subject_id, Job.state).where(Job.stage == "clean"))))


def buried(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(DeadLetter.reason)))
