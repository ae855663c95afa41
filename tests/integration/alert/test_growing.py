"""One job of growing at a time: what it waits for, and what becomes of an edit that is not taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select, update

from onrecord.messaging import Work
from onrecord.pipeline import stage_named
from onrecord.storage import Database, jobs
from onrecord.storage.schema import (
    Alert,
    Delivery,
    Destination,
    Job,
    Message,
    MessageAlert,
    Subscriber,
    Subscription,
)
from onrecord_alert.channels.opening import Channels
from onrecord_alert.growing import MOST_TRIES, Grower
from onrecord_alert.settings import AlertSettings
from support.alerts import NEW
from support.raised import raise_alert, re_report
from support.slack_api import CHANNEL, FIRST_TS, TOKEN, Workspace, refused, slack_workspace

GROW = stage_named("grow")
HOUR = timedelta(hours=1)


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """One that holds a message."""
    with slack_workspace() as workspace:
        workspace.messages.append({"ts": f"{FIRST_TS}.000100"})
        yield workspace


def told(database: Database, *, sent_ago: timedelta | None) -> None:
    """An alert that was told to a Slack channel, or is on its way to it, and is reported by another outlet since."""
    with database.write() as session:
        view = replace(NEW, also_in=("Skerry Post",))
        alert = session.get_one(Alert, raise_alert(session, view, "slack", None))
        subscriber_id = session.get_one(Subscription, alert.subscription_id).subscriber_id
        session.get_one(Subscriber, subscriber_id).slack_bot_token = TOKEN
        session.get_one(Subscriber, subscriber_id).slack_channel = CHANNEL
        now = jobs.now(session)
        message = Message(
            token=UUID(int=1), subscriber_id=subscriber_id, channel="slack", kind="alert", due_at=now, closed_at=now,
            sent_at=now - sent_ago if sent_ago else None, external_id=f"{CHANNEL}/{FIRST_TS}.000100", created_at=now,
        )  # fmt: skip
        session.add(message)
        session.flush()
        session.add(
            MessageAlert(message_id=message.id, alert_id=alert.id, part="told", why="immediate", outlets=[])
        )
        jobs.add(session, "grow", alert.id, "trace")


def grow(database: Database, workspace: Workspace, *, every: timedelta = timedelta(minutes=10)) -> Job:
    """Do the job of growing once, as a worker does; give its row."""
    settings = AlertSettings(slack_api_url=workspace.api_url, open_hosts=workspace.site.host)
    with database.write() as session:
        session.execute(update(Job).values(due_at=jobs.now(session)))
        alert_id = session.scalars(select(Job.subject_id).where(Job.stage == "grow")).one()
        ((claim,), _) = jobs.claim(session, "grow", [alert_id], lease_s=60, max_crashes=3)
    work = Work(database, GROW, claim)
    with work.alone():
        Grower(database, Channels(settings), Random(1), every=every).grow(work)
    with database.read() as session:
        return session.scalars(select(Job).where(Job.stage == "grow")).one()


def due_in(database: Database, job: Job) -> timedelta:
    with database.read() as session:
        return job.due_at - jobs.now(session)


def edits(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Delivery.state).order_by(Delivery.attempt)))


def test_a_re_report_waits_for_the_message_and_not_for_its_rest(
    database: Database, workspace: Workspace
) -> None:
    told(database, sent_ago=None)
    job = grow(database, workspace, every=HOUR)
    assert (job.state, job.reason) == ("todo", "its message is on its way")
    assert due_in(database, job) < timedelta(seconds=30)


def test_a_channel_that_wants_a_pause_has_one_from_messages_too(
    database: Database, workspace: Workspace
) -> None:
    told(database, sent_ago=HOUR)
    workspace.instead.append(refused("ratelimited", status=429, headers={"Retry-After": "100"}))
    job = grow(database, workspace)
    assert (job.state, job.reason, edits(database)) == ("todo", "slack rate limit", ["failed"])
    with database.read() as session:
        rests_until: datetime = session.scalars(select(Destination.next_at)).one()
        assert rests_until - jobs.now(session) > timedelta(seconds=90)
    assert grow(database, workspace).reason == "its destination is paused"
    assert len(workspace.site.asked) == 1


def test_what_a_crash_left_in_the_thread_is_not_told_again_by_whoever_edits_next(
    database: Database, workspace: Workspace
) -> None:
    told(database, sent_ago=HOUR)
    assert grow(database, workspace).outcome == "edited"
    with (
        database.write() as session
    ):  # as if its worker had died between the post and the commit, and more came since
        session.execute(update(MessageAlert).values(outlets=[]))
        session.execute(update(Delivery).values(state="sending", started_at=jobs.now(session) - HOUR))
        session.execute(update(Message).values(edited_at=None))
        alert_id = session.scalars(select(Alert.id)).one()
        re_report(session, alert_id, "Eel Gazette")
        jobs.add(session, "grow", alert_id, "trace", again=True)
    job = grow(database, workspace)
    assert (job.outcome, job.tries) == ("edited", 1)
    (lines,) = workspace.threads.values()
    assert [line["text"] for line in lines[1:]] == ["Now also in Eel Gazette."]
    with database.read() as session:
        outlets: list[str] = session.scalars(select(MessageAlert.outlets)).one()
        assert "Eel Gazette" in outlets
        assert len(outlets) > 1


def test_an_edit_that_is_not_taken_again_and_again_is_left_to_the_next_digest(
    database: Database, workspace: Workspace
) -> None:
    told(database, sent_ago=HOUR)
    with database.write() as session:
        session.execute(update(Job).where(Job.stage == "grow").values(tries=MOST_TRIES - 1))
    workspace.instead.append(refused("internal_error", status=500))
    job = grow(database, workspace)
    assert (job.state, job.outcome, edits(database)) == ("done", "digest", ["parked"])


def test_two_alerts_of_one_message_do_not_edit_it_at_the_same_time(
    database: Database, workspace: Workspace
) -> None:
    told(database, sent_ago=HOUR)
    with database.write() as session:
        message_id = session.scalars(select(Message.id)).one()
        now = jobs.now(session)
        session.add(Delivery(message_id=message_id, attempt=1, act="edit", state="sending", started_at=now))
    job = grow(database, workspace)
    assert (job.state, job.reason, edits(database)) == ("todo", "its message is being edited", ["sending"])
    with database.write() as session:
        session.execute(update(Delivery).values(started_at=jobs.now(session) - timedelta(minutes=5)))
    assert grow(database, workspace).outcome == "edited"
    assert edits(database) == ["unknown", "sent"]
