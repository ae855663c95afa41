"""The environment of the alert worker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, NonNegativeFloat, PositiveFloat, SecretStr

from onrecord.links import MIN_SECRET_CHARS
from onrecord.settings import Settings
from onrecord.urls import web_url
from onrecord.web import parse_open_hosts
from onrecord_alert.addresses import mailbox

PUBLIC_URL_CHARS: Final = 200
"""A link that is made of it stands on one line of a mail's head."""

SMTP_ANSWERS: Final = 3
"""So many times its timeout a mail may take: onrecord_alert.channels.smtp."""
SLACK_CALLS: Final = 7
"""Of a bot that looks through five pages of a channel between its edit and its post: onrecord_alert.channels.slack_bot."""


def _bare_address(text: str) -> str:
    return mailbox(text).addr_spec


def _methods(text: str) -> str:
    url = web_url(text).rstrip("/") + "/"
    if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ValueError("a token is not sent in the clear: the address begins with https://")
    return url


def _place(text: str) -> str | None:
    url = web_url(text).rstrip("/") if text else None
    if url and len(url) > PUBLIC_URL_CHARS:
        raise ValueError(f"longer than {PUBLIC_URL_CHARS} characters")
    return url


def _hosts(text: str) -> str:
    parse_open_hosts(text)
    return text


class AlertSettings(Settings):
    """What the alert worker reads besides the common settings."""

    group_wait_s: NonNegativeFloat = Field(default=30.0, le=3600)
    """An alert that is told at once waits so long for others, so that a burst is one message."""

    grow_every_s: PositiveFloat = Field(default=600.0, le=86_400)
    """A message is edited at most so often, to say which other outlets report it too."""

    open_hosts: Annotated[str, AfterValidator(_hosts)] = ""
    """Hosts that may be posted to although their address is private, or their port is not the web's:
    ``name`` or ``name:port``, separated by commas. For receivers on an intranet, the demo and tests."""

    slack_timeout_s: PositiveFloat = Field(default=10.0, le=60)
    """For one post, everything together."""

    slack_api_url: Annotated[str, AfterValidator(_methods)] = "https://slack.com/api/"
    """Where a bot's methods are; GovSlack has its own."""

    webhook_timeout_s: PositiveFloat = Field(default=10.0, le=60)
    """For one post, everything together."""

    public_url: Annotated[str | None, AfterValidator(_place)] = None
    """Where the web service answers. With it, messages carry links to answer them and to unsubscribe."""

    link_secret: SecretStr | None = None
    """Signs these links: at least 32 characters, the same in every process."""

    smtp_host: str | None = None
    """Without it, or empty, e-mails wait, and are parked after a day."""

    smtp_port: int = Field(default=587, ge=1, le=65_535)

    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """``none`` sends in the clear: for a server on the same machine."""

    smtp_user: str | None = None

    smtp_password: SecretStr | None = None

    smtp_timeout_s: PositiveFloat = Field(default=15.0, le=30)
    """For each answer of the mail server; three times as long for everything together."""

    email_from: Annotated[str, AfterValidator(_bare_address)] = "onrecord@localhost"
    """Who writes. Message-IDs and List-Ids are made in its domain."""

    def contradictions(self) -> Iterator[str]:
        yield from super().contradictions()
        secret = self.link_secret.get_secret_value() if self.link_secret else ""
        if bool(self.public_url) != bool(secret):
            yield "ONRECORD_PUBLIC_URL and ONRECORD_LINK_SECRET belong together"
        if secret and len(secret) < MIN_SECRET_CHARS:
            yield f"ONRECORD_LINK_SECRET needs at least {MIN_SECRET_CHARS} characters"
        if bool(self.smtp_user) != bool(self.smtp_password):
            yield "ONRECORD_SMTP_USER and ONRECORD_SMTP_PASSWORD belong together"
        if self.smtp_password and self.smtp_security == "none":
            yield "a password is not sent in the clear: set ONRECORD_SMTP_SECURITY to starttls or tls"
        for variable, within_s in (
            ("ONRECORD_SMTP_TIMEOUT_S", SMTP_ANSWERS * self.smtp_timeout_s),
            ("ONRECORD_SLACK_TIMEOUT_S", SLACK_CALLS * self.slack_timeout_s),
            ("ONRECORD_WEBHOOK_TIMEOUT_S", self.webhook_timeout_s),
        ):
            if within_s > self.soft_limit_s:
                yield (
                    f"{variable} lets one message take {within_s:.0f} s, and its task is asked to stop after "
                    f"{self.soft_limit_s:.0f} s: make it shorter, or ONRECORD_TASK_TIME_LIMIT_S longer"
                )
