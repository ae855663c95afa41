"""Loopback stand-ins for the outside world of alerts: a Slack webhook and a mail server.

Both keep what came in and call back with it; both refuse what the real ones refuse.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server
from threading import Lock, Thread
from typing import Any, Generic, TypeVar
from uuid import UUID

from aiosmtpd.smtp import SMTP, Envelope, Session

MOST_BYTES = 1 << 20

# https://docs.slack.dev/reference/block-kit/blocks and …/block-kit/composition-objects/text-object
MOST_BLOCKS = 50
MOST_FIELDS = 10
MOST_ELEMENTS = {"context": 10, "actions": 25}
MOST_CHARS = {"header": 150, "section": 3000, "field": 2000, "button": 75, "url": 3000}
MOST_MESSAGE_CHARS = 40_000
_TEXT_TYPES = {"header": {"plain_text"}, "button": {"plain_text"}}
_BOTH_TEXTS = {"plain_text", "mrkdwn"}
_RICH_PARTS = {"rich_text_section", "rich_text_quote"}

T = TypeVar("T")


class Caught(Generic[T]):
    """What came in, in order; safe to read from another thread."""

    def __init__(self, tell: Callable[[T], None] | None = None) -> None:
        self._lock = Lock()
        self._all: list[T] = []
        self._tell = tell

    def add(self, one: T) -> None:
        """Keep *one* and pass it on; the callback runs in the catcher's thread, one at a time."""
        with self._lock:
            self._all.append(one)
            if self._tell:
                self._tell(one)

    def all(self) -> tuple[T, ...]:
        """Give what has come in so far."""
        with self._lock:
            return tuple(self._all)


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as the mail server took it."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


@dataclass(frozen=True, slots=True)
class SlackCatcher:
    """A webhook that is listening."""

    url: str
    caught: Caught[dict[str, Any]]
    refused: Caught[str]
    """Why each post that was turned away was turned away."""


@dataclass(frozen=True, slots=True)
class MailCatcher:
    """A mail server that is listening."""

    host: str
    port: int
    caught: Caught[Mail]


def slack_refusal(payload: object) -> str | None:
    """Say why Slack would refuse *payload* at an incoming webhook; None when it would take it.

    Source:
        The limits: https://docs.slack.dev/reference/block-kit/blocks; the answers:
        https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    """
    if not isinstance(payload, dict):
        return "invalid_payload"
    text, blocks = payload.get("text", ""), payload.get("blocks", [])
    if not isinstance(text, str) or not isinstance(blocks, list):
        return "invalid_payload"
    if not text and not blocks:
        return "no_text"
    if len(text) > MOST_MESSAGE_CHARS:
        return "msg_too_long"
    if len(blocks) > MOST_BLOCKS:
        return f"invalid_blocks: {len(blocks)} blocks, at most {MOST_BLOCKS}"
    faults = (
        f"invalid_blocks: block {n}: {fault}" for n, block in enumerate(blocks) for fault in _faults(block)
    )
    return next(faults, None)


def token_of_post(payload: dict[str, Any]) -> UUID | None:
    """Read which alert a Slack message is, by its first block; None where it does not say."""
    first = (payload.get("blocks") or [{}])[0].get("block_id", "")
    return _uuid(first.removeprefix("alert-"))


def token_of_mail(mail: Mail) -> UUID | None:
    """Read which alert a mail is, by its Message-ID; None where it does not say."""
    return _uuid(str(mail.message["Message-ID"] or "").strip("<> ").partition("@")[0])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _faults(block: Any) -> Iterator[str]:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind == "header":
        yield from _text_faults(block.get("text"), "header")
    elif kind == "section":
        yield from _section_faults(block)
    elif kind == "rich_text":
        yield from _rich_text_faults(block)
    elif kind in MOST_ELEMENTS:
        elements = block.get("elements")
        if not isinstance(elements, list) or not 1 <= len(elements) <= MOST_ELEMENTS[kind]:
            yield f"{kind} needs 1 to {MOST_ELEMENTS[kind]} elements"
        else:
            for element in elements:
                yield from _element_faults(element, kind)
    elif kind != "divider":
        yield f"not a block that this catcher knows: {kind!r}"


