"""The three newspapers: pages and feeds, one edition after the other."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from onrecord.errors import Misconfigured
from onrecord_cli.demo.articles import Newspapers, Outlet
from onrecord_cli.demo.pages import Entry, feed, page, path, picture

LOOPBACK = "127.0.0.1"

_FEED_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "rdf": "application/rdf+xml"}


@dataclass(frozen=True, slots=True)
class _Served:
    body: bytes
    content_type: str
    modified: datetime

    @property
    def etag(self) -> str:
        return f'"{blake2b(self.body, digest_size=12).hexdigest()}"'


class _Site(ThreadingHTTPServer):
    """One outlet's web server. What it serves is replaced whole, so that no reader sees a half."""

    daemon_threads = True
    request_queue_size = 128  # socketserver's 5 resets connections when many come at once

    def __init__(self, outlet: Outlet, *, host: str, port: int) -> None:
        listen = host if host == LOOPBACK else ""
        try:
            super().__init__((listen, port), _Reader)
        except OSError as error:
            raise Misconfigured(f"port {port} cannot be had ({error.strerror}): give another") from error
        self.outlet = outlet
        self.root = f"http://{host}:{self.server_port}"
        self.served: dict[str, _Served] = {}

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a reader that hung up is no error of ours
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Reader(BaseHTTPRequestHandler):
    """Answers GET and HEAD: conditional, gzipped where the reader takes it."""

    protocol_version = "HTTP/1.1"
    server_version = "Newsroom"
    sys_version = ""
    server: _Site

    def do_GET(self) -> None:
        found = self.server.served.get(self.path.partition("?")[0])
        if found is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        fresh = found.etag in self.headers.get("If-None-Match", "")
        self.send_response(HTTPStatus.NOT_MODIFIED if fresh else HTTPStatus.OK)
        self.send_header("ETag", found.etag)
        self.send_header("Last-Modified", format_datetime(found.modified, usegmt=True))
        self.send_header("Vary", "Accept-Encoding")
        if fresh:
            self.end_headers()
            return
        body = found.body
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", found.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 (http.server looks it up by this name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Stay quiet: the terminal belongs to the alerts."""


class Newsroom:
    """What the newspapers have printed so far. Made by ``newsroom``."""

    def __init__(self, newspapers: Newspapers, sites: tuple[_Site, ...], opened: datetime) -> None:
        self._newspapers = newspapers
        self._sites = sites
        self._printed: list[datetime] = []
        self.publish(opened)

    @property
    def edition(self) -> int:
        """Number of the edition that stands; 0 is what stood there before onrecord came."""
        return len(self._printed) - 1

    @property
    def feeds(self) -> dict[str, str]:
        """Addresses of the feeds, by the outlet's name."""
        return {site.outlet.name: site.root + site.outlet.feed_path for site in self._sites}

    @property
    def hosts(self) -> tuple[str, ...]:
        """The sites as ``host:port``."""
        return tuple(site.root.removeprefix("http://") for site in self._sites)

    def publish(self, at: datetime) -> int:
        """Put the next edition out and give its number.

        Its articles are dated *at*, rounded up to the whole second, as feeds have it: rounded down,
        an article could look older than a subscription made in the same second.

        Args:
            at: Aware, UTC.
        """
        self._printed.append(at.replace(microsecond=0) + timedelta(seconds=at.microsecond > 0))
        for site in self._sites:
            site.served = self._print(site)
        return self.edition

    def address(self, key: str) -> str:
        """Give the address of the article ``outlet/slug``, without what the feed adds to it.

        Raises:
            KeyError: no such article is out.
        """
        for site in self._sites:
            for entry in entries_of(self._newspapers, site.outlet, self._printed):
                if entry.article.key == key:
                    return site.root + path(site.outlet, entry)
        raise KeyError(key)

    def _print(self, site: _Site) -> dict[str, _Served]:
        entries = entries_of(self._newspapers, site.outlet, self._printed)
        served = {
            path(site.outlet, entry): _Served(
                page(site.outlet, entry, site.root).encode(), "text/html; charset=utf-8", entry.modified
            )
            for entry in entries
        }
        for entry in entries:
            for part in entry.version.parts:
                if part.kind == "figure":
                    name = part.text.split(" | ")[0]
                    drawing = _Served(picture(name).encode(), "image/svg+xml", entry.published)
                    served[f"/media/{name}.svg"] = drawing
        served[site.outlet.feed_path] = _Served(
            feed(site.outlet, entries, site.root).encode(),
            f"{_FEED_TYPES[site.outlet.feed]}; charset=utf-8",
            max(entry.modified for entry in entries),
        )
        return served


def entries_of(newspapers: Newspapers, outlet: Outlet, printed: Sequence[datetime]) -> list[Entry]:
    """List what stands in *outlet*'s feed, newest first.

    Args:
        newspapers: All there is to print.
        outlet: Whose feed.
        printed: When each edition so far came out; whole seconds, aware, UTC; at least one.
    """
    entries = []
    for article in newspapers.of(outlet.key):
        if version := article.at(len(printed) - 1):
            published = printed[article.edition] - timedelta(minutes=article.age_minutes)
            modified = printed[version.edition] if version.edition > article.edition else published
            entries.append(Entry(article, version, published, modified))
    return sorted(entries, key=lambda entry: (entry.published, entry.article.edition), reverse=True)


@contextmanager
def newsroom(
    newspapers: Newspapers, opened: datetime, *, host: str = LOOPBACK, port: int = 0
) -> Iterator[Newsroom]:
    """Serve *newspapers*, with edition 0 out at *opened*.

    Args:
        newspapers: All there is to print.
        opened: Aware, UTC.
        host: The name by which readers know this machine; any but LOOPBACK opens the ports to all of them.
        port: Of the first newspaper, the others follow; 0 for free ones.

    Raises:
        Misconfigured: a port is taken.
    """
    with ExitStack() as stack:
        sites = tuple(
            stack.enter_context(_Site(outlet, host=host, port=port and port + number))
            for number, outlet in enumerate(newspapers.outlets)
        )
        room = Newsroom(newspapers, sites, opened)
        for site in sites:
            Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            stack.callback(site.shutdown)
        yield room
