"""The demo: three newspapers on loopback, every service for real, and the alerts as they arrive."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import SecretStr

from onrecord.storage import Database
from onrecord_alert.records import AlertView, Message
from onrecord_alert.store import outgoing
from onrecord_cli.config import Config, FeedSection, SubscriberSection, SubscriptionSection, TopicSection
from onrecord_cli.demo.articles import Newspapers, Subscriber
from onrecord_cli.demo.catchers import (
    MailCatcher,
    SlackCatcher,
    mail_catcher,
    slack_catcher,
    token_of_mail,
    token_of_post,
)
from onrecord_cli.demo.newsroom import Newsroom, newsroom
from onrecord_cli.demo.printing import Tally
from onrecord_cli.demo.sources import load
from onrecord_cli.embedded import SCRATCH, Embedded, embedded
from onrecord_cli.queries.alerts import SuppressedRow, Wanted, suppressed
from onrecord_cli.queries.flow import Flow, flow
from onrecord_cli.queries.tokens import message_with_token
from onrecord_cli.replaying import settle
from onrecord_cli.store import apply
from onrecord_ingest import store as ingest

READ_ON = ("headline", "standfirst", "body")
FROM = "alerts@onrecord.example"
BOT_TOKEN = "xoxb-demo"  # noqa: S105 - opens nothing
BOT_CHANNEL = "C000000DEMO"
MOST_SPARED = 5


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that a subscriber has just got, or one that has just grown."""

    message: Message
    subscriber: str
    channel: str
    grown: bool

    @property
    def alerts(self) -> tuple[AlertView, ...]:
        """What it tells for the first time."""
        if self.grown:
            return ()
        return self.message.digest.alerts if self.message.digest else self.message.alerts


@dataclass(frozen=True, slots=True)
class Shows:
    """What the player tells as it goes."""

    edition: Callable[[int, int], None]
    """Number, and the last one's."""
    digests: Callable[[], None]
    """The time of the digests has come."""
    message: Callable[[Arrived], None]


@dataclass(frozen=True, slots=True)
class Played:
    """How a whole run went."""

    tally: Tally
    spared: tuple[SuppressedRow, ...]
    """What met a topic and was not told, the newest first."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything of the demo that is running."""

    newspapers: Newspapers
    room: Newsroom
    system: Embedded
    slack: SlackCatcher
    mail: MailCatcher


def play(folder: Path, shows: Shows) -> Played:
    """Play all editions, one after the other, each until everything has come to rest; then send the digests."""
    since = time.monotonic()
    sent: Counter[str] = Counter()

    def show(arrived: Arrived) -> None:
        sent[arrived.channel] += len(arrived.alerts)
        shows.message(arrived)

    with staged(folder, show) as stage:
        last = stage.newspapers.last_edition
        shows.edition(0, last)
        run_edition(stage)
        while stage.room.edition < last:
            shows.edition(stage.room.publish(datetime.now(UTC)), last)
            run_edition(stage)
        shows.digests()
        send_digests(stage)
        with stage.system.database.read() as session:
            counted = flow(session)
            spared = suppressed(session, Wanted(), limit=MOST_SPARED)
        feeds, seconds = len(stage.room.feeds), time.monotonic() - since
        return Played(tally(counted, feeds=feeds, sent=sent, seconds=seconds), tuple(spared))


def send_digests(stage: Stage) -> bool:
    """Send the digests that would come tomorrow morning, and wait until all is done; say whether it came to that."""
    with stage.system.database.write() as session:
        outgoing.bring_digests_forward(session)
    return settle(stage.system, lambda _: None)


def run_edition(stage: Stage) -> bool:
    """Have the feeds polled now and wait until all is done; say whether it came to that."""
    with stage.system.database.write() as session:
        ingest.poll_soon(session)
    stage.system.poll_now()
    return settle(stage.system, lambda _: None)


