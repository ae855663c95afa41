"""The sweep: announces again what nobody took up, and lets go of what was done long ago.

A process of its own, so that neither beat nor Redis can stop it.
"""

from __future__ import annotations

import signal
import threading
import time
from datetime import timedelta
from functools import partial

import structlog
from celery import Celery

from onrecord import logs
from onrecord.errors import Transient
from onrecord.messaging import startup, watermark
from onrecord.messaging.app import make_app
from onrecord.messaging.broker import queue_length
from onrecord.messaging.heartbeat import Loop
from onrecord.messaging.publish import announce
from onrecord.pipeline import STAGES, Stage
from onrecord.settings import Settings
from onrecord.storage import Database, jobs, retention
from onrecord.storage.steps import in_steps

BACKLOG_MESSAGES = 50
"""With more than these in a queue, its work is probably only waiting its turn."""
LIMIT = 1_000
"""Jobs announced in one pass and stage."""

LET_GO_EVERY_S = 300.0
JOBS_IN_ONE_STEP = 500
LET_GO_WITHIN_S = 5.0
"""Announcing must not wait long for it; what is left then is let go of the next time."""

log = structlog.get_logger()


def sweep_stage(app: Celery, database: Database, stage: Stage, *, forgotten_after_s: float) -> int:
    """Announce the due jobs of *stage* that were not announced, or whose message got lost; say how many.

    Raises:
        Transient: broker or database are out of reach.
    """
    if queue_length(app, stage.service) > BACKLOG_MESSAGES:
        return 0
    with database.write() as session:
        waiting = jobs.waiting(session, stage.name, announced_before_s=forgotten_after_s, limit=LIMIT)
        jobs.mark_announced(session, stage.name, [each.subject_id for each in waiting])
    if waiting and announce(app, stage, {each.subject_id: each.trace_id for each in waiting}):
        log.info("jobs_announced", stage=stage.name, count=len(waiting))
    return len(waiting)


def let_go(database: Database, *, older_than: timedelta) -> int:
    """Let go of jobs that were done longer ago than this, in small steps; say how many.

    Raises:
        Transient: the database is out of reach; what went stays gone.
    """
    step = partial(retention.forget_done, older_than=older_than)
    gone = in_steps(database, step, rows=JOBS_IN_ONE_STEP, within_s=LET_GO_WITHIN_S)
    if gone:
        log.info("old_let_go", jobs=gone)
    return gone


def sweep_forever(app: Celery, database: Database, settings: Settings, stopped: threading.Event) -> None:
    """Sweep all stages every ``sweep_every_s`` seconds until *stopped* is set."""
    heart = Loop(database, settings, service="sweep")
    let_go_at = time.monotonic()
    while True:
        for stage in STAGES:
            try:
                sweep_stage(app, database, stage, forgotten_after_s=settings.forgotten_after_s)
            except Transient as error:
                log.warning("sweep_failed", stage=stage.name, reason=error.message, **error.context)
        heart.turned()
        if time.monotonic() >= let_go_at:
            let_go_at = time.monotonic() + LET_GO_EVERY_S
            try:
                let_go(database, older_than=timedelta(days=settings.keep_history_days))
            except Transient as error:
                log.warning("old_kept", reason=error.message, **error.context)
        try:
            watermark.leave(database, settings.broker_url)
        except Transient as error:
            log.debug("watermark_unwritten", reason=error.message, **error.context)
        if stopped.wait(settings.sweep_every_s):
            return


def main() -> None:
    """Sweep until asked to stop (SIGTERM, SIGINT, SIGQUIT)."""
    settings = Settings.of_worker()
    logs.configure("sweep", level=settings.log_level, form=settings.log_format)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, lambda *_: stopped.set())
    database = startup.opened("sweep", settings)
    startup.check("sweep", database, settings.broker_url)
    try:
        sweep_forever(make_app("sweep", settings), database, settings, stopped)
    finally:
        database.close()


if __name__ == "__main__":
    main()
