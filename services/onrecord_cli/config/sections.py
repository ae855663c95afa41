"""What ``onrecord.toml`` may say: its tables and keys, and what each value must be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    model_validator,
)

from onrecord.urls import outlet_of, web_url
from onrecord_alert.addresses import mailbox
from onrecord_cli.config.section import Name, Section
from onrecord_cli.config.subscriptions import Channel, SubscriptionSection
from onrecord_track.grammar.query import parse


def _query(text: str) -> str:
    parse(text)
    return text


def _address(text: str) -> str:
    return mailbox(text).addr_spec


def _webhook(secret: SecretStr) -> SecretStr:
    address = urlsplit(web_url(secret.get_secret_value()))
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("a webhook's address begins with https:// (or is on this machine)")
    return secret


class FeedSection(Section):
    """One [[feeds]]."""

    url: Annotated[str, AfterValidator(web_url)]
    outlet: Name = ""
    """The feed's host where the file says nothing."""
    baseline: bool = True
    """Entries of the first import are old news."""

    @model_validator(mode="before")
    @classmethod
    def _outlet_by_default(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "outlet" in given or not isinstance(given.get("url"), str):
            return given
        try:
            return {**given, "outlet": outlet_of(given["url"])}
        except ValueError:
            return given  # the url's own error says it


class TopicSection(Section):
    """One [[topics]]."""

    name: Name
    query: Annotated[str, AfterValidator(_query)]


class SubscriberSection(Section):
    """One [[subscribers]]."""

    name: Name
    email: Annotated[str, AfterValidator(_address)] | None = None
    slack_webhook_url: Annotated[SecretStr, AfterValidator(_webhook)] | None = None
    topics: tuple[Name, ...] = ()
    channels: tuple[Channel, ...] = ()
    """Every way there is an address for, where the file says nothing."""

    @model_validator(mode="after")
    def _channels_have_addresses(self) -> Self:
        there = {"email": self.email, "slack": self.slack_webhook_url}
        missing = {"email": 'email = "…"', "slack": 'slack_webhook_url = "${NAME}"'}
        for channel in self.channels:
            if there[channel] is None:
                raise ValueError(f"the channel {channel} needs {missing[channel]}")
        if self.topics and not any(there.values()):
            raise ValueError('a subscriber needs email = "…" or slack_webhook_url = "${NAME}"')
        return self

    @property
    def ways(self) -> tuple[Channel, ...]:
        """The channels that alerts take."""
        if self.channels:
            return tuple(dict.fromkeys(self.channels))
        there: dict[Channel, object] = {"slack": self.slack_webhook_url, "email": self.email}
        return tuple(channel for channel, address in there.items() if address)


class Config(Section):
    """The whole file."""

    settings: dict[str, str | int | float | bool] = Field(default_factory=dict)
    """By the names of the environment variables, in lower case and without ONRECORD_."""
    feeds: tuple[FeedSection, ...] = ()
    topics: tuple[TopicSection, ...] = ()
    subscribers: tuple[SubscriberSection, ...] = ()
    subscriptions: tuple[SubscriptionSection, ...] = ()
    """Of several that speak of one subscription, the last wins, key by key."""

    def settings_beside(self, environment: Mapping[str, str]) -> dict[str, str | int | float | bool]:
        """The file's settings that *environment* does not overrule."""
        overruled = {name.upper() for name in environment}
        return {
            name: value
            for name, value in self.settings.items()
            if overruled.isdisjoint((f"ONRECORD_{name.upper()}", f"ONRECORD_{name.upper()}_FILE"))
        }

    def variables_beside(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The same, as environment variables for a child process."""
        return {
            f"ONRECORD_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
            for name, value in self.settings_beside(environment).items()
        }
