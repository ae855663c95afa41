"""The door to Slack by an incoming webhook: posts a message, and can neither edit it nor be asked for it."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

from onrecord.links import Links
from onrecord.web import Failed, Limits, Policy, post
from onrecord_alert.channels.destination import destination
from onrecord_alert.channels.slack_answers import no_answer, refusal, word
from onrecord_alert.channels.slack_message import slack_message
from onrecord_alert.records import Message, Sent

GAP_S: Final = 1.0
"""One message a second and channel: https://docs.slack.dev/apis/web-api/rate-limits"""

MAX_ANSWER_BYTES: Final = 4_096
"""Slack answers in one word; what else answers need not be read to its end."""


@dataclass(frozen=True, slots=True)
class SlackWebhook:
    """An incoming webhook. Its address is a secret: it is in no error and no log line."""

    url: SecretStr
    timeout_s: float
    """For everything together: connecting, sending, the whole answer."""
    policy: Policy
    """Where it may be."""
    links: Links | None
    """Where answers to an alert go."""
    tls: ssl.SSLContext | None = None
    """Whom to trust; the usual authorities where it is None."""

    @property
    def destination(self) -> str:
        return destination("slack webhook", self.url.get_secret_value())

    @property
    def gap_s(self) -> float:
        return GAP_S

    def send(self, message: Message) -> Sent:
        """Post *message*.

        Raises:
            Paused: no answer, 408, 429, 5xx, or an answer that is not Slack's (a proxy's page). After a timeout
                the message may have been posted all the same.
            Closed: the webhook, or what it posts to, is no more.
            Permanent: any other refusal, a redirect included; ``slack`` in its context is Slack's own word for it.
        """
        answer = post(
            self.url.get_secret_value(),
            json.dumps(slack_message(message, self.links)).encode(),
            {"Content-Type": "application/json"},
            Limits(MAX_ANSWER_BYTES, self.timeout_s),
            policy=self.policy,
            tls=self.tls,
        )
        if isinstance(answer, Failed):
            raise no_answer(answer)
        said = word(answer.body)
        if not (200 <= answer.status < 300 and said == "ok"):
            raise refusal(answer.status, said, answer.retry_after)
        return Sent(answer="ok", external_id=None)
