"""The alert worker: plans each alert by its subscription's rhythm, sends messages when due, lets them grow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import SystemRandom

from onrecord.contracts import AlertRaised, AlertReReported, MessagePlanned
from onrecord.messaging import Work, Worker
from onrecord_alert.channels.opening import Channels
from onrecord_alert.delivering import Sender
from onrecord_alert.growing import Grower
from onrecord_alert.planning import Planner
from onrecord_alert.settings import AlertSettings

settings = AlertSettings.of_worker()
worker = Worker("alert", settings)
app = worker.app
channels = Channels(settings)
planner = Planner(worker.database, wait=timedelta(seconds=settings.group_wait_s))
random = SystemRandom()  # forked children must not share a sequence
sender = Sender(worker.database, channels, random)
grower = Grower(worker.database, channels, random, every=timedelta(seconds=settings.grow_every_s))


@worker.consumes_batch(AlertRaised)
def plan(batch: Sequence[Work]) -> None:
    """Put each alert into the message that is to tell it; outcome planned, unwanted or gone."""
    for work in batch:
        with work.alone():
            planner.plan(work)


@worker.consumes(MessagePlanned)
def deliver(work: Work) -> None:
    """Send one message; outcome sent, parked, empty or gone."""
    sender.deliver(work)


@worker.consumes(AlertReReported)
def grow(work: Work) -> None:
    """Tell who else reports an alert that was told; outcome edited, digest, known, unwanted or gone."""
    grower.grow(work)
