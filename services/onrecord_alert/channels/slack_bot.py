"""The door to Slack by a bot's token: posts, edits what it posted, and can be asked whether it did."""

from __future__ import annotations

import json
import ssl
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
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
HISTORY_PAGE: Final = 200
MAX_HISTORY_PAGES: Final = 5
"""1,000 messages behind the one that is looked for; a channel with more is one that nobody reads. Few pages: each may
take ``timeout_s``, and all of them are within the time of one task."""

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""Ours and Slack's, at the worst."""

EVENT: Final = "onrecord_message"
"""Type of the metadata that a message carries."""

NAME_CHARS: Final = 8
MAX_NAMES: Final = 1_000
"""Of outlets in one line of a thread: 9 kB, and Slack takes 16."""


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

    def grow(self, message: Message, sent: Sent, news: tuple[Reported, ...], *, again: bool) -> Sent:
        """Put *message* in the place of the one that was *sent*, and tell its thread what is new in it.

        The edit can be made twice without harm. A line of the thread carries names of what it tells, so that nothing is
        told *again* that a line tells already, though more be news by now.

        Raises:
            Paused, Closed, Permanent: as ``send`` does; Permanent also where the message was deleted.
        """
        channel, _, timestamp = (sent.external_id or "").partition("/")
        place = {"channel": channel}
        self._call("chat.update", slack_message(message, self.links) | place | {"ts": timestamp})
        thread = place | {"ts": timestamp}
        if again:
            told = {name for line in self._readable("conversations.replies", thread) for name in _told(line)}
            news = _without(news, told)
        if news:
            metadata = {"event_type": EVENT, "event_payload": {"told": " ".join(_names(news))}}
            line = slack_news(news) | {"metadata": metadata}
            self._call("chat.postMessage", line | place | {"thread_ts": timestamp})
        return sent

    def find(self, token: UUID, *, since: datetime) -> Sent | None:
        """Look for the message *token* among those posted after *since*.

        None also where the bot may not read the channel: a message that comes twice is better than none.

        Raises:
            Paused, Closed: as ``send`` does.
        """
        posted = {"oldest": f"{(since - CLOCKS_DIFFER).timestamp():.6f}"}
        history = self._readable("conversations.history", posted)
        message = next((each for each in history if _is(each, str(token))), None)
        if message is None:
            return None
        return Sent("found in the channel", _external_id({"channel": self.channel, **message}))

    def _readable(self, method: str, where: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """List messages as far as the bot may read them."""
        try:
            yield from self._listed(method, where)
        except OnrecordError as error:
            if error.context.get("slack") != "missing_scope":
                raise

    def _listed(self, method: str, where: dict[str, Any]) -> Iterator[dict[str, Any]]:
        cursor = ""
        for _ in range(MAX_HISTORY_PAGES):
            asked = {
                "channel": self.channel,
                "limit": HISTORY_PAGE,
                "include_all_metadata": "true",
                **where,
                **({"cursor": cursor} if cursor else {}),
            }
            answer = self._call(method, asked, form=True, max_bytes=MAX_HISTORY_BYTES)
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


def _name(token: UUID, outlet: str) -> str:
    """Name an outlet that reports an alert."""
    return sha256(f"{token} {outlet}".encode()).hexdigest()[:NAME_CHARS]


def _names(news: tuple[Reported, ...]) -> list[str]:
    """Name what a thread is told, MAX_NAMES at most."""
    return [_name(each.alert.token, outlet) for each in news for outlet in each.outlets][:MAX_NAMES]


def _told(message: dict[str, Any]) -> list[str]:
    """Read the names of what a message of the thread tells."""
    match message:
        case {"metadata": {"event_type": str(kind), "event_payload": {"told": str(names)}}} if kind == EVENT:
            return names.split()
    return []


def _without(news: tuple[Reported, ...], told: Collection[str]) -> tuple[Reported, ...]:
    left = (
        replace(each, outlets=tuple(o for o in each.outlets if _name(each.alert.token, o) not in told))
        for each in news
    )
    return tuple(each for each in left if each.outlets)


def _is(message: dict[str, Any], name: str) -> bool:
    """Say whether a message of the channel's is the one called *name*."""
    match message:
        case {"metadata": {"event_type": str(kind), "event_payload": {"token": str(named)}}} if kind == EVENT:
            return named == name
        case {"blocks": [dict(first), *_]}:
            return names(first, name)
    return False
