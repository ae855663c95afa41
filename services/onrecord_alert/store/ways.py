"""How subscribers can be reached."""

from __future__ import annotations

from pydantic import SecretStr

from onrecord.storage import Session
from onrecord.storage.schema import Subscriber
from onrecord_alert.ways import ToApprise, ToMailbox, ToSlackChannel, ToSlackWebhook, ToWebhook, Way


def way_to(session: Session, subscriber_id: int, channel: str) -> Way | None:
    """Read the way to a subscriber over *channel* (slack, email, webhook, apprise); None if there is none.

    Of the two ways to Slack, the bot's is taken: it can edit what it posted.
    """
    subscriber = session.get(Subscriber, subscriber_id)
    if subscriber is None:
        return None
    match channel:
        case "slack" if subscriber.slack_bot_token and subscriber.slack_channel:
            return ToSlackChannel(SecretStr(subscriber.slack_bot_token), subscriber.slack_channel)
        case "slack" if subscriber.slack_webhook_url:
            return ToSlackWebhook(SecretStr(subscriber.slack_webhook_url))
        case "email" if subscriber.email:
            return ToMailbox(subscriber.email)
        case "webhook" if subscriber.webhook_url and subscriber.webhook_secret:
            return ToWebhook(SecretStr(subscriber.webhook_url), SecretStr(subscriber.webhook_secret))
        case "apprise" if subscriber.apprise_url:
            return ToApprise(SecretStr(subscriber.apprise_url))
    return None
