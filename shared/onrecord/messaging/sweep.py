"""The sweep: announces again what nobody took up. A process of its own, so that neither beat nor Redis can stop it."""

from __future__ import annotations

import signal
import threading

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
from onrecord.storage import Database, jobs

BACKLOG_MESSAGES = 50
"""With more than these in a queue, its work is probably only waiting its turn."""
LIMIT = 1_000
"""Jobs announced in one pass and stage."""

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


def sweep_forever(app: Celery, database: Database, settings: Settings, stopped: threading.Event) -> None:
    """Sweep all stages every ``sweep_every_s`` seconds until *stopped* is set."""
    heart = Loop(database, settings, service="sweep")
    while True:
        for stage in STAGES:
            try:
                sweep_stage(app, database, stage, forgotten_after_s=settings.forgotten_after_s)
            except Transient as error:
                log.warning("sweep_failed", stage=stage.name, reason=error.message, **error.context)
        heart.turned()
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
