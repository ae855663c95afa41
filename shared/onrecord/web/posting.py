"""POST with bounds on everything: address, time, and how much of the answer is read. No redirects."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping

import httpx

from onrecord.urls import web_url
from onrecord.web.addresses import Policy
from onrecord.web.exchange import CONNECT_TIMEOUT_S, Answer, NoAnswer, translated
from onrecord.web.fetcher import USER_AGENT, Limits, trusted_tls
from onrecord.web.guard import GuardedTransport, Resolve, Resolver
from onrecord.web.outcomes import Failed, Fetched, Reason


def post(
    url: str,
    content: bytes,
    headers: Mapping[str, str],
    limits: Limits,
    *,
    policy: Policy,
    tls: ssl.SSLContext | None = None,
    resolve: Resolve | None = None,
) -> Fetched | Failed:
    """Post *content* to *url*, once.

    The status is what tells whether the other side took it over, so no trouble after it is a failure: a body that
    is longer than ``limits.max_bytes``, or ends early, is given as far as it came.

    Args:
        url: As a person gave it.
        content: The body.
        headers: Its Content-Type, and what the receiver asks for beyond it.
        limits: What the answer may cost.
        policy: Where connections may go.
        tls: Whom to trust; the usual authorities where it is None.
        resolve: Stands in for the system's resolver.

    Returns:
        An answer of any status, a redirect included, or why there is none. A timeout says nothing of whether
        the post arrived.
    """
    return asyncio.run(_post(url, content, headers, limits, policy=policy, tls=tls, resolve=resolve))


async def _post(
    url: str,
    content: bytes,
    headers: Mapping[str, str],
    limits: Limits,
    *,
    policy: Policy,
    tls: ssl.SSLContext | None,
    resolve: Resolve | None,
) -> Fetched | Failed:
    try:
        address = web_url(url)
    except ValueError as error:
        return Failed(url, Reason.BAD_URL, str(error))
    resolver = Resolver()
    transport = GuardedTransport(policy, resolve or resolver, tls=tls or trusted_tls(), connections=1)
    request = httpx.Request(
        "POST",
        address,
        content=content,
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **headers},
        extensions={"timeout": {"connect": CONNECT_TIMEOUT_S}},
    )
    deadline = asyncio.get_running_loop().time() + limits.deadline_s
    try:
        async with asyncio.timeout_at(deadline):  # around, for its TimeoutError is an OSError too
            with translated():
                response = await transport.handle_async_request(request)
        try:
            body = await _read(response, deadline, max_bytes=limits.max_bytes)
        finally:
            await response.aclose()
    except TimeoutError:
        return Failed(url, Reason.TIMEOUT, f"no answer in {limits.deadline_s:g} s")
    except NoAnswer as failure:
        return Failed(url, failure.reason, failure.detail)
    finally:
        await transport.aclose()
        resolver.close()
    return Answer(response.status_code, None, response.headers, body).fetched(address)


async def _read(response: httpx.Response, deadline: float, *, max_bytes: int) -> bytes:
    body = b""
    try:
        async with asyncio.timeout_at(deadline):
            async for chunk in response.aiter_raw():
                body += chunk[: max_bytes - len(body)]
                if len(body) == max_bytes:
                    break
    except (TimeoutError, httpx.TransportError):
        return body
    return body