@contextmanager
def staged(folder: Path, tell: Callable[[Arrived], None]) -> Iterator[Stage]:
    """Run newspapers, catchers and the whole system, with the demo's subscribers in it.

    Args:
        folder: Of the database, the broker and the logs; emptied first, kept afterwards.
        tell: Called with each message as it arrives or grows, in a catcher's thread.
    """
    newspapers = load()
    url = f"sqlite:///{(folder / SCRATCH).resolve()}"
    database = Database(url)

    def told(token: UUID | None, channel: str, *, grown: bool = False) -> None:
        with database.read() as session:
            found = message_with_token(session, token, grown=grown) if token else None
        if found is not None:
            tell(Arrived(*found, channel, grown))

    with (
        newsroom(newspapers, datetime.now(UTC)) as room,
        slack_catcher(
            lambda post: told(token_of_post(post), "slack"),
            lambda edit: told(token_of_post(edit), "slack", grown=True),
        ) as slack,
        mail_catcher(lambda mail: told(token_of_mail(mail), "email")) as mail,
    ):
        environment = {
            "ONRECORD_DATABASE_URL": url,
            "ONRECORD_OPEN_HOSTS": ",".join([*room.hosts, urlsplit(slack.url).netloc]),
            "ONRECORD_HOST_GAP_S": "0",
            "ONRECORD_SWEEP_EVERY_S": "0.5",  # short waits, so that the demo is; everything else is as you would run it
            "ONRECORD_GROUP_WAIT_S": "1",
            "ONRECORD_GROW_EVERY_S": "1",
            "ONRECORD_SLACK_API_URL": slack.api_url,
            "ONRECORD_SMTP_HOST": mail.host,
            "ONRECORD_SMTP_PORT": str(mail.port),
            "ONRECORD_SMTP_SECURITY": "none",
            "ONRECORD_SMTP_USER": "",  # whatever the user's own mail server asks for
            "ONRECORD_SMTP_PASSWORD": "",
            "ONRECORD_EMAIL_FROM": FROM,
        }
        with embedded(folder, environment, log_folder=folder / "logs", afresh=True) as system:
            with system.database.write() as session:
                apply(session, with_rhythms(configured(newspapers, room, by_slack=True), newspapers))
            yield Stage(newspapers, room, system, slack, mail)


def configured(newspapers: Newspapers, room: Newsroom, *, by_slack: bool) -> Config:
    """Write the demo's feeds, topics and subscribers as a user would; all get e-mail unless *by_slack*."""
    return Config(
        feeds=tuple(FeedSection(url=url, outlet=outlet) for outlet, url in room.feeds.items()),
        topics=tuple(TopicSection(name=topic.name, query=topic.query) for topic in newspapers.topics),
        subscribers=tuple(
            SubscriberSection(
                name=one.name,
                topics=tuple(topic.name for topic in newspapers.topics if topic.subscriber == one.key),
                **_way(one, by_slack=by_slack),
            )
            for one in newspapers.subscribers
        ),
    )


def _way(subscriber: Subscriber, *, by_slack: bool) -> dict[str, Any]:
    if by_slack and subscriber.channel == "slack":
        return {"slack_bot_token": SecretStr(BOT_TOKEN), "slack_channel": BOT_CHANNEL}
    return {"email": f"{subscriber.key}@readers.example"}


def with_rhythms(config: Config, newspapers: Newspapers) -> Config:
    """Let the topics that are for a digest go into one."""
    names = {subscriber.key: subscriber.name for subscriber in newspapers.subscribers}
    rhythms = tuple(
        SubscriptionSection(subscriber=names[topic.subscriber], topic=topic.name, rhythm=topic.rhythm)
        for topic in newspapers.topics
        if topic.rhythm != "immediate"
    )
    return config.model_copy(update={"subscriptions": rhythms})


def tally(counted: Flow, *, feeds: int, sent: Mapping[str, int], seconds: float) -> Tally:
    """Sum up a whole run for the closing table."""
    told = ("due", "update_due")
    return Tally(
        feeds=feeds,
        entries=counted.entries,
        articles=counted.completeness,
        clutter={label: count for label, count in counted.labels.items() if label not in READ_ON},
        statements=counted.statements,
        verdicts=counted.verdicts,
        sent=sent,
        suppressed=Counter({why: count for why, count in counted.matches.items() if why not in told}),
        seconds=seconds,
    )
