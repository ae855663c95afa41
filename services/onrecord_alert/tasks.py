"""The alert worker: sends each alert that is due, through its subscription's channel, until that took it over."""

from __future__ import annotations

from datetime import UTC, datetime
from random import SystemRandom

from onrecord.contracts import AlertRaised
from onrecord.errors import OnrecordError, Permanent, Transient
from onrecord.messaging import Work, Worker
from onrecord_alert import store
from onrecord_alert.channels.opening import Channels
from onrecord_alert.retrying import wait_s
from onrecord_alert.settings import AlertSettings

settings = AlertSettings.of_worker()
worker = Worker("alert", settings)
app = worker.app
channels = Channels(settings)
random = SystemRandom()  # forked children must not share a sequence


@worker.consumes(AlertRaised)
def deliver(work: Work) -> None:
    """Send one alert; outcome sent, parked, unwanted or gone."""
    with worker.database.read() as session:
        due = store.due(session, work.subject_id)
    if due is None or not due.wanted:
        with work.finish("gone" if due is None else "unwanted"):
            return
    with worker.database.write() as session:
        attempt = store.begin(session, work.subject_id, due.channel)
    try:
        result = channels.open(due.channel, due.address, now=datetime.now(UTC)).send(due.message)
    except Transient as error:
        with worker.database.write() as session:
            store.refused(session, work.subject_id, attempt, "failed", _reason(error))
        after_s = wait_s(work.tries, random=random, asked_s=error.after_s)
        raise Transient(error.message, after_s=after_s, **error.context) from error
    except Permanent as error:
        with work.finish("parked", error.message, parked=True) as ending:
            store.refused(ending.session, work.subject_id, attempt, "parked", _reason(error))
            ending.note(channel=due.channel, attempt=attempt, **error.context)
        return
    with work.finish("sent") as ending:
        store.sent(ending.session, work.subject_id, attempt, result)
        ending.note(channel=due.channel, attempt=attempt)


def _reason(error: OnrecordError) -> str:
    details = ", ".join(f"{name} {value}" for name, value in error.context.items() if value is not None)
    return f"{error.message} ({details})" if details else error.message
