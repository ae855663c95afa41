"""Each worker's own tick: shows that broker, pool and database work together, and ends the process when they do not.

Celery's ``inspect ping`` answers while nothing is consumed; a message that went the whole way cannot lie.
"""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime

import structlog
from celery import Celery
from celery.utils.nodenames import worker_direct

from onrecord.contracts import WorkerTicked
from onrecord.errors import Transient
from onrecord.messaging.publish import publish
from onrecord.settings import Settings
from onrecord.storage import Database, heartbeats

TICK_EVERY_S = 30.0
DEAD_AFTER_S = 180.0
EXIT_STATUS = 70
"""EX_SOFTWARE: the supervisor starts the process anew."""

log = structlog.get_logger()


def stamp(database: Database, tick: WorkerTicked) -> None:
    """Write down that *tick* was handled just now."""
    with database.write() as session:
        heartbeats.beat(session, worker=tick.worker, service=tick.service)


def watch_over(app: Celery, settings: Settings, *, worker: str, service: str) -> threading.Event:
    """Start the thread that ticks and watches in the worker's main process; set the event to end it."""
    stopped = threading.Event()
    thread = threading.Thread(
        target=_watch, args=(app, settings, worker, service, stopped), name="heartbeat", daemon=True
    )
    thread.start()
    return stopped


def _watch(app: Celery, settings: Settings, worker: str, service: str, stopped: threading.Event) -> None:
    database = Database(settings.database_url)  # of its own: the pool's children are forked from this process
    waited_s = 0.0
    while True:
        tick = WorkerTicked(worker=worker, service=service, sent_at=datetime.now(UTC))
        publish(app, tick, queue=worker_direct(worker).name, expires_s=TICK_EVERY_S)
        if stopped.wait(TICK_EVERY_S):
            break
        waited_s += TICK_EVERY_S
        try:
            with database.read() as session:
                age = heartbeats.age_s(session, worker)
        except Transient as error:  # every worker would end for it, and none would be better off
            log.warning("heartbeat_unread", reason=error.message)
            continue
        if (waited_s if age is None else min(age, waited_s)) > DEAD_AFTER_S:
            log.error("worker_stuck", worker=worker, silent_s=round(age or waited_s))
            os._exit(EXIT_STATUS)
    database.close()
