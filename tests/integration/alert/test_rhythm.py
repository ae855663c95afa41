"""A real worker keeps the rhythm: bursts, growth, digests, and what is down does not delay what is up."""

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
from onrecord.storage.schema import Destination, Job, Message, Subscriber
from onrecord_alert.records import AlertView
from onrecord_alert.store import destinations, outgoing
from onrecord_cli.queries.fates import Fate, fates
from support.alerts import NEW
from support.raised import raise_alert, raise_for, re_report, subscribe
from support.slack import Reply, webhook
from support.slack_api import CHANNEL, TOKEN, slack_workspace
from support.smtp import Refusals, mail_catcher
from support.waiting import eventually
from support.workers import sweep, worker

pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite"], indirect=True
)  # the stores are tested on both

PLAN, GROW = stage_named("plan"), stage_named("grow")
RECIPIENT = "reader@example.org"
WITHIN_S = 60


@pytest.fixture
def environment(broker_url: str, database_url: str) -> dict[str, str]:
    return {
        "ONRECORD_BROKER_URL": broker_url,
        "ONRECORD_DATABASE_URL": database_url,
        "ONRECORD_SWEEP_EVERY_S": "0.3",
        "ONRECORD_FORGOTTEN_AFTER_S": "5",
        "ONRECORD_GROUP_WAIT_S": "0",
        "ONRECORD_GROW_EVERY_S": "2",
        "ONRECORD_OPEN_HOSTS": "127.0.0.1",
        "ONRECORD_SMTP_HOST": "127.0.0.1",
        "ONRECORD_SMTP_SECURITY": "none",
    }


@pytest.fixture
def app(broker_url: str) -> Iterator[Celery]:
    app = make_app("test", Settings(broker_url=broker_url))
    yield app
    app.close()


def fresh() -> AlertView:
    token = uuid4()
    return replace(NEW, token=token, topic=f"{NEW.topic} {token}")


def fate(database: Database, alert_id: int) -> Fate:
    with database.read() as session:
        return fates(session, [alert_id])[alert_id]


def sent(database: Database, *alerts: int) -> bool:
    return all(fate(database, alert).state == "sent" for alert in alerts)


def report(database: Database, app: Celery, alert_id: int, *outlets: str) -> None:
    """Let outlets report what the alert tells, as track does: one after the other, each with its job."""
    for outlet in outlets:
        with database.write() as session:
            re_report(session, alert_id, outlet)
            jobs.add(session, "grow", alert_id, "trace", again=True)
        announce(app, GROW, {alert_id: "trace"})


def test_a_burst_is_one_message_and_what_is_over_the_cap_waits_for_a_digest(
    environment: dict[str, str], app: Celery, database: Database, tmp_path: Path
) -> None:
    with webhook() as hook, worker("alert", environment | {"ONRECORD_GROUP_WAIT_S": "1"}, tmp_path):
        with database.write() as session:
            subscription = subscribe(session, "Tolls", "slack", hook.url, cap_per_hour=4)
            alerts = [raise_for(session, fresh(), subscription) for _ in range(6)]
        announce(app, PLAN, dict.fromkeys(alerts, "trace"))
        with sweep(environment, tmp_path):
            eventually(lambda: sent(database, *alerts[:4]), within_s=WITHIN_S, what="the burst")
            assert [fate(database, alert).why for alert in alerts[4:]] == ["over_cap", "over_cap"]
            with database.write() as session:
                outgoing.bring_digests_forward(session)
            eventually(lambda: sent(database, *alerts), within_s=WITHIN_S, what="the digest")
    group, digest = hook.received
    tokens = [
        sum(str(block.get("block_id")).startswith("alert-") for block in message["blocks"])
        for message in (group, digest)
    ]
    assert tokens == [4, 2]
    assert "2 of these came after your limit for the hour" in str(digest["blocks"])


def test_what_is_down_waits_as_a_whole_and_delays_nothing_else(
    environment: dict[str, str], app: Celery, database: Database, tmp_path: Path
) -> None:
    with webhook([Reply(503, b"down")]) as down, mail_catcher() as mail:
        with database.write() as session:
            waiting = [raise_alert(session, fresh(), "slack", down.url) for _ in range(3)]
            mailed = raise_alert(session, fresh(), "email", RECIPIENT)
        with worker("alert", environment | {"ONRECORD_SMTP_PORT": str(mail.port)}, tmp_path):
            announce(app, PLAN, dict.fromkeys([*waiting, mailed], "trace"))
            eventually(lambda: sent(database, mailed), within_s=WITHIN_S, what="the mail")
            states = [fate(database, alert).state for alert in waiting]
            with database.read() as session:
                (destination,) = session.scalars(select(Destination).where(Destination.channel == "slack"))
    assert states == ["retrying", "pending", "pending"]
    assert len(down.received) == 1, "only one message asked whether it is up again"
    assert destination.failures == 1


