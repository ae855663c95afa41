"""The door to Slack: an alert posted to an incoming webhook."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from dataclasses import dataclass
from typing import Final

import httpx
from pydantic import SecretStr

from onrecord.errors import Permanent, Transient
from onrecord_alert.channels.slack_blocks import slack_message
from onrecord_alert.records import Message, Sent
from onrecord_alert.wording import worded

MAX_ANSWER_BYTES: Final = 4_096
"""Slack answers in one word; what else answers need not be read to its end."""

_PASSING: Final = (None, "fatal_error", "internal_error", "ratelimited", "service_unavailable")
"""What a 200 may say that passes; None is a page that is not Slack's."""

_CODE: Final = re.compile(rb"[a-z_]{2,64}")


@dataclass(frozen=True, slots=True)
class SlackWebhook:
    """An incoming webhook. Its address is a secret: it is in no error and no log line."""

    url: SecretStr
    timeout_s: float
    """For everything together: connecting, sending, the whole answer. Only a look-up of the host's name that
    hangs in the system's resolver can hold it longer."""
    tls: ssl.SSLContext
    """Whom to trust."""

    def send(self, message: Message) -> Sent:
        """Post *message*.

        Raises:
            Transient: no answer, 408, 429, 5xx, or an answer that is not Slack's (a proxy's page). After a
                timeout the message may have been posted all the same.
            Permanent: any other refusal, a redirect included; ``slack`` in its context is Slack's own word for it.
        """
        view = message.alerts[0]
        body = json.dumps(slack_message(worded(view), view.token)).encode()
        status, retry_after, answer = asyncio.run(self._post(body))
        return _judged(status, retry_after, answer)

    async def _post(self, body: bytes) -> tuple[int, str | None, bytes]:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        try:
            async with (
                asyncio.timeout(self.timeout_s),  # httpx's own timeouts are for each read
                httpx.AsyncClient(
                    timeout=self.timeout_s, verify=self.tls, trust_env=False, follow_redirects=False
                ) as client,
                client.stream("POST", self.url.get_secret_value(), content=body, headers=headers) as response,
            ):
                answer = b""
                async for chunk in response.aiter_raw():
                    answer += chunk[: MAX_ANSWER_BYTES - len(answer)]
                    if len(answer) == MAX_ANSWER_BYTES:
                        break
                return response.status_code, response.headers.get("Retry-After"), answer
        except (TimeoutError, httpx.TimeoutException) as error:
            raise Transient("slack did not answer in time", timeout_s=self.timeout_s) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
            # "from None": these errors quote the address.
            raise Permanent("the subscriber's Slack webhook is not a web address") from None
        except httpx.TransportError as error:
            raise Transient("slack unreachable", cause=type(error).__name__) from error


def _judged(status: int, retry_after: str | None, answer: bytes) -> Sent:
    said = _said(answer)
    if 200 <= status < 300 and said == "ok":
        return Sent(answer="ok", external_id=None)
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise Transient("slack rate limit", after_s=_seconds(retry_after), status=status)
    if status >= 500 or status == httpx.codes.REQUEST_TIMEOUT:
        raise Transient("slack failed", status=status, slack=said)
    if 200 <= status < 300 and said in _PASSING:
        raise Transient("slack's answer is not an ok", status=status, slack=said)
    raise Permanent("slack refused the message", status=status, slack=said)


def _said(answer: bytes) -> str | None:
    """Slack's word: the whole body of a webhook's answer, or what stands in ``{"ok": …, "error": …}``.

    Nothing else of the body is ever passed on.
    """
    word = answer.strip()
    if word.startswith(b"{"):
        try:
            fields = json.loads(word)
        except (ValueError, RecursionError):
            return None
        if fields.get("ok") is True:
            return "ok"
        word = str(fields.get("error", "")).encode(errors="replace")
    return word.decode("ascii") if _CODE.fullmatch(word) else None


def _seconds(retry_after: str | None) -> float | None:
    """Read a ``Retry-After``; None where it is missing or no number of seconds, which is what Slack sends."""
    text = (retry_after or "").strip()
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
