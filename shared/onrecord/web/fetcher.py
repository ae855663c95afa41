"""GET with bounds on everything: addresses, redirects, headers, bytes packed and unpacked, and time."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from types import MappingProxyType, TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import httpx

from onrecord.urls import web_url
from onrecord.web.addresses import WEB, Policy
from onrecord.web.exchange import NoAnswer, exchange
from onrecord.web.guard import GuardedTransport, Resolve, Resolver
from onrecord.web.manners import Manners
from onrecord.web.outcomes import Failed, Fetched, Reason

MAX_REDIRECTS: Final = 5

USER_AGENT: Final = f"onrecord/{version('onrecord')}"

Permission = Callable[[str], Awaitable[Reason | None]]
"""Says why an address is not to be asked for; None where it may be."""

_PERMANENT_REDIRECTS: Final = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class WebOptions:
    """How the web is asked."""

    policy: Policy = WEB
    user_agent: str = USER_AGENT
    at_once: int = 16
    """Requests in flight, over all hosts."""
    at_once_per_host: int = 2
    gap_s: float = 1.0
    """Seconds between the starts of two requests to one host."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may cost."""

    max_bytes: int
    """Of body, both as received and unpacked."""
    deadline_s: float = 30.0
    """For the whole answer, all redirects included; waiting for the host's turn does not count."""


class Fetcher:
    """Asks strangers' servers. Belongs to one event loop; ``async with`` closes it.

    Keeps no cookies, sends no credentials and reads no proxy from the environment: it talks to httpx's
    transport and leaves out its client, which does all three.
    """

    def __init__(
        self,
        options: WebOptions,
        *,
        free_in: Mapping[str, float] = MappingProxyType({}),
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Args:
        options: How to ask.
        free_in: Seconds until the first request to a host (with its port, where that is unusual), where it has to wait.
        resolve: Stands in for the system's resolver.
        tls: Whom to trust; the usual authorities where it is None.
        """
        self._options = options
        self._resolver = Resolver()
        self._transport = GuardedTransport(
            options.policy,
            resolve or self._resolver,
            tls=tls or trusted_tls(),
            connections=options.at_once,
        )
        self._manners = Manners(at_once=options.at_once_per_host, gap_s=options.gap_s, free_in=free_in)
        self._room = asyncio.Semaphore(options.at_once)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.aclose()
        self._resolver.close()

    async def get(
        self,
        url: str,
        limits: Limits,
        *,
        accept: str = "*/*",
        media_types: Collection[str] | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        permission: Permission | None = None,
        room: AsyncExitStack | None = None,
    ) -> Fetched | Failed:
        """Get *url*, following up to MAX_REDIRECTS redirects, each judged like the first address.

        Args:
            url: As a feed, a page or a person gives it.
            limits: What it may cost.
            accept: The header of that name.
            media_types: Read the body of a successful answer only if its declared type is one of these,
                or it declares none.
            etag: Of the copy at hand; the answer may then be 304, without a body.
            last_modified: Likewise.
            permission: Asked before each request, redirects included; its time does not count.
            room: Keeps the answer's place among the requests at once until it is closed: bodies that nobody has got
                round to are in memory, and as few as requests. Else the place is free when the answer is there.

        Returns:
            An answer of any status, or why there is none.
        """
        headers = {"User-Agent": self._options.user_agent, "Accept": accept, "Accept-Encoding": "gzip"}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        left_s = limits.deadline_s
        moved_to = None
        for_ever = True
        try:
            here = _understood(url)
            for _ in range(MAX_REDIRECTS + 1):
                if permission is not None and (refusal := await permission(here)) is not None:
                    raise NoAnswer(refusal, "robots.txt")
                async with AsyncExitStack() as held, self._manners.turn(urlsplit(here).netloc):
                    await held.enter_async_context(self._room)
                    started = time.monotonic()
                    async with asyncio.timeout(left_s):
                        answer = await exchange(
                            self._transport,
                            here,
                            headers,
                            max_bytes=limits.max_bytes,
                            media_types=media_types,
                        )
                    left_s -= time.monotonic() - started
                    if answer.location is None:
                        if room is not None:
                            room.push_async_exit(held.pop_all())
                        return answer.fetched(here, moved_to=moved_to)
                here = _understood(answer.location, base=here)
                for_ever = for_ever and answer.status in _PERMANENT_REDIRECTS
                moved_to = here if for_ever else moved_to
        except TimeoutError:
            return Failed(url, Reason.TIMEOUT, f"no whole answer in {limits.deadline_s:g} s")
        except NoAnswer as failure:
            return Failed(url, failure.reason, failure.detail)
        return Failed(url, Reason.REDIRECT_LOOP, f"more than {MAX_REDIRECTS} redirects")


@cache
def trusted_tls() -> ssl.SSLContext:
    """Verify against certifi's roots, or the operator's by SSL_CERT_FILE; loading them takes 20 ms, so once."""
    return httpx.create_ssl_context()


def _understood(text: str, *, base: str | None = None) -> str:
    try:
        return web_url(text, base=base)
    except ValueError as error:
        raise NoAnswer(Reason.BAD_URL, str(error)) from error
