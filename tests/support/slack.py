"""An incoming webhook on loopback: answers as a script says, keeps what it was sent."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal


@dataclass(frozen=True)
class Reply:
    """One answer. ``silent`` reads the post and says nothing; ``dripping`` and ``flooding`` never end."""

    status: int = 200
    body: bytes = b"ok"
    headers: Mapping[str, str] = field(default_factory=dict)
    manner: Literal["prompt", "silent", "dripping", "flooding", "hanging up"] = "prompt"
    after_s: float = 0.0
    """Before it answers, having taken the post over."""


@dataclass
class Webhook:
    """A running webhook; ``received`` fills with the posts, decoded."""

    url: str
    received: list[dict[str, Any]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    """Given in turn; the last one is given again and again."""
    stopped: threading.Event = field(default_factory=threading.Event)


PATH = "/services/T00000000/B00000000/a-secret-of-twenty-four-chars"


@contextmanager
def webhook(replies: Sequence[Reply] = (Reply(),), *, tls: ssl.SSLContext | None = None) -> Iterator[Webhook]:
    """Answer on a free port of 127.0.0.1 until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scheme = "https" if tls else "http"
    server.webhook = Webhook(f"{scheme}://127.0.0.1:{server.server_address[1]}{PATH}", replies=list(replies))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.webhook
    finally:
        server.webhook.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    webhook: Webhook

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that give up are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        hook = self.server.webhook
        hook.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        reply = hook.replies.pop(0) if len(hook.replies) > 1 else hook.replies[0]
        if reply.manner == "hanging up":
            return
        if reply.manner == "silent":
            hook.stopped.wait()
            return
        hook.stopped.wait(reply.after_s)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)
        while reply.manner == "dripping" and not hook.stopped.wait(0.02):
            self.wfile.write(b".")
        while reply.manner == "flooding" and not hook.stopped.is_set():
            self.wfile.write(b"." * 65_536)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""
