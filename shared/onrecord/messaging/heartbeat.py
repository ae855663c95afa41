"""Each process's own tick: shows that all it needs works together, and ends the process when it does not.

Celery's ``inspect ping`` answers while nothing is consumed; a message that went through broker, pool and database
cannot lie. Beat and the sweep consume nothing: they stamp the database from the loop that does their work.
"""

from __future__ import annotations

import os
import socket
import threading
import time
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


def stamp(database: Database, settings: Settings, *, worker: str, service: str) -> None:
    """Write down that *worker* did its work just now, and touch the file that a container's health check looks at.

    Raises:
        Transient: the database did not take it; the file is left alone.
    """
    with database.write() as session:
        heartbeats.beat(session, worker=worker, service=service)
    if settings.alive_path is not None:
        try:
            settings.alive_path.touch()
        except OSError as error:
            log.warning("health_unshown", reason=error.strerror)


class Loop:
    """The heart of a process that consumes nothing: ``turned`` is called at each turn of its loop."""

    def __init__(self, database: Database, settings: Settings, *, service: str) -> None:
        self._database = database
        self._settings = settings
        self._service = service
        self._stamped_at = -TICK_EVERY_S
        self._turned_at = time.monotonic()
        threading.Thread(target=self._watch, name="heartbeat", daemon=True).start()

    def turned(self) -> None:
        """Note that the loop goes round; every TICK_EVERY_S the database is told."""
        now = self._turned_at = time.monotonic()
        if now - self._stamped_at < TICK_EVERY_S:
            return
        self._stamped_at = now
        try:
            stamp(
                self._database,
                self._settings,
                worker=f"{self._service}@{socket.gethostname()}",
                service=self._service,
            )
        except Transient as error:
            log.warning("heartbeat_unwritten", reason=error.message, **error.context)

    def _watch(self) -> None:
        while (silent_s := time.monotonic() - self._turned_at) < DEAD_AFTER_S:
            time.sleep(TICK_EVERY_S)
        _end(self._service, silent_s)


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
            _end(worker, age or waited_s)
    database.close()


def _end(worker: str, silent_s: float) -> None:
    log.error("worker_stuck", worker=worker, silent_s=round(silent_s))
    os._exit(EXIT_STATUS)
