"""All services at work on three newspapers: whatever is killed or emptied, nothing is lost and nobody is told twice."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import redis
from celery import Celery
from pydantic import SecretStr
from sqlalchemy import func, select

from onrecord.contracts import FeedsDue
from onrecord.messaging import publish
from onrecord.messaging.app import make_app
from onrecord.pipeline import SERVICES, STAGES
from onrecord.service import command_of
from onrecord.settings import Settings
from onrecord.storage import Database
from onrecord.storage.schema import Alert, Article, Job
from onrecord_cli.config import Config, FeedSection, SubscriberSection, TopicSection
from onrecord_cli.demo.newsroom import Newsroom, newsroom
from onrecord_cli.demo.sources import load
from onrecord_cli.queries.flow import open_jobs, unpolled_feeds
from onrecord_cli.store import apply
from onrecord_ingest import store as ingest
from support.arrivals import alerts_in_mail, alerts_in_post
from support.slack import Reply, Webhook, webhook
from support.smtp import MailCatcher, mail_catcher
from support.waiting import eventually
from support.workers import SOON_FREE, Running, running, sweep

SETTLED_WITHIN_S = 120.0


@dataclass
class Everything:
    """The whole system, and what stands outside of it."""

    database: Database
    app: Celery
    room: Newsroom
    slack: Webhook
    mail: MailCatcher
    workers: dict[str, Running]
    environment: Mapping[str, str]
    folder: Path
    stack: ExitStack

    def start(self, *services: str) -> None:
        """Start workers, all at once; nothing waits for them but the work."""
        for service in services:
            command = command_of(service)
            self.workers[service] = self.stack.enter_context(
                running(f"{service}-worker", command, self.environment, self.folder)
            )

    def poll(self) -> None:
        with self.database.write() as session:
            ingest.poll_soon(session)
        publish(self.app, FeedsDue())

    def publish_everything_left(self) -> None:
        while self.room.edition < load().last_edition:
            self.room.publish(datetime.now(UTC))
        self.poll()

    def settled(self) -> bool:
        with self.database.read() as session:
            return open_jobs(session) + unpolled_feeds(session) == 0

    def settle(self) -> None:
        eventually(self.settled, within_s=SETTLED_WITHIN_S, what="all feeds polled and all jobs ended")

    def told(self) -> Counter[UUID]:
        """How often each alert arrived, by its token."""
        arrived = [alerts_in_post(post) for post in self.slack.received]
        arrived += [alerts_in_mail(taken.content) for taken in self.mail.taken]
        return Counter(chain.from_iterable(arrived))

    def raised(self) -> set[UUID]:
        with self.database.read() as session:
            return set(session.scalars(select(Alert.token)))

    def jobs(self, *what: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.execute(select(*what)))


@contextmanager
def everything(
    database: Database, broker_url: str, database_url: str, folder: Path, *replies: Reply
) -> Iterator[Everything]:
    newspapers = load()
    with ExitStack() as stack:
        room = stack.enter_context(newsroom(newspapers, datetime.now(UTC)))
        slack = stack.enter_context(webhook(replies or (Reply(),)))
        mail = stack.enter_context(mail_catcher())
        environment = {
            "ONRECORD_BROKER_URL": broker_url,
            "ONRECORD_DATABASE_URL": database_url,
            **SOON_FREE,
            "ONRECORD_SWEEP_EVERY_S": "0.5",
            "ONRECORD_FORGOTTEN_AFTER_S": "4",
            "ONRECORD_OPEN_HOSTS": ",".join([*room.hosts, "127.0.0.1"]),
            "ONRECORD_HOST_GAP_S": "0",
            "ONRECORD_GROUP_WAIT_S": "0.5",
            "ONRECORD_SMTP_HOST": "127.0.0.1",
            "ONRECORD_SMTP_PORT": str(mail.port),
            "ONRECORD_SMTP_SECURITY": "none",
        }
        subscribers = tuple(
            SubscriberSection(
                name=one.name,
                email="reader@example.org" if one.channel == "email" else None,
                slack_webhook_url=SecretStr(slack.url) if one.channel == "slack" else None,
                topics=tuple(topic.name for topic in newspapers.topics if topic.subscriber == one.key),
            )
            for one in newspapers.subscribers
        )
        with database.write() as session:
            apply(
                session,
                Config(
                    feeds=tuple(FeedSection(url=url, outlet=outlet) for outlet, url in room.feeds.items()),
                    topics=tuple(
                        TopicSection(name=topic.name, query=topic.query) for topic in newspapers.topics
                    ),
                    subscribers=subscribers,
                ),
            )
        app = make_app("test", Settings(broker_url=broker_url))
        stack.callback(app.close)
        stack.enter_context(sweep(environment, folder))
        system = Everything(database, app, room, slack, mail, {}, environment, folder, stack)
        system.start(*SERVICES)
        system.poll()
        system.settle()
        assert system.told() == Counter(), "old entries were told"
        yield system


def kill_at_work(system: Everything, service: str, stage: str) -> None:
    """Stop the worker while it holds a job of *stage*, make sure that it does, and kill it."""
    deadline = time.monotonic() + SETTLED_WITHIN_S
    group = system.workers[service].process.pid
    while time.monotonic() < deadline:
        if not doing(system, stage):
            continue
        os.killpg(group, signal.SIGSTOP)
        if doing(system, stage):
            system.workers[service].kill()
            return
        os.killpg(group, signal.SIGCONT)
    pytest.fail(f"{service} was never seen at work")


def doing(system: Everything, stage: str) -> int:
    ((count,),) = system.jobs(func.count(Job.id).filter(Job.stage == stage, Job.state == "doing"))
    return int(count)


def test_workers_killed_in_each_stage_and_a_broker_emptied_lose_nothing_and_tell_nobody_twice(
    database: Database, broker_url: str, database_url: str, tmp_path: Path
) -> None:
    broker = redis.Redis.from_url(broker_url)
    of_articles = [stage for stage in STAGES if stage.subject == "article"]
    unanswered = Reply(manner="silent")  # read, and not taken over: the worker dies waiting for the answer
    with everything(database, broker_url, database_url, tmp_path, unanswered, Reply()) as system:
        system.publish_everything_left()
        for stage in of_articles:
            kill_at_work(system, stage.service, stage.name)
            broker.flushall()
            system.start(stage.service)
        eventually(lambda: system.slack.received, within_s=SETTLED_WITHIN_S, what="a first post")
        system.workers["alert"].kill()
        del system.slack.received[0]
        system.start("alert")
        system.settle()
        told, raised = system.told(), system.raised()
        crashes: Counter[str] = Counter()
        for stage_name, count in system.jobs(Job.stage, Job.crashes):
            crashes[stage_name] += count
        left = {stage for stage, state in system.jobs(Job.stage, Job.state) if state != "done"}
        ((articles,),) = system.jobs(func.count(Article.id))

    killed = {stage.name for stage in of_articles} | {"deliver"}
    assert all(crashes[stage] for stage in killed), f"a kill missed its stage: {crashes}"
    assert left <= {"deliver"}, "only a digest, which tells of further outlets, may have its time before it"
    assert articles == len(load().articles)
    assert len(raised) >= 10
    assert told == Counter(dict.fromkeys(raised, 1))
