"""Which channel a subscription opens, and what is said where it opens none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from onrecord.errors import Misconfigured, Permanent
from onrecord_alert.channels import Channel, Growing, Searchable
from onrecord_alert.channels.apprise import Apprise
from onrecord_alert.channels.errors import Paused
from onrecord_alert.channels.opening import Channels
from onrecord_alert.channels.slack import SlackWebhook
from onrecord_alert.channels.slack_bot import SlackBot
from onrecord_alert.channels.smtp import Mail
from onrecord_alert.channels.webhook import Webhook
from onrecord_alert.settings import AlertSettings
from onrecord_alert.ways import ToApprise, ToMailbox, ToSlackChannel, ToSlackWebhook, ToWebhook, Way

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECRET = SecretStr("https://hooks.example/s3cret")
MAILBOX = ToMailbox("reader@example.org")


def opened(way: Way | None, kind: str = "slack", **settings: object) -> Channel:
    return Channels(AlertSettings.from_env(**settings)).open(kind, way, now=NOW)


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        (ToSlackWebhook(SECRET), SlackWebhook),
        (ToSlackChannel(SecretStr("xoxb-s3cret"), "C0123456789"), SlackBot),
        (ToWebhook(SECRET, SecretStr("whsec_s3cret")), Webhook),
        (ToApprise(SecretStr("json://s3cret@host")), Apprise),
        (MAILBOX, Mail),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_way_opens_its_door_and_shows_no_secret(way: Way, kind: type) -> None:
    channel = opened(
        way, smtp_host="mail.example.org", smtp_user="onrecord", smtp_password="s3cret", link_secret="s3cret" * 6,
        public_url="https://onrecord.example.org",
    )  # fmt: skip
    assert type(channel) is kind
    assert "s3cret" not in repr(channel)
    assert len(channel.destination) == 64
    assert (isinstance(channel, Growing), isinstance(channel, Searchable)) == (kind is SlackBot,) * 2


def test_slack_is_given_its_second_between_messages_and_its_time() -> None:
    channel = opened(ToSlackWebhook(SECRET), slack_timeout_s=3)
    assert isinstance(channel, SlackWebhook)
    assert (channel.timeout_s, channel.gap_s, channel.links) == (3, 1.0, None)


def test_a_bot_speaks_to_slack() -> None:
    channel = opened(ToSlackChannel(SecretStr("xoxb-1"), "C0123456789"))
    assert isinstance(channel, SlackBot)
    assert channel.api_url == "https://slack.com/api/"


def test_a_mailbox_opens_the_operators_mail_server() -> None:
    channel = opened(MAILBOX, smtp_host="mail.example.org", email_from="alerts@example.org")
    assert isinstance(channel, Mail)
    assert (channel.server.host, channel.server.port, channel.server.security) == (
        "mail.example.org",
        587,
        "starttls",
    )
    assert (str(channel.sender), channel.recipient, channel.date) == (
        "onrecord <alerts@example.org>",
        "reader@example.org",
        NOW,
    )


def test_links_are_made_where_something_answers() -> None:
    settings = {"public_url": "https://onrecord.example.org/news/", "link_secret": "s" * 32}
    channel = opened(ToSlackWebhook(SECRET), **settings)
    assert isinstance(channel, SlackWebhook)
    assert channel.links is not None
    assert channel.links.base == "https://onrecord.example.org/news"


@pytest.mark.parametrize("host", [None, ""])
def test_mail_waits_for_an_operator_who_has_not_set_a_server(host: str | None) -> None:
    with pytest.raises(Paused, match="ONRECORD_SMTP_HOST"):
        opened(MAILBOX, smtp_host=host, smtp_user="", smtp_password="")


@pytest.mark.parametrize("kind", ["slack", "email", "webhook", "apprise"])
def test_a_subscriber_without_an_address_gets_nothing(kind: str) -> None:
    with pytest.raises(Permanent, match=f"no address for {kind}"):
        opened(None, kind, smtp_host="localhost")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"smtp_user": "onrecord"}, "belong together"),
        ({"smtp_password": "s3cret"}, "belong together"),
        ({"smtp_user": "onrecord", "smtp_password": "s3cret", "smtp_security": "none"}, "in the clear"),
        ({"smtp_port": 0}, "ONRECORD_SMTP_PORT"),
        ({"smtp_security": "ssl"}, "ONRECORD_SMTP_SECURITY"),
        ({"email_from": "s3cret"}, "ONRECORD_EMAIL_FROM"),
        ({"slack_timeout_s": 0}, "ONRECORD_SLACK_TIMEOUT_S"),
        ({"slack_api_url": "http://s3cret.example/api"}, "in the clear"),
        ({"public_url": "https://onrecord.example.org"}, "belong together"),
        ({"link_secret": "s3cret" * 6}, "belong together"),
        ({"public_url": "https://a.example", "link_secret": "s3cret"}, "at least 32 characters"),
        ({"public_url": f"https://a.example/{'s3cret' * 40}", "link_secret": "s" * 32}, "longer than 200"),
        ({"public_url": "s3cret", "link_secret": "s" * 32}, "ONRECORD_PUBLIC_URL"),
        ({"slack_timeout_s": 18}, "ONRECORD_SLACK_TIMEOUT_S lets one message take 126 s, .* after 120 s"),
        (
            {"smtp_timeout_s": 27, "task_time_limit_s": 100},
            "ONRECORD_SMTP_TIMEOUT_S lets one message take 81 s",
        ),
        ({"webhook_timeout_s": 50, "task_time_limit_s": 60}, "ONRECORD_WEBHOOK_TIMEOUT_S"),
        ({"lease_s": 10, "smtp_user": "onrecord"}, "ONRECORD_LEASE_S must .* belong together"),
    ],
)
def test_a_wrong_setting_stops_the_worker_and_names_itself(settings: dict[str, object], said: str) -> None:
    with pytest.raises(Misconfigured, match=said) as caught:
        AlertSettings.from_env(**settings)
    assert "s3cret" not in str(caught.value)
