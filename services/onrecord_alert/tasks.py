"""The alert worker: plans each alert by its subscription's rhythm, sends messages when due, lets them grow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from random import SystemRandom

import structlog

from onrecord.contracts import AlertRaised, AlertReReported, MessagePlanned, RetentionDue
from onrecord.messaging import Work, Worker
from onrecord.storage.steps import in_steps
from onrecord_alert.channels.opening import Channels
from onrecord_alert.delivering import Sender
from onrecord_alert.growing import Grower
from onrecord_alert.planning import Planner
from onrecord_alert.settings import AlertSettings
from onrecord_alert.store import retention

ROWS_IN_ONE_STEP = 100
RETENTION_WITHIN_S = 5.0
"""What is left then is let go of at the next tick."""

settings = AlertSettings.of_worker()
worker = Worker("alert", settings)
app = worker.app
channels = Channels(settings)
planner = Planner(worker.database, wait=timedelta(seconds=settings.group_wait_s))
random = SystemRandom()  # forked children must not share a sequence
sender = Sender(worker.database, channels, random)
log = structlog.get_logger()
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


@worker.handles(RetentionDue)
def let_go(_: RetentionDue) -> None:
    """Let go of messages that were sent, or came to nothing, long ago; in small steps."""
    step = partial(retention.forget_messages, older_than=timedelta(days=settings.keep_history_days))
    messages = in_steps(worker.database, step, rows=ROWS_IN_ONE_STEP, within_s=RETENTION_WITHIN_S)
    if messages:
        log.info("old_let_go", messages=messages)
