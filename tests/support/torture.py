"""The alert worker killed again and again under load: what was raised, what arrived, and how often."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import func, select

from onrecord.service import command_of
from onrecord.storage import Database
from onrecord.storage.schema import Alert, Delivery, Job, Message, Subscription
from onrecord_cli.queries.flow import open_jobs
from support.alerts import NEW
from support.arrivals import alerts_in_mail, alerts_in_post, mail_token, post_token
from support.raised import raise_for, subscribe
from support.slack import Reply, Webhook, webhook
from support.smtp import MailCatcher, mail_catcher
from support.waiting import eventually
from support.workers import SOON_FREE, Running, running, sweep

SUBSCRIBERS = 24
ALERTS_AHEAD = 30
"""Alerts that wait to be told when a worker is killed; more are raised before the next kill."""
WHOLE_EVERY = 4
"""One kill in so many hits one of the two workers with all its children, the others what sends in both."""
MOST_BETWEEN = 12
"""Attempts from one kill to the next: one in so many is killed at least; a message killed three times is parked."""
ANSWER_AFTER_S = 0.1
SETTLED_WITHIN_S = 600.0


@dataclass(frozen=True)
class Ordeal:
    """What came of it."""

    kills: int
    whole: int
    """Of the kills, those of the worker with all its children."""
    seconds: float
    raised: frozenset[UUID]
    arrived: Counter[UUID]
    """How often each alert did, by its token."""
    messages: Counter[UUID]
    """How often each message did."""
    in_the_window: frozenset[UUID]
    """Messages of which an attempt was cut off after it may have been sent, and before that was written down."""
    states: Mapping[str, int]
    """Jobs of the alert worker by how they ended."""

    @property
    def lost(self) -> frozenset[UUID]:
        return self.raised - self.arrived.keys()

    @property
    def twice(self) -> Counter[UUID]:
        """Messages that arrived more than once, and how often more."""
        return Counter({token: count - 1 for token, count in self.messages.items() if count > 1})

    @property
    def unexplained(self) -> frozenset[UUID]:
        """Messages that arrived more than once, and not because of the window."""
        return frozenset(self.twice) - self.in_the_window


@dataclass
class _Rack:
    database: Database
    environment: Mapping[str, str]
    folder: Path
    stack: ExitStack
    random: Random
    subscriptions: list[int] = field(default_factory=list)
    workers: dict[str, Running] = field(default_factory=dict)
    seen: int = 0
    """The attempt that the last kill was for."""

    def start(self, name: str) -> None:
        command = [each.replace("alert@%h", f"{name}@%h") for each in command_of("alert")]
        self.workers[name] = self.stack.enter_context(running(name, command, self.environment, self.folder))

    def raise_some(self, count: int) -> None:
        with self.database.write() as session:
            for number in self.random.choices(self.subscriptions, k=count):
                view = replace(NEW, token=uuid4(), also_in=())
                raise_for(session, view, session.get_one(Subscription, number))

    def waiting(self) -> int:
        with self.database.read() as session:
            return open_jobs(session)

    def sending(self, after: int) -> int | None:
        """An attempt under way that is later than *after*; of those before a kill, one may never end."""
        with self.database.read() as session:
            newest = session.scalar(select(func.max(Delivery.id)).where(Delivery.state == "sending"))
        return newest if newest is not None and newest > after else None

    def kill(self, *, whole: bool) -> None:
        """Kill a worker with all it started, and start it again; or the children that send, of all workers.

        A message is on its way at that moment.
        """
        after = self.seen + self.random.randrange(MOST_BETWEEN)
        under_way = eventually(
            lambda: self.sending(after), within_s=SETTLED_WITHIN_S, what="a message on its way"
        )
        self.seen = under_way or 0
        time.sleep(
            self.random.uniform(0.0, ANSWER_AFTER_S)
        )  # anywhere from before the post to after the commit
        if whole:
            name = self.random.choice(sorted(self.workers))
            self.workers[name].kill()
            self.start(name)
            return
        for each in self.workers.values():
            found = subprocess.run(
                ["pgrep", "-P", str(each.process.pid)], capture_output=True, text=True, check=False
            )
            for child in found.stdout.split():
                with suppress(ProcessLookupError):  # it was replaced meanwhile
                    os.kill(int(child), signal.SIGKILL)


def torture(
    database: Database, environment: Mapping[str, str], folder: Path, *, kills: int, seed: int
) -> Ordeal:
    """Kill alert workers *kills* times while they send, each time under load, and let them settle.

    Args:
        database: Migrated and empty.
        environment: With the addresses of *database* and of a broker.
        folder: For logs.
        kills: How many.
        seed: Of who gets what, and of when it is killed.
    """
    since = time.monotonic()
    with _rack(database, environment, folder, Random(seed)) as (rack, slack, mail):
        for number in range(kills):
            if (ahead := rack.waiting()) < ALERTS_AHEAD:
                rack.raise_some(ALERTS_AHEAD - ahead)
            rack.kill(whole=number % WHOLE_EVERY == 0)
        eventually(lambda: rack.waiting() == 0, within_s=SETTLED_WITHIN_S, what="everything told")
        return _ordeal(database, slack, mail, kills=kills, seconds=time.monotonic() - since)


@contextmanager
def _rack(
    database: Database, environment: Mapping[str, str], folder: Path, random: Random
) -> Iterator[tuple[_Rack, Webhook, MailCatcher]]:
    with ExitStack() as stack:
        slack = stack.enter_context(webhook([Reply(after_s=ANSWER_AFTER_S)]))
        mail = stack.enter_context(mail_catcher())
        settings = {
            **SOON_FREE, "ONRECORD_SWEEP_EVERY_S": "0.5", "ONRECORD_FORGOTTEN_AFTER_S": "3",
            "ONRECORD_GROUP_WAIT_S": "0.3", "ONRECORD_OPEN_HOSTS": "127.0.0.1", "ONRECORD_SMTP_HOST": "127.0.0.1",
            "ONRECORD_SMTP_PORT": str(mail.port), "ONRECORD_SMTP_SECURITY": "none",
        }  # fmt: skip
        rack = _Rack(database, {**environment, **settings}, folder, stack, random)
        with database.write() as session:
            for number in range(SUBSCRIBERS):
                channel = "email" if number % 2 else "slack"
                address = f"reader{number}@example.org" if number % 2 else f"{slack.url}-{number}"
                subscription = subscribe(session, f"Topic {number}", channel, address, cap_per_hour=1_000_000)
                rack.subscriptions.append(subscription.id)
        stack.enter_context(sweep(rack.environment, folder))
        rack.raise_some(ALERTS_AHEAD)
        for name in ("alert-a", "alert-b"):
            rack.start(name)
        yield rack, slack, mail


def _ordeal(database: Database, slack: Webhook, mail: MailCatcher, *, kills: int, seconds: float) -> Ordeal:
    arrived: Counter[UUID] = Counter()
    messages: Counter[UUID] = Counter()
    for post in slack.received:
        arrived.update(alerts_in_post(post))
        messages[post_token(post)] += 1
    for taken in mail.taken:
        arrived.update(alerts_in_mail(taken.content))
        messages[mail_token(taken.content)] += 1
    with database.read() as session:
        cut_off = select(Message.token).join(Delivery, Delivery.message_id == Message.id)
        jobs = select(Job.outcome, func.count()).where(Job.stage == "deliver").group_by(Job.outcome)
        return Ordeal(
            kills=kills,
            whole=len(range(0, kills, WHOLE_EVERY)),
            seconds=seconds,
            raised=frozenset(session.scalars(select(Alert.token))),
            arrived=arrived,
            messages=messages,
            in_the_window=frozenset(session.scalars(cut_off.where(Delivery.state == "unknown"))),
            states={str(outcome): count for outcome, count in session.execute(jobs)},
        )
