"""The demo: three newspapers on loopback, every service for real, and the alerts as they arrive."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import SecretStr

from onrecord.storage import Database
from onrecord_alert.records import AlertView
from onrecord_cli.config import Config, FeedSection, SubscriberSection, TopicSection
from onrecord_cli.demo.articles import Newspapers
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
from onrecord_cli.queries.flow import Flow, flow
from onrecord_cli.queries.tokens import alert_with_token
from onrecord_cli.replaying import settle
from onrecord_cli.store import apply
from onrecord_ingest import store as ingest

READ_ON = ("headline", "standfirst", "body")
FROM = "alerts@onrecord.example"


@dataclass(frozen=True, slots=True)
class Arrived:
    """An alert that a subscriber has just got."""

    view: AlertView
    subscriber: str
    channel: str


@dataclass(frozen=True, slots=True)
class Shows:
    """What the player tells as it goes."""

    edition: Callable[[int, int], None]
    """Number, and the last one's."""
    alert: Callable[[Arrived], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything of the demo that is running."""

    newspapers: Newspapers
    room: Newsroom
    system: Embedded
    slack: SlackCatcher
    mail: MailCatcher


def play(folder: Path, shows: Shows) -> Tally:
    """Play all editions, one after the other, each until everything has come to rest."""
    since = time.monotonic()
    with staged(folder, shows.alert) as stage:
        last = stage.newspapers.last_edition
        shows.edition(0, last)
        run_edition(stage)
        while stage.room.edition < last:
            shows.edition(stage.room.publish(datetime.now(UTC)), last)
            run_edition(stage)
        with stage.system.database.read() as session:
            counted = flow(session)
        sent = {"slack": len(stage.slack.caught.all()), "email": len(stage.mail.caught.all())}
        return tally(counted, feeds=len(stage.room.feeds), sent=sent, seconds=time.monotonic() - since)


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
        tell: Called with each alert as it arrives, in a catcher's thread.
    """
    newspapers = load()
    url = f"sqlite:///{(folder / SCRATCH).resolve()}"
    database = Database(url)

    def told(token: UUID | None, channel: str) -> None:
        with database.read() as session:
            found = alert_with_token(session, token) if token else None
        if found is not None:
            tell(Arrived(*found, channel))

    with (
        newsroom(newspapers, datetime.now(UTC)) as room,
        slack_catcher(lambda post: told(token_of_post(post), "slack")) as slack,
        mail_catcher(lambda mail: told(token_of_mail(mail), "email")) as mail,
    ):
        environment = {
            "ONRECORD_DATABASE_URL": url,
            "ONRECORD_OPEN_HOSTS": ",".join([*room.hosts, urlsplit(slack.url).netloc]),
            "ONRECORD_HOST_GAP_S": "0",
            "ONRECORD_SMTP_HOST": mail.host,
            "ONRECORD_SMTP_PORT": str(mail.port),
            "ONRECORD_SMTP_SECURITY": "none",
            "ONRECORD_SMTP_USER": "",  # whatever the user's own mail server asks for
            "ONRECORD_SMTP_PASSWORD": "",
            "ONRECORD_EMAIL_FROM": FROM,
        }
        with embedded(folder, environment, log_folder=folder / "logs", afresh=True) as system:
            with system.database.write() as session:
                apply(session, configured(newspapers, room, slack_url=slack.url))
            yield Stage(newspapers, room, system, slack, mail)


def configured(newspapers: Newspapers, room: Newsroom, *, slack_url: str | None) -> Config:
    """Write the demo's feeds, topics and subscribers as a user would; without a *slack_url* all get e-mail."""
    return Config(
        feeds=tuple(FeedSection(url=url, outlet=outlet) for outlet, url in room.feeds.items()),
        topics=tuple(TopicSection(name=topic.name, query=topic.query) for topic in newspapers.topics),
        subscribers=tuple(
            SubscriberSection(
                name=one.name,
                email=None if one.channel == "slack" and slack_url else f"{one.key}@readers.example",
                slack_webhook_url=SecretStr(slack_url) if one.channel == "slack" and slack_url else None,
                topics=tuple(topic.name for topic in newspapers.topics if topic.subscriber == one.key),
            )
            for one in newspapers.subscribers
        ),
    )


def tally(counted: Flow, *, feeds: int, sent: dict[str, int], seconds: float) -> Tally:
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
