"""How a subscriber can be reached over a channel: one value for each kind of address. Secrets do not print."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class ToSlackWebhook:
    url: SecretStr


@dataclass(frozen=True, slots=True)
class ToSlackChannel:
    """By the token of a bot that is in it."""

    token: SecretStr
    channel: str
    """Its id."""


@dataclass(frozen=True, slots=True)
class ToMailbox:
    address: str


@dataclass(frozen=True, slots=True)
class ToWebhook:
    url: SecretStr
    secret: SecretStr
    """``whsec_`` and the key in base64."""


@dataclass(frozen=True, slots=True)
class ToApprise:
    url: SecretStr


Way = ToSlackWebhook | ToSlackChannel | ToMailbox | ToWebhook | ToApprise
