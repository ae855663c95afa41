"""Whom to tell, and where they can be reached: the table [[subscribers]]."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr, model_validator

from onrecord.urls import web_url
from onrecord_alert.addresses import mailbox
from onrecord_alert.channels.webhook_message import key_of
from onrecord_cli.config.section import Name, Section
from onrecord_cli.config.subscriptions import Channel

_BOT_TOKEN: Final = re.compile(r"xoxb-[A-Za-z0-9-]+")
_CHANNEL_ID: Final = re.compile(r"[CGD][A-Z0-9]{8,20}")
_APPRISE: Final = re.compile(r"[a-z][a-z0-9]*://\S+")


def _address(text: str) -> str:
    return mailbox(text).addr_spec


def _hook(secret: SecretStr) -> SecretStr:
    address = urlsplit(web_url(secret.get_secret_value()))
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("a webhook's address begins with https:// (or is on this machine)")
    return secret


def _bot_token(secret: SecretStr) -> SecretStr:
    if not _BOT_TOKEN.fullmatch(secret.get_secret_value()):
        raise ValueError("the token of a Slack bot begins with xoxb-")
    return secret


def _channel_id(text: str) -> str:
    if not _CHANNEL_ID.fullmatch(text):
        raise ValueError(
            "the id of a Slack channel is like C0123456789; Slack shows it below the channel's details"
        )
    return text


def _key(secret: SecretStr) -> SecretStr:
    key_of(secret)
    return secret


def _apprise(secret: SecretStr) -> SecretStr:
    if not _APPRISE.fullmatch(secret.get_secret_value()):
        raise ValueError("an address of Apprise's is like ntfy://topic or tgram://token/chat")
    return secret


class SubscriberSection(Section):
    """One [[subscribers]]."""

    name: Name
    email: Annotated[str, AfterValidator(_address)] | None = None
    slack_webhook_url: Annotated[SecretStr, AfterValidator(_hook)] | None = None
    slack_bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] | None = None
    """Instead of a webhook: a bot's messages grow, and do not come twice."""
    slack_channel: Annotated[str, AfterValidator(_channel_id)] | None = None
    webhook_url: Annotated[SecretStr, AfterValidator(_hook)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_key)] | None = None
    apprise_url: Annotated[SecretStr, AfterValidator(_apprise)] | None = None
    topics: tuple[Name, ...] = ()
    channels: tuple[Channel, ...] = ()
    """Every way there is an address for, where the file says nothing."""

    @model_validator(mode="after")
    def _addresses_are_whole(self) -> Self:
        if (self.slack_bot_token is None) != (self.slack_channel is None):
            raise ValueError("slack_bot_token and slack_channel belong together")
        if self.slack_bot_token and self.slack_webhook_url:
            raise ValueError("give slack_webhook_url or slack_bot_token, not both")
        if (self.webhook_url is None) != (self.webhook_secret is None):
            raise ValueError(
                "webhook_url and webhook_secret belong together; a secret is whsec_ and what `openssl rand -base64 32` prints"
            )
        return self

    @model_validator(mode="after")
    def _channels_have_addresses(self) -> Self:
        missing = {
            "slack": 'slack_webhook_url = "${NAME}", or slack_bot_token and slack_channel',
            "email": 'email = "…"',
            "webhook": 'webhook_url = "…" and webhook_secret = "${NAME}"',
            "apprise": 'apprise_url = "${NAME}"',
        }
        for channel in self.channels:
            if channel not in self.reachable_by:
                raise ValueError(f"the channel {channel} needs {missing[channel]}")
        if self.topics and not self.reachable_by:
            raise ValueError(
                'a subscriber needs email = "…" or slack_webhook_url = "${NAME}", or another address: '
                "slack_bot_token, webhook_url, apprise_url"
            )
        return self

    @property
    def reachable_by(self) -> tuple[Channel, ...]:
        """The channels there is an address for."""
        there: dict[Channel, object] = {
            "slack": self.slack_webhook_url or self.slack_bot_token,
            "email": self.email,
            "webhook": self.webhook_url,
            "apprise": self.apprise_url,
        }
        return tuple(channel for channel, address in there.items() if address)

    @property
    def ways(self) -> tuple[Channel, ...]:
        """The channels that alerts take."""
        return tuple(dict.fromkeys(self.channels)) or self.reachable_by

    @property
    def columns(self) -> dict[str, Any]:
        """What the subscriber's row holds of it, but for the name; secrets as they are."""
        given = self.model_dump(exclude={"name", "topics", "channels"})
        return {
            key: value.get_secret_value() if isinstance(value, SecretStr) else value
            for key, value in given.items()
        }
