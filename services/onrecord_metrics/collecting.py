"""One scrape: what ended since the last is added to the totals, and how everything stands is read anew."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import structlog
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from onrecord.errors import Transient
from onrecord.messaging.broker import BrokerState
from onrecord.pipeline import SERVICES
from onrecord.storage import Database, Session
from onrecord_metrics import queries
from onrecord_metrics.figures import Totals, gauge, gauges
from onrecord_metrics.news import News
from onrecord_metrics.queries import Ended

ALIVE_S = 90.0
"""A worker ticks every 30 s; one that missed three ticks is not counted."""

LOOK_BACK: Final = timedelta(seconds=60)
"""Rows carry the time at which they were written, and show when they are committed: each look reaches this far back."""
ONE_QUERY: Final = 500

log = structlog.get_logger()


class Exporter(Collector):
    """What Prometheus asks. Several may ask at once: each scrape sees the totals of all before it.

    Args:
        database: Read only.
        broker: Asks the broker; raises Transient where it does not answer.
        on_ended: Told of each job that is counted.
    """

    def __init__(
        self,
        database: Database,
        broker: Callable[[], BrokerState],
        *,
        on_ended: Callable[[Ended], None] | None = None,
    ) -> None:
        self._database = database
        self._broker = broker
        self._on_ended = on_ended
        self._totals = Totals()
        self._started_at: datetime | None = None
        self._counted_at: datetime | None = None
        self._news = News()
        self._lock = threading.Lock()
        for verdict in ("new", "repeat", "re_report", "update"):
            self._totals.statements.labels(verdict)  # so that the first of each is seen as a step from 0

    def catch_up(self) -> None:
        """Count what ended, also while nobody scrapes."""
        with self._lock:
            try:
                with self._database.read() as session:
                    self._count(session)
            except Transient as error:
                log.warning("database_unread", reason=error.message, **error.context)

    def collect(self) -> Iterator[Metric]:
        """All figures. A database or broker out of reach is a figure too, and hides no other."""
        with self._lock:
            try:
                with self._database.read() as session:
                    self._count(session)
                    stand = [*_stand(session)]
                up = 1.0
            except Transient as error:
                log.warning("database_unread", reason=error.message, **error.context)
                stand, up = [], 0.0
            yield from self._totals.collect()
            yield from stand
            yield gauge("database_up", "1 where the database answers.", up)
            yield from self._broker_figures()

    def _count(self, session: Session) -> None:
        """Read all that ended since the last look, and only then count it: a look cut short counts nothing."""
        now = queries.clock(session)
        self._started_at = self._started_at or now
        after = max(self._started_at, (self._counted_at or now) - LOOK_BACK)
        ended = self._news.among(queries.jobs_ended(session, after))
        entries = self._news.among(queries.entries(session, after))
        attempts = self._news.among(queries.attempts(session, after))
        verdicts, matches = Counter[str](), Counter[str]()
        for some in batched([job.subject_id for job in ended if job.stage == "track"]):
            verdicts.update(queries.verdicts(session, some))
            matches.update(queries.matches(session, some))
        told = [
            each
            for some in batched([each.id for each in attempts if each.first and each.state == "sent"])
            for each in queries.told(session, some)
        ]

        for job in ended:
            self._totals.jobs.labels(job.stage, job.outcome).inc()
            if job.duration_ms is not None:
                self._totals.job_seconds.labels(job.stage).observe(job.duration_ms / 1_000)
            if self._on_ended:
                self._on_ended(job)
        for entry in entries:
            self._totals.entries.labels(entry.outcome).inc()
        for verdict, number in verdicts.items():
            self._totals.statements.labels(verdict).inc(number)
        for outcome, number in matches.items():
            self._totals.matches.labels(outcome).inc(number)
        for attempt in attempts:
            self._totals.deliveries.labels(attempt.channel, attempt.state).inc()
        for each in told:
            self._totals.published_to_alert.labels(each.channel).observe(each.since_published_s)
            self._totals.seen_to_alert.labels(each.channel).observe(each.since_seen_s)
        self._news.counted(ended, entries, attempts)
        self._news.forget(before=now - 2 * LOOK_BACK)
        self._counted_at = now

    def _broker_figures(self) -> Iterator[Metric]:
        try:
            state = self._broker()
        except Transient as error:
            log.warning("broker_unread", reason=error.message, **error.context)
            yield gauge("broker_up", "1 where the broker answers.", 0.0)
            return
        yield gauge("broker_up", "1 where the broker answers.", 1.0)
        yield _by("queue", "broker_messages", "Messages that wait in a queue.", state.messages)
        if state.memory_bytes is not None:
            yield gauge("broker_memory_bytes", "What Redis holds.", state.memory_bytes)
        if state.memory_limit_bytes:
            yield gauge("broker_memory_limit_bytes", "What it may hold.", state.memory_limit_bytes)


def _stand(session: Session) -> Iterator[Metric]:
    backlog = queries.backlog(session)
    counts: dict[tuple[str, ...], float] = {
        (each.stage, state): float(count)
        for each in backlog
        for state, count in (
            ("waiting", each.waiting), ("later", each.later), ("doing", each.doing), ("parked", each.parked)
        )
    }  # fmt: skip
    yield gauges("backlog_jobs", "Jobs that are not done, by state.", counts, "stage", "state")
    yield _by("stage", "backlog_oldest_seconds", "Since the oldest waiting job fell due.",
              {each.stage: each.oldest_waiting_s for each in backlog})  # fmt: skip
    yield _by("state", "feeds", "Feeds by state.", queries.feeds(session))
    yield gauge("dead_letters", "Messages that nobody could read.", queries.dead_letters(session))
    ages: dict[str, list[float]] = {name: [] for name in SERVICES}
    for beat in queries.beats(session):
        ages.setdefault(beat.service, []).append(beat.age_s)
    yield _by("service", "workers", "Workers that handled a tick of their own lately.",
              {name: sum(age <= ALIVE_S for age in each) for name, each in ages.items()})  # fmt: skip
    yield _by("service", "heartbeat_age_seconds", "Since any worker of a service handled a tick.",
              {name: min(each) for name, each in ages.items() if each})  # fmt: skip
    yield gauge("database_bytes", "What the database takes up.", queries.size_bytes(session))


def _by(label: str, name: str, what: str, values: Mapping[str, float]) -> Metric:
    return gauges(name, what, {(value,): figure for value, figure in values.items()}, label)


def batched(ids: Sequence[int]) -> Iterator[list[int]]:
    """Give *ids* in lists that one query takes."""
    rest = iter(ids)
    while some := list(islice(rest, ONE_QUERY)):
        yield some
