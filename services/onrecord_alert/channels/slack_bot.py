"""The door to Slack by a bot's token: posts, edits what it posted, and can be asked whether it did."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from pydantic import SecretStr

from onrecord.errors import OnrecordError
from onrecord.links import Links
from onrecord.web import Failed, Limits, Policy, post
from onrecord_alert.channels.destination import destination
from onrecord_alert.channels.slack import GAP_S
from onrecord_alert.channels.slack_answers import json_object, no_answer, refusal, word
from onrecord_alert.channels.slack_message import names, slack_message, slack_news
from onrecord_alert.records import Message, Reported, Sent

MAX_ANSWER_BYTES: Final = 500_000
"""Slack repeats the message that it took."""

MAX_HISTORY_BYTES: Final = 8_000_000
HISTORY_PAGE: Final = 100
MAX_HISTORY_PAGES: Final = 10
"""1,000 messages behind the one that is looked for; a channel with more is one that nobody reads."""

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""Ours and Slack's, at the worst."""

EVENT: Final = "onrecord_message"
"""Type of the metadata that a message carries."""


@dataclass(frozen=True, slots=True)
class SlackBot:
    """A channel that a bot posts to.

    The bot needs the scope ``chat:write`` and a place in the channel; with ``channels:history`` (``groups:history``
    for a private channel) it can be asked.
    """

    token: SecretStr
    channel: str
    """The channel's id."""
    api_url: str
    """Where the methods are, with a slash at its end."""
    timeout_s: float
    """For each call, everything together."""
    policy: Policy
    links: Links | None
    tls: ssl.SSLContext | None = None

    @property
    def destination(self) -> str:
        return destination("slack channel", self.token.get_secret_value(), self.channel)

    @property
    def gap_s(self) -> float:
        return GAP_S

    def send(self, message: Message) -> Sent:
        """Post *message*; it carries its token, for ``find``.

        Raises:
            Paused, Closed, Permanent: as ``SlackWebhook.send`` does.
        """
        metadata = {"event_type": EVENT, "event_payload": {"token": str(message.token)}}
        answer = self._call("chat.postMessage", slack_message(message, self.links) | {"metadata": metadata})
        return Sent(answer="ok", external_id=_external_id(answer))

    def grow(self, message: Message, sent: Sent, news: tuple[Reported, ...]) -> Sent:
        """Put *message* in the place of the one that was *sent*, and tell its thread what is new in it.

        The edit can be made twice without harm; a worker that dies behind the thread's line writes that twice.

        Raises:
            Paused, Closed, Permanent: as ``send`` does; Permanent also where the message was deleted.
        """
        channel, _, timestamp = (sent.external_id or "").partition("/")
        place = {"channel": channel}
        self._call("chat.update", slack_message(message, self.links) | place | {"ts": timestamp})
        if news:
            self._call("chat.postMessage", slack_news(news) | place | {"thread_ts": timestamp})
        return sent

    def find(self, token: UUID, *, since: datetime) -> Sent | None:
        """Look for the message *token* among those posted after *since*.

        None also where the bot may not read the channel: a message that comes twice is better than none.

        Raises:
            Paused, Closed: as ``send`` does.
        """
        try:
            for message in self._history(since - CLOCKS_DIFFER):
                if _is(message, token):
                    return Sent("found in the channel", _external_id({"channel": self.channel, **message}))
        except OnrecordError as error:
            if error.context.get("slack") != "missing_scope":
                raise
        return None

    def _history(self, since: datetime) -> Iterator[dict[str, Any]]:
        cursor = ""
        for _ in range(MAX_HISTORY_PAGES):
            asked = {
                "channel": self.channel,
                "oldest": f"{since.timestamp():.6f}",
                "limit": HISTORY_PAGE,
                "include_all_metadata": "true",
                **({"cursor": cursor} if cursor else {}),
            }
            answer = self._call("conversations.history", asked, form=True, max_bytes=MAX_HISTORY_BYTES)
            match answer:
                case {"messages": list(messages)}:
                    yield from (each for each in messages if isinstance(each, dict))
            match answer:
                case {"response_metadata": {"next_cursor": str(cursor)}} if cursor:
                    continue
            return

    def _call(
        self, method: str, fields: dict[str, Any], *, form: bool = False, max_bytes: int = MAX_ANSWER_BYTES
    ) -> dict[str, Any]:
        """Call a method of Slack's; only those that write take JSON, the others a *form*."""
        kind = "application/x-www-form-urlencoded" if form else "application/json; charset=utf-8"
        fields = {"channel": self.channel, **fields}
        content = urlencode(fields) if form else json.dumps(fields)
        answer = post(
            f"{self.api_url}{method}",
            content.encode(),
            {"Content-Type": kind, "Authorization": f"Bearer {self.token.get_secret_value()}"},
            Limits(max_bytes, self.timeout_s),
            policy=self.policy,
            tls=self.tls,
        )
        if isinstance(answer, Failed):
            raise no_answer(answer)
        done = json_object(answer.body) or {}
        if answer.status != 200 or done.get("ok") is not True:
            raise refusal(answer.status, word(answer.body), answer.retry_after)
        return done


def _external_id(answer: dict[str, Any]) -> str | None:
    match answer:
        case {"channel": str(channel), "ts": str(timestamp)}:
            return f"{channel}/{timestamp}"
    return None


def _is(message: dict[str, Any], token: UUID) -> bool:
    """Say whether a message of the channel's history is the one called *token*."""
    match message:
        case {"metadata": {"event_type": str(kind), "event_payload": {"token": str(named)}}} if kind == EVENT:
            return named == str(token)
        case {"blocks": [dict(first), *_]}:
            return names(first, token)
    return False
