"""Loopback stand-ins for the outside world of alerts: Slack, by webhook and by bot, and a mail server.

Both keep what came in and call back with it; both refuse what the real ones refuse.
"""

from __future__ import annotations

import asyncio
import json
import time
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

from onrecord_cli.demo.slack_limits import slack_refusal

MOST_BYTES = 1 << 20
API_PATH = "/api/"

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
    """A webhook that is listening, and a workspace's methods for a bot."""

    url: str
    api_url: str
    """Where ``chat.postMessage`` and its like are, for any token and channel."""
    caught: Caught[dict[str, Any]]
    """Posts to the channel, by webhook or by the bot."""
    edited: Caught[dict[str, Any]]
    refused: Caught[str]
    """Why each post that was turned away was turned away."""


@dataclass(frozen=True, slots=True)
class MailCatcher:
    """A mail server that is listening."""

    host: str
    port: int
    caught: Caught[Mail]


def token_of_post(payload: dict[str, Any]) -> UUID | None:
    """Read which message a Slack message is, by its first block; None where it does not say."""
    first = (payload.get("blocks") or [{}])[0].get("block_id", "")
    return _uuid(first.partition("-")[2])


def token_of_mail(mail: Mail) -> UUID | None:
    """Read which message a mail is, by its Message-ID; None where it does not say."""
    return _uuid(str(mail.message["Message-ID"] or "").strip("<> ").partition("@")[0])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class _Webhook(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # socketserver's 5 resets connections when many come at once
    caught: Caught[dict[str, Any]]
    edited: Caught[dict[str, Any]]
    refused: Caught[str]


class _Hook(BaseHTTPRequestHandler):
    """Answers as hooks.slack.com does: 200 and ``ok``, or 400 and a word; below /api/ as slack.com, in JSON."""

    protocol_version = "HTTP/1.1"
    server: _Webhook

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BYTES:
            self.close_connection = True
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
            return
        body = self.rfile.read(length)
        try:
            payload = json.loads(body)
        except ValueError:
            payload = None
        if self.path.startswith(API_PATH):
            self._do_method(self.path.removeprefix(API_PATH), payload)
        elif refusal := slack_refusal(payload):
            self.server.refused.add(refusal)
            self._answer(HTTPStatus.BAD_REQUEST, refusal)
        else:
            self.server.caught.add(payload)
            self._answer(HTTPStatus.OK, "ok")

    def _do_method(self, method: str, payload: Any) -> None:
        """Do what a method of Slack's does, as far as a bot that posts and edits can see."""
        if method == "conversations.history":
            self._answer_json(
                messages=[]
            )  # asked in a form; nothing is ever found to have been posted before
            return
        if refusal := slack_refusal(payload):
            self.server.refused.add(refusal)
            self._answer_json(ok=False, error=refusal)
            return
        if method == "chat.update":
            self.server.edited.add(payload)
        elif "thread_ts" not in payload:
            self.server.caught.add(payload)
        self._answer_json(channel=payload["channel"], ts=payload.get("ts", f"{time.time():.6f}"))

    def _answer_json(self, **fields: Any) -> None:
        self._answer(HTTPStatus.OK, json.dumps({"ok": True, **fields}), kind="application/json")

    def _answer(self, status: HTTPStatus, text: str, *, kind: str = "text/html") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Stay quiet: the terminal belongs to the alerts."""


@contextmanager
def slack_catcher(
    tell: Callable[[dict[str, Any]], None] | None = None,
    tell_edit: Callable[[dict[str, Any]], None] | None = None,
) -> Iterator[SlackCatcher]:
    """Listen as Slack on a free port of 127.0.0.1; *tell* gets each post that is taken, *tell_edit* each edit."""
    with _Webhook(("127.0.0.1", 0), _Hook) as server:
        server.caught, server.edited, server.refused = Caught(tell), Caught(tell_edit), Caught()
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        site = f"http://127.0.0.1:{server.server_port}"
        try:
            yield SlackCatcher(
                f"{site}/services/T000/B000/demo",
                f"{site}{API_PATH}",
                server.caught,
                server.edited,
                server.refused,
            )
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