def test_a_digest_whose_channel_was_down_at_its_time_is_sent_when_it_is_up(
    environment: dict[str, str], app: Celery, database: Database, tmp_path: Path
) -> None:
    with mail_catcher(refusals=Refusals(sender=("421 4.3.2 closing down",))) as mail:
        with database.write() as session:
            subscription = subscribe(session, "Tolls", "email", RECIPIENT, rhythm="daily")
            alerts = [raise_for(session, fresh(), subscription) for _ in range(2)]
        with (
            worker("alert", environment | {"ONRECORD_SMTP_PORT": str(mail.port)}, tmp_path),
            sweep(environment, tmp_path),
        ):
            announce(app, PLAN, dict.fromkeys(alerts, "trace"))
            eventually(lambda: fate(database, alerts[1]).digest, within_s=WITHIN_S, what="planned")
            assert not mail.taken
            with database.write() as session:
                outgoing.bring_digests_forward(session)
            eventually(
                lambda: fate(database, alerts[0]).state == "retrying", within_s=WITHIN_S, what="refused"
            )
            with database.write() as session:  # the pause is over
                for key in session.scalars(select(Destination.key)):
                    destinations.reopen(session, key)
                jobs.bring_forward(session, "deliver", session.scalars(select(Message.id)).all())
            eventually(lambda: sent(database, *alerts), within_s=WITHIN_S, what="the digest")
    assert len(mail.taken) == 1
    assert [each.state for each in fate(database, alerts[0]).attempts] == ["failed", "sent"]


def test_a_bots_message_grows_by_few_edits_and_each_outlet_is_told_once(
    environment: dict[str, str], app: Celery, database: Database, tmp_path: Path
) -> None:
    with slack_workspace() as workspace:
        environment |= {"ONRECORD_SLACK_API_URL": workspace.api_url}
        with worker("alert", environment, tmp_path), sweep(environment, tmp_path):
            with database.write() as session:
                alert = raise_alert(session, fresh(), "slack", None)
                for subscriber in session.scalars(select(Subscriber)):
                    subscriber.slack_bot_token, subscriber.slack_channel = TOKEN, CHANNEL
            announce(app, PLAN, {alert: "trace"})
            eventually(lambda: sent(database, alert), within_s=WITHIN_S, what="told")
            outlets = [f"Outlet {number}" for number in range(12)]
            report(database, app, alert, *outlets)
            eventually(lambda: len(fate(database, alert).also_in) == 12, within_s=WITHIN_S, what="grown")
    (message,) = workspace.messages
    assert message["edited"]
    assert "Also in Outlet 0, Outlet 1" in str(message["blocks"])
    assert 1 <= len(workspace.asked("chat.update")) <= 6
    assert len(workspace.asked("chat.update")) == len(next(iter(workspace.threads.values())))


def test_what_a_mail_told_grows_in_the_next_digest(
    environment: dict[str, str], app: Celery, database: Database, tmp_path: Path
) -> None:
    with mail_catcher() as mail:
        with database.write() as session:
            alert = raise_alert(session, fresh(), "email", RECIPIENT)
        with (
            worker("alert", environment | {"ONRECORD_SMTP_PORT": str(mail.port)}, tmp_path),
            sweep(environment, tmp_path),
        ):
            announce(app, PLAN, {alert: "trace"})
            eventually(lambda: sent(database, alert), within_s=WITHIN_S, what="told")
            report(database, app, alert, "Skerry Post", "Lighthouse Radio")
            eventually(lambda: digests(database), within_s=WITHIN_S, what="a digest is planned")
            with database.write() as session:
                outgoing.bring_digests_forward(session)
            eventually(lambda: len(mail.taken) == 2, within_s=WITHIN_S, what="the digest")
    assert b"Skerry Post" in mail.taken[1].content
    assert fate(database, alert).also_in == ("Skerry Post", "Lighthouse Radio")


def digests(database: Database) -> int:
    with database.read() as session:
        ends = session.scalars(select(Job.outcome).where(Job.stage == "grow")).all()
        return (
            len(session.scalars(select(Message.id).where(Message.kind == "digest")).all())
            if ends == ["digest"]
            else 0
        )
