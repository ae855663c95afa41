"""A service's edge to Celery: validates, claims, calls the handler, records what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import structlog
from celery import Celery, signals
from pydantic import ValidationError

from onrecord import logs
from onrecord.contracts import Announcement, Message, WorkerTicked
from onrecord.errors import Transient
from onrecord.messaging import startup
from onrecord.messaging.app import make_app
from onrecord.messaging.dead import bury
from onrecord.messaging.heartbeat import stamp, watch_over
from onrecord.messaging.publish import announce, publish
from onrecord.messaging.transport import unreadable
from onrecord.messaging.work import Work
from onrecord.pipeline import MAX_CRASHES, Stage, stage_announced_by
from onrecord.settings import Settings
from onrecord.storage import jobs

TAKES_UP_FOR: Final = 0.5
"""Of the time that a task may take; the rest is for its last job."""

log = structlog.get_logger()

M = TypeVar("M", bound=Message)


class Worker:
    """One service's worker process: its application, its database, and the handlers of its messages."""

    def __init__(self, service: str, settings: Settings) -> None:
        self.service = service
        self.settings = settings
        self.database = startup.opened(service, settings)
        self.app: Celery = make_app(service, settings)
        signals.setup_logging.connect(self._set_up_logging, weak=False)
        signals.celeryd_init.connect(self._set_up_logging, weak=False)  # before what it may have to tell
        signals.celeryd_init.connect(self._check, weak=False)
        signals.worker_process_init.connect(self._after_fork, weak=False)
        signals.worker_ready.connect(self._watch, weak=False)
        signals.task_unknown.connect(self._bury_unknown, weak=False)
        signals.task_rejected.connect(self._bury_rejected, weak=False)
        unreadable.connect(self._bury_rubbish, weak=False)
        self.handles(WorkerTicked)(
            lambda tick: stamp(self.database, settings, worker=tick.worker, service=tick.service)
        )

    # -- what a service's tasks.py says ------------------------------------------------------------------

    def handles(self, message: type[M]) -> Callable[[Callable[[M], None]], Callable[[M], None]]:
        """Call the decorated function with each valid *message*; one that fails is logged and left: it comes again."""

        def register(handler: Callable[[M], None]) -> Callable[[M], None]:
            def receive(valid: M) -> None:
                try:
                    handler(valid)
                except Transient as error:
                    log.warning("message_failed", reason=error.message, **error.context)

            self._register(message, receive)
            return handler

        return register

    def consumes(
        self, message: type[Announcement]
    ) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
        """Call the decorated function with each announced job, claimed just before.

        What a message's slow jobs leave no time for is announced anew: no job is asked to stop because others took long.
        """

        def register(handler: Callable[[Work], None]) -> Callable[[Work], None]:
            stage = stage_announced_by(message)

            def receive(valid: Announcement) -> None:
                done: list[Work] = []
                ends_at = time.monotonic() + TAKES_UP_FOR * self.settings.soft_limit_s
                try:
                    for at, subject_id in enumerate(valid.ids):
                        if time.monotonic() > ends_at:
                            publish(self.app, message(ids=valid.ids[at:]))
                            break
                        for work in self._claim(stage, [subject_id]):
                            done.append(work)
                            with work.alone():
                                handler(work)
                finally:
                    self._announce_next(done)

            self._register(message, receive)
            return handler

        return register

    def consumes_batch(
        self, message: type[Announcement]
    ) -> Callable[[Callable[[Sequence[Work]], None]], Callable[[Sequence[Work]], None]]:
        """Call the decorated function with all jobs of one message at once, for work that waits on the network.

        The function ends each job inside its own ``with work.alone():``; one it does not reach is given back.
        """

        def register(handler: Callable[[Sequence[Work]], None]) -> Callable[[Sequence[Work]], None]:
            stage = stage_announced_by(message)

            def receive(valid: Announcement) -> None:
                batch = self._claim(stage, valid.ids)
                if not batch:
                    return
                try:
                    handler(batch)
                except Transient as error:
                    log.warning("batch_failed", stage=stage.name, reason=error.message, **error.context)
                except Exception:  # a bug, or out of time: the jobs below are given back, whatever it was
                    log.exception("batch_crashed", stage=stage.name)
                finally:
                    for work in batch:
                        if not work.ended:
                            with work.alone():
                                raise Transient("its batch ended early")
                    self._announce_next(batch)

            self._register(message, receive)
            return handler

        return register

    # -- one message -------------------------------------------------------------------------------------

    def _register(self, message: type[M], receive: Callable[[M], None]) -> None:
        def task(*args: Any, **kwargs: Any) -> None:
            with structlog.contextvars.bound_contextvars(message=message.name):
                body = args[0] if len(args) == 1 and not kwargs else (args, kwargs)
                try:
                    valid = message.model_validate(body)
                except ValidationError as error:
                    problems = error.errors(include_url=False, include_input=False)
                    reason = "; ".join(
                        f"{'.'.join(map(str, each['loc'])) or 'body'}: {each['msg']}" for each in problems[:5]
                    )
                    bury(self.database, queue=self.service, name=message.name, reason=reason, body=body)
                    return
                receive(valid)

        self.app.task(name=message.name, typing=False)(task)

    def _claim(self, stage: Stage, subject_ids: Sequence[int]) -> list[Work]:
        try:
            with self.database.write() as session:
                claims, poisonous = jobs.claim(
                    session, stage.name, subject_ids, lease_s=self.settings.lease_s, max_crashes=MAX_CRASHES
                )
        except Transient as error:  # the rows stay as they are; the sweep announces them again
            log.warning(
                "jobs_unclaimed",
                stage=stage.name,
                count=len(subject_ids),
                reason=error.message,
                **error.context,
            )
            return []
        for each in poisonous:
            log.error("job_parked", stage=stage.name, subject_id=each.subject_id, trace_id=each.trace_id,
                      outcome="parked", reason=f"its worker died {each.crashes} times over it")  # fmt: skip
        return [Work(self.database, stage, claim) for claim in claims]

    def _announce_next(self, done: Sequence[Work]) -> None:
        by_stage: dict[Stage, dict[int, str]] = {}
        for work in done:
            for stage, subject_id, trace_id in work.announcements:
                by_stage.setdefault(stage, {})[subject_id] = trace_id
        for stage, traces in by_stage.items():
            announce(self.app, stage, traces)

    # -- the process -------------------------------------------------------------------------------------

    def _set_up_logging(self, **_: object) -> None:
        logs.configure(self.service, level=self.settings.log_level, form=self.settings.log_format)

    def _check(self, **_: object) -> None:
        startup.check(self.service, self.database, self.settings.broker_url)

    def _after_fork(self, **_: object) -> None:
        self.database.forget_connections()

    def _watch(self, sender: Any, **_: object) -> None:
        log.info("worker_started", worker=sender.hostname)
        watch_over(self.app, self.settings, worker=sender.hostname, service=self.service)

    def _bury_unknown(self, message: Any, name: str, **_: object) -> None:
        bury(self.database, queue=self.service, name=str(name), reason="no such message", body=message.body)

    def _bury_rejected(self, message: Any, exc: BaseException, **_: object) -> None:
        bury(
            self.database,
            queue=self.service,
            name="?",
            reason=f"unreadable: {type(exc).__name__}",
            body=message.body,
        )

    def _bury_rubbish(self, reason: str, body: object, **_: object) -> None:
        bury(self.database, queue=self.service, name="?", reason=reason, body=body)
