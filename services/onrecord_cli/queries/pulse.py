"""How the last hour went, for somebody who watches: by indexes only, so that looking every second costs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from sqlalchemy import and_, func, select

from onrecord.pipeline import LOOPS, SERVICES
from onrecord.storage import Session, jobs
from onrecord.storage.schema import (
    Alert,
    Article,
    Delivery,
    Destination,
    Entry,
    Feed,
    Heartbeat,
    Job,
    Message,
    MessageAlert,
    Sighting,
    Statement,
    Subscriber,
    Subscription,
    Topic,
)
from onrecord_cli.queries.listings import feed_state
from onrecord_metrics.queries import backlog, dead_letters

MINUTES: Final = 60
SHOWN: Final = 5
ALIVE_S: Final = 90.0
"""Three ticks of a worker."""


@dataclass(frozen=True, slots=True)
class StagePulse:
    stage: str
    waiting: int
    """Due, and held by nobody."""
    later: int
    doing: int
    parked: int
    oldest_waiting_s: float | None
    done: int
    """In the last hour."""


@dataclass(frozen=True, slots=True)
class FailingFeed:
    outlet: str
    failures: int
    """Polls failed in a row."""
    reason: str | None


@dataclass(frozen=True, slots=True)
class ClosedWay:
    """A destination that will never take anything again."""

    channel: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """An alert that was told lately."""

    at: datetime
    topic: str
    subscriber: str
    channel: str
    kind: str
    who: str
    cue: str
    words: str
    outlet: str


@dataclass(frozen=True, slots=True)
class Pulse:
    now: datetime
    """By the database's clock, as every time here."""
    entries: int
    """New ones, in the last hour, as all numbers but those of states."""
    entries_a_minute: tuple[int, ...]
    """The oldest minute first; MINUTES of them."""
    articles_a_minute: tuple[int, ...]
    """Articles that were tracked."""
    verdicts: dict[str, int]
    feeds: dict[str, int]
    """By state: ok, failing, waiting, off."""
    stages: tuple[StagePulse, ...]
    silent: tuple[str, ...]
    """Services of which no worker was heard lately, beat and sweep among them."""
    dead_letters: int
    failing: tuple[FailingFeed, ...]
    """Those that fail longest."""
    closed: tuple[ClosedWay, ...]
    attempts: dict[str, int]
    """To send a message, by what became of them."""
    arrived: tuple[Arrived, ...]
    """The latest few alerts, the latest first."""
    seen_to_alert_s: float | None
    """Median of the last hour's: from the poll that saw the article to the alert; None without any."""


def pulse(session: Session) -> Pulse:
    """Read it."""
    now = jobs.now(session)
    hour_ago = now - timedelta(minutes=MINUTES)
    ended = session.execute(
        select(Job.stage, Job.subject_id, Job.finished_at).where(Job.finished_at > hour_ago)
    ).all()
    done = Counter(job.stage for job in ended)
    tracked = [job for job in ended if job.stage == "track"]
    seen = session.scalars(
        select(Entry.seen_at).where(Entry.seen_at > hour_ago, Entry.outcome == "new")
    ).all()
    feeds = session.scalars(select(Feed).where(Feed.active)).all()
    alive = set(
        session.scalars(
            select(Heartbeat.service).where(Heartbeat.beaten_at > now - timedelta(seconds=ALIVE_S))
        )
    )
    waits = _waits(session, hour_ago)
    return Pulse(
        now=now,
        entries=len(seen),
        entries_a_minute=_a_minute(seen, now),
        articles_a_minute=_a_minute([job.finished_at for job in tracked if job.finished_at], now),
        verdicts=_verdicts(session, hour_ago),
        feeds=dict(Counter(feed_state(feed) for feed in feeds)),
        stages=tuple(
            StagePulse(
                stage=each.stage,
                waiting=each.waiting,
                later=each.later,
                doing=each.doing,
                parked=each.parked,
                oldest_waiting_s=each.oldest_waiting_s if each.waiting else None,
                done=done[each.stage],
            )
            for each in backlog(session)
        ),
        silent=tuple(service for service in (*SERVICES, *LOOPS) if service not in alive),
        dead_letters=dead_letters(session),
        failing=tuple(
            FailingFeed(feed.outlet, feed.failures, feed.reason)
            for feed in sorted(feeds, key=lambda feed: (-feed.failures, feed.id))[:SHOWN]
            if feed.failures
        ),
        closed=tuple(
            ClosedWay(each.channel, each.closed_reason)
            for each in session.scalars(
                select(Destination)
                .where(Destination.closed_at.is_not(None))
                .order_by(Destination.closed_at.desc())
                .limit(SHOWN)
            )
        ),
        attempts=_attempts(session, hour_ago),
        arrived=_arrived(session),
        seen_to_alert_s=median(waits) if waits else None,
    )


