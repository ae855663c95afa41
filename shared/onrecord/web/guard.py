"""The one door to sockets: resolves a name once, judges every answer, connects to the address judged."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpcore
import httpx

from onrecord.web.addresses import Policy
from onrecord.web.outcomes import Reason

MAX_ADDRESSES: Final = 4
"""Tried one after the other; a host with more is still judged by all of them."""

RESOLVER_THREADS: Final = 16

KEEP_ALIVE_S: Final = 5.0

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port to address literals, the preferred one first. Raises OSError or UnicodeError."""


class Blocked(Exception):
    """The connection was not made. Never leaves this package."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Resolver:
    """The system's resolver, in threads of its own: a name server that hangs holds up no other thread pool."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(RESOLVER_THREADS, thread_name_prefix="resolver")

    async def __call__(self, host: str, port: int) -> list[str]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return list(dict.fromkeys(str(address[0]) for *_, address in found))

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Below URLs, redirects and TLS: no spelling of an address and no second look-up gets around it."""

    def __init__(self, policy: Policy, resolve: Resolve) -> None:
        self._policy = policy
        self._resolve = resolve
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to *host* if the policy lets it.

        Raises:
            Blocked: the port or an address is closed, or the name cannot be resolved.
            httpcore.ConnectError, httpcore.ConnectTimeout: no address answered.
        """
        if not self._policy.allows_port(host, port):
            raise Blocked(Reason.REFUSED_PORT, f"port {port}")
        try:
            addresses = await self._resolve(host, port)
        except OSError as error:
            raise Blocked(Reason.DNS, error.strerror or "no answer") from error
        except UnicodeError as error:
            raise Blocked(Reason.BAD_URL, "host is no domain name") from error
        if not addresses:
            raise Blocked(Reason.DNS, "no address")
        if not self._policy.allows_addresses(host, port, addresses):
            raise Blocked(Reason.REFUSED_ADDRESS, "not a public address")
        failure: Exception = httpcore.ConnectError("no address answered")
        for address in addresses[:MAX_ADDRESSES]:
            try:
                return await self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no stranger is behind one."""
        raise Blocked(Reason.REFUSED_ADDRESS, f"unix socket {path!r}, {timeout}, {socket_options}")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport on the guarded backend; no proxy, certificate or other advice from the environment."""

    def __init__(self, policy: Policy, resolve: Resolve, *, tls: ssl.SSLContext, connections: int) -> None:
        super().__init__(verify=tls, trust_env=False)
        # httpx has no parameter for it; test_the_guard_stands_in_httpxs_way fails should the attribute move.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=connections,
            keepalive_expiry=KEEP_ALIVE_S,  # for one scheme, host and port; its address was judged when it was made
            network_backend=GuardedBackend(policy, resolve),
        )
