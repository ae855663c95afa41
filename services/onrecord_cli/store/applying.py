"""Brings the tables in line with the user's file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from onrecord.storage import Session, jobs
from onrecord.storage.schema import Subscriber, Subscription, Topic
from onrecord_cli.config import Config, SubscriberSection
from onrecord_cli.config.subscriptions import rhythm_columns
from onrecord_ingest import store as ingest


@dataclass(frozen=True, slots=True)
class Applied:
    """What bringing the tables in line with the file changed, in names a person knows."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    stopped: tuple[str, ...]
    """No longer in the file: kept, with all they led to, and no longer followed."""


class _Changes:
    def __init__(self) -> None:
        self.added: list[str] = []
        self.changed: list[str] = []
        self.stopped: list[str] = []


def apply(session: Session, config: Config, *, advance: Callable[[], None] = lambda: None) -> Applied:
    """Bring feeds, topics, subscribers and subscriptions in line with *config*; nothing is deleted.

    Rows are found by name (feeds by address), so a second call changes nothing. A subscription that comes back counts from now:
    what was published while it was off is not told afterwards. *advance* is called after each feed.
    """
    now = jobs.now(session)
    changes = _Changes()
    _apply_feeds(session, config, changes, advance)
    topics = _apply_topics(session, config, now, changes)
    subscribers = _apply_subscribers(session, config, now, changes)
    _apply_subscriptions(session, config, topics=topics, subscribers=subscribers, now=now, changes=changes)
    return Applied(tuple(changes.added), tuple(changes.changed), tuple(changes.stopped))


def _apply_feeds(session: Session, config: Config, changes: _Changes, advance: Callable[[], None]) -> None:
    followed = []
    for wanted in config.feeds:
        feed_id, new = ingest.add_feed(session, wanted.url, outlet=wanted.outlet, baseline=wanted.baseline)
        followed.append(feed_id)
        if new:
            changes.added.append(f"feed {wanted.url}")
        advance()
    changes.stopped += [f"feed {url}" for url in ingest.follow_only(session, followed)]


def _apply_topics(session: Session, config: Config, now: datetime, changes: _Changes) -> dict[str, Topic]:
    rows = {row.name: row for row in session.scalars(select(Topic))}
    for wanted in config.topics:
        row = rows.get(wanted.name)
        if row is None:
            row = rows[wanted.name] = Topic(name=wanted.name, active=True, created_at=now, **wanted.columns)
            session.add(row)
            changes.added.append(f"topic {wanted.name}")
        elif not row.active or any(getattr(row, key) != value for key, value in wanted.columns.items()):
            row.active = True
            for key, value in wanted.columns.items():
                setattr(row, key, value)
            changes.changed.append(f"topic {wanted.name}")
    wanted_names = {topic.name for topic in config.topics}
    for name, row in rows.items():
        if row.active and name not in wanted_names:
            row.active = False
            changes.stopped.append(f"topic {name}")
    session.flush()
    return rows


def _apply_subscribers(
    session: Session, config: Config, now: datetime, changes: _Changes
) -> dict[str, Subscriber]:
    rows = {row.name: row for row in session.scalars(select(Subscriber))}
    for wanted in config.subscribers:
        row = rows.get(wanted.name)
        if row is None:
            row = rows[wanted.name] = Subscriber(name=wanted.name, created_at=now, **wanted.columns)
            session.add(row)
            changes.added.append(f"subscriber {wanted.name}")
        elif any(getattr(row, key) != value for key, value in wanted.columns.items()):
            for key, value in wanted.columns.items():
                setattr(row, key, value)
            changes.changed.append(f"subscriber {wanted.name}")
    session.flush()
    return rows


def _apply_subscriptions(
    session: Session,
    config: Config,
    *,
    topics: dict[str, Topic],
    subscribers: dict[str, Subscriber],
    now: datetime,
    changes: _Changes,
) -> None:
    wanted = {
        (topics[topic].id, subscribers[each.name].id, channel): (
            _named(each, topic, channel),
            rhythm_columns(config.subscriptions, each.name, topic, channel),
        )
        for each in config.subscribers
        for topic in each.topics
        for channel in each.ways
    }
    rows = {
        (row.topic_id, row.subscriber_id, row.channel): row for row in session.scalars(select(Subscription))
    }
    for (topic_id, subscriber_id, channel), (name, rhythm) in wanted.items():
        row = rows.get((topic_id, subscriber_id, channel))
        if row is None:
            session.add(
                Subscription(topic_id=topic_id, subscriber_id=subscriber_id, channel=channel, active=True, created_at=now, **rhythm)
            )  # fmt: skip
            changes.added.append(name)
            continue
        if not row.active:
            row.active, row.created_at = True, now
        elif all(getattr(row, column) == value for column, value in rhythm.items()):
            continue
        for column, value in rhythm.items():
            setattr(row, column, value)
        changes.changed.append(name)
    topic_names = {row.id: row.name for row in topics.values()}
    subscriber_names = {row.id: row.name for row in subscribers.values()}
    for key, row in rows.items():
        if row.active and key not in wanted:
            row.active = False
            changes.stopped.append(
                f"subscription of {subscriber_names[row.subscriber_id]} to {topic_names[row.topic_id]} by {row.channel}"
            )


def _named(subscriber: SubscriberSection, topic: str, channel: str) -> str:
    return f"subscription of {subscriber.name} to {topic} by {channel}"
