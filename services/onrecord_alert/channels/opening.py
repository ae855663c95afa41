"""Opens the channel of a subscription: from its kind and address to something that sends."""

from __future__ import annotations

import ssl
from datetime import datetime
from email.headerregistry import Address

import httpx
from pydantic import SecretStr

from onrecord.errors import Permanent, Transient
from onrecord_alert.channels import Channel
from onrecord_alert.channels.slack import SlackWebhook
from onrecord_alert.channels.smtp import Login, Mail, MailServer
from onrecord_alert.settings import AlertSettings


class Channels:
    """Every way out that the settings allow."""

    def __init__(self, settings: AlertSettings) -> None:
        self._slack_timeout_s = settings.slack_timeout_s
        self._tls: ssl.SSLContext = httpx.create_ssl_context()  # certifi's authorities: a slim image has none
        self._sender = Address("onrecord", addr_spec=settings.email_from)
        self._mail_server = _mail_server(settings, self._tls)

    def open(self, kind: str, address: SecretStr | None, *, now: datetime) -> Channel:
        """Open the channel *kind* to *address*.

        Args:
            kind: slack or email.
            address: The webhook's, or the mailbox; None where the subscriber has none.
            now: Aware; a mail's date.

        Raises:
            Permanent: there is no such channel, or the subscriber has no address for it.
            Transient: the operator has not set the channel up yet.
        """
        if address is None:
            raise Permanent(f"the subscriber has no address for {kind}")
        match kind:
            case "slack":
                return SlackWebhook(address, timeout_s=self._slack_timeout_s, tls=self._tls)
            case "email":
                if self._mail_server is None:
                    raise Transient("no mail server is set: ONRECORD_SMTP_HOST")
                return Mail(self._mail_server, self._sender, recipient=address.get_secret_value(), date=now)
        raise Permanent("there is no such channel", channel=kind)


def _mail_server(settings: AlertSettings, tls: ssl.SSLContext) -> MailServer | None:
    if not settings.smtp_host:
        return None
    login = None
    if settings.smtp_user and settings.smtp_password:
        login = Login(settings.smtp_user, settings.smtp_password)
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        login=login,
        timeout_s=settings.smtp_timeout_s,
        tls=tls,
    )
