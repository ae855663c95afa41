"""How subscribers can be reached, as the table says it."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from onrecord.storage import Database, jobs
from onrecord.storage.schema import Subscriber
from onrecord_alert.store.ways import way_to
from onrecord_alert.ways import ToApprise, ToMailbox, ToSlackChannel, ToSlackWebhook, ToWebhook, Way

HOOK = {"slack_webhook_url": "https://hooks.example/s3cret"}
BOT = {"slack_bot_token": "xoxb-s3cret", "slack_channel": "C0123456789"}
OWN = {"webhook_url": "https://own.example/s3cret", "webhook_secret": "whsec_s3cret"}


@pytest.mark.parametrize(
    ("channel", "columns", "way"),
    [
        ("slack", HOOK, ToSlackWebhook(SecretStr("https://hooks.example/s3cret"))),
        ("slack", HOOK | BOT, ToSlackChannel(SecretStr("xoxb-s3cret"), "C0123456789")),
        ("slack", HOOK | {"slack_bot_token": "xoxb-s3cret"}, ToSlackWebhook(SecretStr("https://hooks.example/s3cret"))),
        ("email", {"email": "ana@reader.example"}, ToMailbox("ana@reader.example")),
        ("webhook", OWN, ToWebhook(SecretStr("https://own.example/s3cret"), SecretStr("whsec_s3cret"))),
        ("webhook", {"webhook_url": "https://own.example/s3cret"}, None),
        ("apprise", {"apprise_url": "ntfy://s3cret"}, ToApprise(SecretStr("ntfy://s3cret"))),
        ("email", HOOK | BOT | OWN, None),
        ("pigeon", HOOK | BOT | OWN, None),
    ],
)  # fmt: skip
def test_a_subscriber_is_reached_by_what_the_table_holds(
    database: Database, channel: str, columns: dict[str, str], way: Way | None
) -> None:
    with database.write() as session:
        subscriber = Subscriber(name="Ana", created_at=jobs.now(session), **columns)
        session.add(subscriber)
        session.flush()
        number = subscriber.id
    with database.read() as session:
        found = way_to(session, number, channel)
        assert found == way
        assert way_to(session, number + 1, channel) is None
    assert "s3cret" not in repr(found)