def _section_faults(block: dict[str, Any]) -> Iterator[str]:
    fields = block.get("fields", [])
    if "text" not in block and not fields:
        yield "a section has neither text nor fields"
    if len(fields) > MOST_FIELDS:
        yield f"{len(fields)} fields, at most {MOST_FIELDS}"
    if "text" in block:
        yield from _text_faults(block["text"], "section")
    for field in fields:
        yield from _text_faults(field, "field")


def _rich_text_faults(block: dict[str, Any]) -> Iterator[str]:
    for part in block.get("elements", []):
        if part.get("type") not in _RICH_PARTS:
            yield f"not a part of rich_text that this catcher knows: {part.get('type')!r}"
        elif not all(element.get("text") for element in part.get("elements", [])):
            yield "an element of rich_text has no text"


def _element_faults(element: Any, kind: str) -> Iterator[str]:
    if kind == "context":
        yield from _text_faults(element, "field")
    elif not isinstance(element, dict) or element.get("type") != "button":
        yield "not an element that this catcher knows"
    else:
        if len(element.get("url", "")) > MOST_CHARS["url"]:
            yield f"a button's url is over {MOST_CHARS['url']} characters"
        yield from _text_faults(element.get("text"), "button")


def _text_faults(text: Any, place: str) -> Iterator[str]:
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        yield f"the text of a {place} is not a text object"
        return
    if text.get("type") not in _TEXT_TYPES.get(place, _BOTH_TEXTS):
        yield f"a {place} takes no text of type {text.get('type')!r}"
    if not 1 <= len(text["text"]) <= MOST_CHARS[place]:
        yield f"a {place} has {len(text['text'])} characters, must have 1 to {MOST_CHARS[place]}"


class _Webhook(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # socketserver's 5 resets connections when many come at once
    caught: Caught[dict[str, Any]]
    refused: Caught[str]


class _Hook(BaseHTTPRequestHandler):
    """Answers as hooks.slack.com does: 200 and ``ok``, or 400 and a word."""

    protocol_version = "HTTP/1.1"
    server: _Webhook

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BYTES:
            self.close_connection = True
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
            return
        try:
            payload = json.loads(self.rfile.read(length))
        except ValueError:
            payload = None
        if refusal := slack_refusal(payload):
            self.server.refused.add(refusal)
            self._answer(HTTPStatus.BAD_REQUEST, refusal)
        else:
            self.server.caught.add(payload)
            self._answer(HTTPStatus.OK, "ok")

    def _answer(self, status: HTTPStatus, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Stay quiet: the terminal belongs to the alerts."""


@contextmanager
def slack_catcher(tell: Callable[[dict[str, Any]], None] | None = None) -> Iterator[SlackCatcher]:
    """Listen as a Slack incoming webhook on a free port of 127.0.0.1; *tell* gets each payload taken."""
    with _Webhook(("127.0.0.1", 0), _Hook) as server:
        server.caught, server.refused = Caught(tell), Caught()
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/services/T000/B000/demo"
        try:
            yield SlackCatcher(url, server.caught, server.refused)
        finally:
            server.shutdown()


class _Keeper:
    """What aiosmtpd calls with each message."""

    def __init__(self, caught: Caught[Mail]) -> None:
        self._caught = caught

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        message = message_from_bytes(raw, policy=policy.default)
        self._caught.add(Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
        return "250 2.0.0 Ok"


@contextmanager
def mail_catcher(tell: Callable[[Mail], None] | None = None) -> Iterator[MailCatcher]:
    """Listen as a mail server on a free port of 127.0.0.1; *tell* gets each message taken.

    aiosmtpd's own Controller connects to the port it was given to see whether it listens, so it
    cannot be given port 0; its protocol is run here on a socket and a loop of our own.
    """
    caught: Caught[Mail] = Caught(tell)
    keeper = _Keeper(caught)
    socket = create_server(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    stopping = asyncio.Event()

    async def serve() -> None:
        server = await loop.create_server(
            lambda: SMTP(keeper, hostname="localhost", data_size_limit=MOST_BYTES, loop=loop), sock=socket
        )
        await stopping.wait()
        server.close()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        yield MailCatcher("127.0.0.1", socket.getsockname()[1], caught)
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
