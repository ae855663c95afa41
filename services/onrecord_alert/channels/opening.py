"""Opens the channel of a subscription: from a subscriber's address to something that sends."""

from __future__ import annotations

import ssl
from datetime import datetime
from email.headerregistry import Address

from onrecord.errors import Permanent
from onrecord.links import Links
from onrecord.web import Policy, parse_open_hosts, trusted_tls
from onrecord_alert.channels import Channel
from onrecord_alert.channels.apprise import Apprise
from onrecord_alert.channels.errors import Paused
from onrecord_alert.channels.slack import SlackWebhook
from onrecord_alert.channels.slack_bot import SlackBot
from onrecord_alert.channels.smtp import Login, Mail, MailServer
from onrecord_alert.channels.webhook import Webhook
from onrecord_alert.settings import AlertSettings
from onrecord_alert.ways import ToApprise, ToMailbox, ToSlackChannel, ToSlackWebhook, ToWebhook, Way


class Channels:
    """Every way out that the settings allow."""

    def __init__(self, settings: AlertSettings) -> None:
        self._settings = settings
        self._policy = Policy(open_hosts=parse_open_hosts(settings.open_hosts))
        self._links = _links(settings)
        self._sender = Address("onrecord", addr_spec=settings.email_from)
        self._mail_server = _mail_server(settings, trusted_tls())

    def open(self, kind: str, way: Way | None, *, now: datetime) -> Channel:
        """Open the channel *kind* to a subscriber.

        Args:
            kind: slack, email, webhook or apprise.
            way: To the subscriber; None where there is none.
            now: Aware; a mail's date, and a webhook's.

        Raises:
            Permanent: the subscriber has no address for this channel.
            Paused: the operator has not set the channel up yet.
        """
        settings = self._settings
        match way:
            case ToSlackWebhook(url):
                return SlackWebhook(url, settings.slack_timeout_s, self._policy, self._links)
            case ToSlackChannel(token, channel):
                return SlackBot(
                    token,
                    channel,
                    settings.slack_api_url,
                    settings.slack_timeout_s,
                    self._policy,
                    self._links,
                )
            case ToMailbox(address):
                if self._mail_server is None:
                    raise Paused("no mail server is set: ONRECORD_SMTP_HOST")
                return Mail(self._mail_server, self._sender, address, now, self._links)
            case ToWebhook(url, secret):
                return Webhook(url, secret, settings.webhook_timeout_s, self._policy, now)
            case ToApprise(url):
                return Apprise(url)
        raise Permanent(f"the subscriber has no address for {kind}")


def _links(settings: AlertSettings) -> Links | None:
    if settings.public_url is None or settings.link_secret is None:
        return None
    return Links(settings.public_url, settings.link_secret)


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
