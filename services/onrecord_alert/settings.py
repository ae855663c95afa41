"""The environment of the alert worker."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PositiveFloat, SecretStr, model_validator

from onrecord.settings import Settings
from onrecord_alert.addresses import mailbox


def _bare_address(text: str) -> str:
    return mailbox(text).addr_spec


class AlertSettings(Settings):
    """What the alert worker reads besides the common settings."""

    slack_timeout_s: PositiveFloat = Field(default=10.0, le=60)
    """For one post, everything together."""

    smtp_host: str | None = None
    """Without it, or empty, e-mails wait, and are parked after a day."""

    smtp_port: int = Field(default=587, ge=1, le=65_535)

    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """``none`` sends in the clear: for a server on the same machine."""

    smtp_user: str | None = None

    smtp_password: SecretStr | None = None

    smtp_timeout_s: PositiveFloat = Field(default=15.0, le=60)
    """For each answer of the mail server."""

    email_from: Annotated[str, AfterValidator(_bare_address)] = "onrecord@localhost"
    """Who writes. Message-IDs and List-Ids are made in its domain."""

    @model_validator(mode="after")
    def _login_is_whole_and_kept_secret(self) -> Self:
        if bool(self.smtp_user) != bool(self.smtp_password):
            raise ValueError("ONRECORD_SMTP_USER and ONRECORD_SMTP_PASSWORD belong together")
        if self.smtp_password and self.smtp_security == "none":
            raise ValueError(
                "a password is not sent in the clear: set ONRECORD_SMTP_SECURITY to starttls or tls"
            )
        return self
