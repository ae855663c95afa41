"""A real worker, real channels: each alert ends as its channel answered, and no secret reaches a log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery
from sqlalchemy import select

from onrecord.messaging import announce
from onrecord.messaging.app import make_app
from onrecord.pipeline import stage_named
from onrecord.settings import Settings
from onrecord.storage import Database, jobs
from onrecord.storage.schema import Alert
from onrecord_alert.records import AlertView
from onrecord_cli.queries.fates import fates
from support.alerts import NEW, UPDATE
from support.raised import raise_alert
from support.slack import PATH, Reply, webhook
from support.smtp import Refusals, mail_catcher
from support.waiting import eventually
from support.workers import SOON_FREE, sweep, worker

PLAN, GROW = stage_named("plan"), stage_named("grow")
RECIPIENT = "reader@example.org"
SECRETS = (PATH.rsplit("/", 1)[1], NEW.words[:30], UPDATE.words[:30])


@pytest.fixture
def environment(broker_url: str, database_url: str) -> dict[str, str]:
    return {
        "ONRECORD_BROKER_URL": broker_url,
        "ONRECORD_DATABASE_URL": database_url,
        "ONRECORD_LOG_LEVEL": "DEBUG",
        **SOON_FREE,
        "ONRECORD_SWEEP_EVERY_S": "0.5",
        "ONRECORD_FORGOTTEN_AFTER_S": "2",
        "ONRECORD_GROUP_WAIT_S": "0",
        "ONRECORD_OPEN_HOSTS": "127.0.0.1",
        "ONRECORD_EMAIL_FROM": "alerts@onrecord.example",
        "ONRECORD_SMTP_HOST": "localhost",
        "ONRECORD_SMTP_SECURITY": "none",
    }


@pytest.fixture
def app(broker_url: str) -> Iterator[Celery]:
    app = make_app("test", Settings(broker_url=broker_url))
    yield app
    app.close()


def fresh(view: AlertView) -> AlertView:
    token = uuid4()
    return replace(view, token=token, topic=f"{view.topic} {token}")


def ends(database: Database) -> dict[int, str]:
    """What became of each alert."""
    with database.read() as session:
        return {
            alert: fate.state
            for alert, fate in fates(session, list(session.scalars(select(Alert.id)))).items()
        }


def deliveries(database: Database, alert_id: int) -> list[tuple[str, str | None]]:
    with database.read() as session:
        return [(each.state, each.answer) for each in fates(session, [alert_id])[alert_id].attempts]


def test_each_alert_ends_as_its_channel_answered(
    environment: dict[str, str], app: Celery, database: Database, tmp_path: Path
) -> None:
    busy_for_s = 900
    with (
        webhook() as open_hook,
        webhook([Reply(429, b"rate_limited", {"Retry-After": str(busy_for_s)})]) as busy_hook,
        webhook([Reply(404, b"no_service")]) as dead_hook,
        mail_catcher(refusals=Refusals(recipient=("", "550 5.1.1 no such user"))) as mail,
    ):
        with database.write() as session:
            posted = raise_alert(session, fresh(UPDATE), "slack", open_hook.url)
            busy = raise_alert(session, fresh(NEW), "slack", busy_hook.url)
            dead = raise_alert(session, fresh(NEW), "slack", dead_hook.url)
            mailed = raise_alert(session, fresh(UPDATE), "email", RECIPIENT)
            bounced = raise_alert(session, fresh(NEW), "email", RECIPIENT)
            nowhere = raise_alert(session, fresh(NEW), "email", None)
            unwanted = raise_alert(session, fresh(NEW), "slack", open_hook.url, active=False)
        alerts = [posted, busy, dead, mailed, bounced, nowhere, unwanted]
        with worker("alert", environment | {"ONRECORD_SMTP_PORT": str(mail.port)}, tmp_path) as running:
            for _ in range(2):  # a message may come twice
                assert announce(app, PLAN, dict.fromkeys(alerts, "trace"))
            eventually(
                lambda: not {"pending", "sending"} & set(ends(database).values()),
                within_s=30,
                what="all tried",
            )
            said = running.said

    assert ends(database) == {
        posted: "sent",
        busy: "retrying",
        dead: "parked",
        mailed: "sent",
        bounced: "parked",
        nowhere: "parked",
        unwanted: "unwanted",
    }
    assert [len(hook.received) for hook in (open_hook, busy_hook, dead_hook)] == [1, 1, 1]
    assert [taken.recipients for taken in mail.taken] == [(RECIPIENT,)]

    assert deliveries(database, posted) == [("sent", "ok")]
    assert deliveries(database, mailed) == [("sent", "250 2.0.0 taken as 4711")]
    assert deliveries(database, busy) == [("failed", "slack rate limit (status 429)")]
    assert deliveries(database, dead) == [
        ("parked", "slack takes nothing there any more (status 404, slack no_service)")
    ]
    assert deliveries(database, bounced) == [
        ("parked", "the mail server refused the recipient (answer 550 5.1.1 no such user)")
    ]
    assert deliveries(database, nowhere) == deliveries(database, unwanted) == []
    with database.read() as session:
        assert fates(session, [nowhere])[nowhere].reason == "the subscriber has no address for email"
        next_at = fates(session, [busy])[busy].next_at
        assert next_at is not None
        due_in_s = (next_at - jobs.now(session)).total_seconds()
    assert busy_for_s - 60 < due_in_s <= busy_for_s * 1.1

    assert not [secret for secret in SECRETS if secret in said]


def test_an_alert_whose_worker_was_killed_while_sending_is_sent_again_and_says_so(
    environment: dict[str, str], app: Celery, database: Database, tmp_path: Path
) -> None:
    with webhook([Reply(manner="silent"), Reply()]) as hook:
        with database.write() as session:
            alert = raise_alert(session, fresh(NEW), "slack", hook.url)
        with worker("alert", environment, tmp_path) as running:
            announce(app, PLAN, {alert: "trace"})
            eventually(lambda: hook.received, within_s=30, what="posted, not answered")
            running.kill()
        with worker("alert", environment, tmp_path), sweep(environment, tmp_path):
            eventually(lambda: ends(database)[alert] == "sent", within_s=60, what="sent")

    assert deliveries(database, alert) == [("unknown", None), ("sent", "ok")]
    first, second = (message["blocks"][0]["block_id"] for message in hook.received)
    assert first == second
