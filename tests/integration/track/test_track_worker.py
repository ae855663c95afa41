"""A real track worker: from a message to the alert's job."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from onrecord.contracts import ArticleExtracted
from onrecord.messaging.app import make_app
from onrecord.messaging.publish import publish
from onrecord.settings import Settings
from onrecord.storage import Database, jobs
from onrecord.storage.schema import Alert, Job
from support.extracted import Quote, put_article, subscribe
from support.waiting import eventually
from support.workers import worker

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_message_that_comes_twice_raises_one_alert_and_its_job(
    database: Database, database_url: str, broker_url: str, tmp_path: Path
) -> None:
    subscribe(database, "said_by:lind ferry", MONDAY - timedelta(days=1))
    said = put_article(database, "Herald", MONDAY, [Quote("“The ferry to Stoneholm will run all winter,”")])
    silent = put_article(database, "Times", MONDAY, [])
    with database.write() as session:
        for article in (said, silent):
            jobs.add(session, "track", article, f"trace{article}")
    environment = {"ONRECORD_BROKER_URL": broker_url, "ONRECORD_DATABASE_URL": database_url}

    def outcomes() -> dict[tuple[str, int], str | None]:
        with database.read() as session:
            return {(job.stage, job.subject_id): job.outcome for job in session.scalars(select(Job))}

    with worker("track", environment, tmp_path):
        app = make_app("test", Settings(broker_url=broker_url))
        for _ in range(2):
            assert publish(app, ArticleExtracted(ids=(said, silent)))
        eventually(lambda: outcomes().get(("track", silent)), within_s=60, what="both articles are tracked")
        app.close()

    with database.read() as session:
        (alert,) = session.scalars(select(Alert)).all()
    assert outcomes() == {
        ("track", said): "tracked",
        ("track", silent): "nothing_said",
        ("plan", alert.id): None,
    }
