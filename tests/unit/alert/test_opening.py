"""Which channel a subscription opens, and what is said where it opens none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from onrecord.errors import Misconfigured, Permanent, Transient
from onrecord_alert.channels.opening import Channels
from onrecord_alert.channels.slack import SlackWebhook
from onrecord_alert.channels.smtp import Mail
from onrecord_alert.settings import AlertSettings

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ADDRESS = SecretStr("reader@example.org")


def channels(**settings: object) -> Channels:
    return Channels(AlertSettings.from_env(**settings))


def test_a_slack_subscription_opens_its_webhook() -> None:
    opened = channels(slack_timeout_s=3).open("slack", SecretStr("https://hooks.example/s3cret"), now=NOW)
    assert isinstance(opened, SlackWebhook)
    assert opened.timeout_s == 3
    assert "s3cret" not in repr(opened)


def test_an_email_subscription_opens_the_operators_mail_server() -> None:
    opened = channels(
        smtp_host="mail.example.org",
        smtp_user="onrecord",
        smtp_password="s3cret",
        email_from="alerts@example.org",
    ).open("email", ADDRESS, now=NOW)
    assert isinstance(opened, Mail)
    assert (opened.server.host, opened.server.port, opened.server.security) == (
        "mail.example.org",
        587,
        "starttls",
    )
    assert opened.server.login is not None
    assert (str(opened.sender), opened.recipient, opened.date) == (
        "onrecord <alerts@example.org>",
        "reader@example.org",
        NOW,
    )
    assert "s3cret" not in repr(opened)


@pytest.mark.parametrize("host", [None, ""])
def test_mail_waits_for_an_operator_who_has_not_set_a_server(host: str | None) -> None:
    with pytest.raises(Transient, match="ONRECORD_SMTP_HOST"):
        channels(smtp_host=host, smtp_user="", smtp_password="").open("email", ADDRESS, now=NOW)


@pytest.mark.parametrize("kind", ["slack", "email"])
def test_a_subscriber_without_an_address_gets_nothing(kind: str) -> None:
    with pytest.raises(Permanent, match=f"no address for {kind}"):
        channels(smtp_host="localhost").open(kind, None, now=NOW)


def test_a_channel_nobody_built_is_named() -> None:
    with pytest.raises(Permanent, match="no such channel") as caught:
        channels().open("pigeon", ADDRESS, now=NOW)
    assert caught.value.context == {"channel": "pigeon"}


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
    ],
)
def test_a_wrong_setting_stops_the_worker_and_names_itself(settings: dict[str, object], said: str) -> None:
    with pytest.raises(Misconfigured, match=said) as caught:
        AlertSettings.from_env(**settings)
    assert "s3cret" not in str(caught.value)
