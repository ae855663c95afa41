"""A message that is on its way keeps what its outlets report only for a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from onrecord.messaging import Work
from onrecord.pipeline import stage_named
from onrecord.storage import Database, jobs
from onrecord.storage.schema import Alert, Job, Message, MessageAlert, Subscription
from onrecord_alert.channels.opening import Channels
from onrecord_alert.growing import Grower
from onrecord_alert.settings import AlertSettings
from support.alerts import NEW
from support.raised import raise_alert

GROW = stage_named("grow")


def test_a_re_report_waits_for_the_message_and_not_for_its_rest(database: Database) -> None:
    with database.write() as session:
        view = replace(NEW, also_in=("Skerry Post",))
        alert = session.get_one(Alert, raise_alert(session, view, "email", "reader@example.org"))
        subscriber_id = session.get_one(Subscription, alert.subscription_id).subscriber_id
        now = jobs.now(session)
        message = Message(token=UUID(int=1), subscriber_id=subscriber_id, channel="email", kind="alert", due_at=now,
                          closed_at=now, created_at=now)  # fmt: skip
        session.add(message)
        session.flush()
        session.add(
            MessageAlert(message_id=message.id, alert_id=alert.id, part="told", why="immediate", outlets=[])
        )
        jobs.add(session, "grow", alert.id, "trace")
        ((claim,), _) = jobs.claim(session, "grow", [alert.id], lease_s=60, max_crashes=3)
    work = Work(database, GROW, claim)
    Grower(database, Channels(AlertSettings()), every=timedelta(hours=1)).grow(work)
    with database.read() as session:
        job = session.scalars(select(Job).where(Job.stage == "grow")).one()
        assert (job.state, job.reason) == ("todo", "its message is on its way")
        assert job.due_at - jobs.now(session) < timedelta(seconds=30)