def _a_minute(times: Sequence[datetime], now: datetime) -> tuple[int, ...]:
    counted = Counter(int((now - at).total_seconds() // 60) for at in times)
    return tuple(counted[minute] for minute in reversed(range(MINUTES)))


def _verdicts(session: Session, since: datetime) -> dict[str, int]:
    rows = session.execute(
        select(Sighting.verdict, func.count().label("number"))
        .join(Job, and_(Job.subject_id == Sighting.article_id, Job.stage == "track"))
        .where(Job.finished_at > since)
        .group_by(Sighting.verdict)
    )
    return {row.verdict: row.number for row in rows}


def _attempts(session: Session, since: datetime) -> dict[str, int]:
    rows = session.execute(
        select(Delivery.state, func.count().label("number"))
        .where(Delivery.finished_at > since)
        .group_by(Delivery.state)
    )
    return {row.state: row.number for row in rows}


def _waits(session: Session, since: datetime) -> list[float]:
    rows = session.execute(
        select(Delivery.finished_at, Article.first_seen_at)
        .select_from(Delivery)
        .join(MessageAlert, MessageAlert.message_id == Delivery.message_id)
        .join(Alert, Alert.id == MessageAlert.alert_id)
        .join(Statement, Statement.id == Alert.statement_id)
        .join(Article, Article.id == Statement.article_id)
        .where(Delivery.finished_at > since, Delivery.state == "sent", Delivery.act == "send", MessageAlert.part == "told")
    )  # fmt: skip
    return [(row.finished_at - row.first_seen_at).total_seconds() for row in rows if row.finished_at]


def _arrived(session: Session) -> tuple[Arrived, ...]:
    latest = (
        select(Delivery.message_id, Delivery.finished_at)
        .where(Delivery.state == "sent", Delivery.act == "send", Delivery.finished_at.is_not(None))
        .order_by(Delivery.finished_at.desc())
        .limit(SHOWN)
        .subquery()
    )
    rows = session.execute(
        select(latest.c.finished_at, Topic.name.label("topic"), Subscriber.name.label("subscriber"), Message.channel, Alert.kind,
               Statement.speaker, Statement.source_text, Statement.cue_text, Statement.content_text, Article.outlet)
        .select_from(latest)
        .join(Message, Message.id == latest.c.message_id)
        .join(MessageAlert, and_(MessageAlert.message_id == Message.id, MessageAlert.part == "told"))
        .join(Alert, Alert.id == MessageAlert.alert_id)
        .join(Subscription, Subscription.id == Alert.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .join(Statement, Statement.id == Alert.statement_id)
        .join(Article, Article.id == Statement.article_id)
        .order_by(latest.c.finished_at.desc(), Alert.id.desc())
        .limit(SHOWN)
    )  # fmt: skip
    return tuple(
        Arrived(
            at=row.finished_at, topic=row.topic, subscriber=row.subscriber, channel=row.channel, kind=row.kind,
            who=row.speaker or row.source_text, cue=row.cue_text, words=row.content_text, outlet=row.outlet,
        )
        for row in rows
    )  # fmt: skip
