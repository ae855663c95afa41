"""Canaries in every secret: none is in a log at DEBUG, in a table but their own, or in what a command prints."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest
import trustme
from celery import Celery
from sqlalchemy import select

from onrecord.messaging import announce
from onrecord.messaging.app import make_app
from onrecord.pipeline import stage_named
from onrecord.settings import Settings
from onrecord.storage import Database, jobs
from onrecord.storage.schema import Alert, Subscriber, Table
from onrecord_cli.queries.fates import fates
from support.alerts import NEW
from support.raised import raise_for, subscribe
from support.slack import Reply, webhook
from support.slack_api import CHANNEL, TOKEN, refused, slack_workspace
from support.smtp import mail_catcher
from support.waiting import eventually
from support.web import Answer, Asked, web_server
from support.workers import worker

PLAN = stage_named("plan")
PASSWORD = "canary-smtp-password"
LINK_SECRET = "canary-link-secret-of-more-than-32-characters"
KEY = f"whsec_{b64encode(b'canary: a key of thirty-two byte').decode()}"
IN_URL = "canary-in-a-webhook-address"
APPRISE = "canary-apprise-password"
CHANNELS = ("slack", "email", "webhook", "apprise")


@dataclass(frozen=True)
class Outside:
    """Every channel's other side."""

    environment: dict[str, str]
    ways: dict[str, str]
    hook_url: str


def echo(asked: Asked) -> Answer:
    """Refuse, and say back all that was said: the worst that a server can do to a log."""
    return Answer(json.dumps(asked.headers).encode() + asked.body, status=500, headers={"X-Echo": asked.path})


@contextmanager
def outside(folder: Path, *, willing: bool) -> Iterator[Outside]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    with ExitStack() as stack:
        login = ("onrecord", PASSWORD if willing else "another password")
        mail = stack.enter_context(mail_catcher("starttls", tls=tls, login=login))
        workspace = stack.enter_context(slack_workspace())
        hook = stack.enter_context(webhook([Reply() if willing else Reply(500, IN_URL.encode())]))
        site = stack.enter_context(web_server())
        if not willing:
            workspace.instead += [refused("internal_error")] * 50
        for path in ("/apprise", f"/hook?key={IN_URL}"):
            site[path] = Answer() if willing else echo
        yield Outside(
            {
                "SSL_CERT_FILE": str(folder / "authority.pem"),
                "ONRECORD_SMTP_HOST": "localhost",
                "ONRECORD_SMTP_PORT": str(mail.port),
                "ONRECORD_SMTP_USER": "onrecord",
                "ONRECORD_SMTP_PASSWORD": PASSWORD,
                "ONRECORD_SLACK_API_URL": workspace.api_url,
                "ONRECORD_PUBLIC_URL": "https://onrecord.example.org",
                "ONRECORD_LINK_SECRET": LINK_SECRET,
            },
            {
                "slack_bot_token": TOKEN,
                "slack_channel": CHANNEL,
                "email": "reader@example.org",
                "webhook_url": site.url(f"/hook?key={IN_URL}"),
                "webhook_secret": KEY,
                "apprise_url": f"json://reader:{APPRISE}@{site.host}/apprise",
            },
            hook.url,
        )


@pytest.fixture
def environment(broker_url: str, database_url: str) -> dict[str, str]:
    return {
        "ONRECORD_BROKER_URL": broker_url,
        "ONRECORD_DATABASE_URL": database_url,
        "ONRECORD_LOG_LEVEL": "DEBUG",
        "ONRECORD_GROUP_WAIT_S": "0",
        "ONRECORD_OPEN_HOSTS": "127.0.0.1",
        "ONRECORD_SMTP_SECURITY": "starttls",
    }


@pytest.fixture
def app(broker_url: str) -> Iterator[Celery]:
    app = make_app("test", Settings(broker_url=broker_url))
    yield app
    app.close()


def states(database: Database) -> list[str]:
    with database.read() as session:
        ids = list(session.scalars(select(Alert.id)))
        return [fate.state for fate in fates(session, ids).values()]


def everything_but_addresses(database: Database) -> str:
    """All rows of all tables, save the one that the secrets are kept in."""
    tables = [table for table in Table.metadata.sorted_tables if table.name != Subscriber.__tablename__]
    with database.read() as session:
        return "\n".join(repr(tuple(row)) for table in tables for row in session.execute(select(table)))


def printed_by(*arguments: str, environment: dict[str, str], folder: Path) -> str:
    """What the command prints in a process of its own, in which no certificate was read before."""
    ended = subprocess.run(
        [sys.executable, "-m", "onrecord_cli.main", *arguments],
        env={**os.environ, **environment, "COLUMNS": "80"},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
    )
    return ended.stdout.decode()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("willing", [True, False], ids=["taken", "refused"])
def test_no_canary_leaves_its_cage(
    willing: bool,
    environment: dict[str, str],
    app: Celery,
    database: Database,
    tmp_path: Path,
) -> None:
    with outside(tmp_path, willing=willing) as out:
        hook_secret = out.hook_url.rpartition("/")[2]
        with database.write() as session:
            now = jobs.now(session)
            reader = Subscriber(name="by all ways", created_at=now, **out.ways)
            other = Subscriber(name="by hook", created_at=now, slack_webhook_url=out.hook_url)
            alerts = []
            for subscriber, channel in [*((reader, channel) for channel in CHANNELS), (other, "slack")]:
                token = uuid4()
                subscription = subscribe(session, f"Tolls {token}", channel, None, subscriber=subscriber)
                alerts.append(raise_for(session, replace(NEW, token=token), subscription))
        environment |= out.environment
        with worker("alert", environment, tmp_path) as running:
            assert announce(app, PLAN, dict.fromkeys(alerts, "trace"))
            wanted = {"sent"} if willing else {"retrying"}
            eventually(lambda: set(states(database)) == wanted, within_s=60, what="all tried")
            said = running.said
        sampled = printed_by("alerts", "test", "by all ways", environment=environment, folder=tmp_path)
        listed = printed_by("alerts", "list", "--json", environment=environment, folder=tmp_path)

    assert sampled.count("●" if willing else "✗") == len(CHANNELS)
    assert "by all ways" in listed
    assert len(said) > 1_000
    canaries = (PASSWORD, LINK_SECRET, KEY, KEY[10:], IN_URL, APPRISE, TOKEN, hook_secret)
    for place in (said, everything_but_addresses(database), sampled + listed):
        assert [canary for canary in canaries if canary in place] == []
    assert NEW.words[:30] not in said
