"""The door to a subscriber's own program: a message posted as JSON, signed the Standard Webhooks way."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from pydantic import SecretStr

from onrecord.errors import OnrecordError, Permanent
from onrecord.web import Failed, Fetched, Limits, Policy, Reason, post
from onrecord_alert.channels.destination import destination
from onrecord_alert.channels.errors import Closed, Paused
from onrecord_alert.channels.retry_after import seconds
from onrecord_alert.channels.webhook_message import key_of, signed_headers, webhook_message
from onrecord_alert.records import Message, Sent

MAX_ANSWER_BYTES: Final = 1_024
"""Only the status counts."""

_ABOUT_THE_MESSAGE: Final = frozenset({400, 409, 411, 413, 414, 415, 422, 431})
_BUSY: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Webhook:
    """A subscriber's address. It may hold a secret, and is in no error and no log line."""

    url: SecretStr
    secret: SecretStr
    timeout_s: float
    """For everything together: connecting, sending, the answer."""
    policy: Policy
    """Where it may be."""
    date: datetime
    """Now; aware."""
    tls: ssl.SSLContext | None = None
    """Whom to trust; the usual authorities where it is None."""

    @property
    def destination(self) -> str:
        return destination("webhook", self.url.get_secret_value())

    @property
    def gap_s(self) -> float:
        return 0.0

    def send(self, message: Message) -> Sent:
        """Post *message*; its token is the webhook-id, on every attempt.

        Raises:
            Paused: no answer, 408, 429, 5xx; and where somebody can mend it: a certificate, a login (401, 403), an
                address that is gone for now (404, a redirect). After a timeout it may have been taken all the same.
            Closed: 410.
            Permanent: the message is refused (400, 413, 422 …), or the address or the secret is none.
        """
        try:
            key = key_of(self.secret)
        except ValueError as error:
            raise Permanent("the subscriber's webhook secret is not one") from error
        body = json.dumps(webhook_message(message, at=self.date)).encode()
        headers = signed_headers(key, str(message.token), body, at=self.date)
        answer = post(
            self.url.get_secret_value(),
            body,
            {"Content-Type": "application/json", **headers},
            Limits(MAX_ANSWER_BYTES, self.timeout_s),
            policy=self.policy,
            tls=self.tls,
        )
        if isinstance(answer, Failed):
            raise _no_answer(answer)
        if not 200 <= answer.status < 300:
            raise _refusal(answer)
        return Sent(answer=str(answer.status), external_id=str(message.token))


def _no_answer(failed: Failed) -> OnrecordError:
    match failed.reason:
        case Reason.BAD_URL:
            return Permanent("the subscriber's webhook is not a web address")
        case Reason.REFUSED_ADDRESS | Reason.REFUSED_PORT:
            return Permanent("the subscriber's webhook is not on the public web", reason=str(failed.reason))
        case Reason.TIMEOUT:
            return Paused("the webhook did not answer in time", detail=failed.detail)
    return Paused("the webhook is unreachable", reason=str(failed.reason), detail=failed.detail)


def _refusal(answer: Fetched) -> OnrecordError:
    status = answer.status
    if status == HTTPStatus.GONE:
        return Closed("the webhook is gone", status=status)
    if status in _BUSY or status >= 500:
        return Paused("the webhook is busy or failed", after_s=seconds(answer.retry_after), status=status)
    if status in _ABOUT_THE_MESSAGE:
        return Permanent("the webhook refused the message", status=status)
    return Paused("the webhook does not take our posts", status=status)
