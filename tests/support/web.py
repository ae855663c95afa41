"""A stranger's server on loopback, a newspaper's or a subscriber's, that does as a script says."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from typing import Any

DRIP_S = 0.05


@dataclass(frozen=True)
class Answer:
    """What the server sends for one path. An iterable body goes out piece by piece, with no length given."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str | None = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Raw:
    """Bytes sent as they are, whole or piece by piece, in place of an HTTP answer."""

    data: bytes | Iterable[bytes]


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes = b""
    """What was posted."""


Script = Answer | Raw | Callable[[Asked], Answer | Raw]


class Site:
    """A running server: set paths with ``site["/feed"] = Answer(…)``, read ``site.asked`` afterwards."""

    def __init__(self, port: int, stopped: threading.Event) -> None:
        self.port = port
        self.asked: list[Asked] = []
        self.answers: dict[str, Script] = {}
        self._stopped = stopped

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def __setitem__(self, path: str, script: Script) -> None:
        self.answers[path] = script

    def times_asked(self, path: str) -> int:
        return sum(asked.path == path for asked in self.asked)

    def drip(self, data: bytes) -> Iterator[bytes]:
        """*data* over and over, a byte at a time, DRIP_S apart, until the server stops. Silence for no data."""
        for byte in cycle(data or [None]):
            if self._stopped.wait(DRIP_S):
                return
            yield b"" if byte is None else bytes([byte])


@contextmanager
def web_server(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve on a free port of 127.0.0.1 until the block ends. A path without a script gets 404."""
    stopped = threading.Event()
    server = _Server(("127.0.0.1", 0), _Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.site = site = Site(server.server_address[1], stopped)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    site: Site

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.server.site.asked.append(asked)
        script = self.server.site.answers.get(self.path, Answer(status=404))
        answer = script(asked) if callable(script) else script
        if isinstance(answer, Raw):
            self._send([answer.data] if isinstance(answer.data, bytes) else answer.data)
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.content_type is not None:
            self.send_header("Content-Type", answer.content_type)
        if isinstance(answer.body, bytes):
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
            return
        self.send_header("Connection", "close")
        self.end_headers()
        self._send(answer.body)

    def _send(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""
