"""One request and its answer, over a guarded transport; every way it can fail becomes a ``Reason``."""

from __future__ import annotations

import re
import ssl
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import httpx

from onrecord.web.body import Body, TooLarge, Undecodable
from onrecord.web.guard import Blocked
from onrecord.web.outcomes import Fetched, Reason

MAX_HEADERS: Final = 300
MAX_HEADER_BYTES: Final = 64_000
MAX_KEPT_HEADER_CHARS: Final = 1_000
CONNECT_TIMEOUT_S: Final = 10.0

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_WITHOUT_BODY: Final = frozenset({204, 304})
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([a-z0-9_.:-]{1,40})", re.IGNORECASE)


class NoAnswer(Exception):
    """There is no answer to be had from this address now. Never leaves this package."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: either somewhere else to ask (*location*), or headers and a body."""

    status: int
    location: str | None
    headers: httpx.Headers
    body: bytes

    @property
    def content_type(self) -> str | None:
        declared = self.headers.get("content-type", "")[:MAX_KEPT_HEADER_CHARS]
        return declared.partition(";")[0].strip().lower() or None

    @property
    def charset(self) -> str | None:
        declared = _CHARSET.search(self.headers.get("content-type", "")[:MAX_KEPT_HEADER_CHARS])
        return declared[1].lower() if declared else None

    def kept(self, name: str) -> str | None:
        """A header to be sent back or read later: printable ASCII of bearable length, or none."""
        value = self.headers.get(name, "")
        fit = value.isascii() and value.isprintable() and len(value) <= MAX_KEPT_HEADER_CHARS
        return value if value and fit else None

    def fetched(self, url: str, *, moved_to: str | None = None) -> Fetched:
        """Give what callers outside this package get to see of it."""
        return Fetched(
            url=url,
            moved_to=moved_to,
            status=self.status,
            content_type=self.content_type,
            charset=self.charset,
            etag=self.kept("etag"),
            last_modified=self.kept("last-modified"),
            retry_after=self.kept("retry-after"),
            body=self.body,
        )


async def exchange(
    transport: httpx.AsyncBaseTransport,
    url: str,
    headers: Mapping[str, str],
    *,
    max_bytes: int,
    media_types: Collection[str] | None,
) -> Answer:
    """Send a GET for *url* and read the answer. The caller bounds the time.

    Raises:
        NoAnswer: for any reason.
    """
    with translated():
        request = httpx.Request(
            "GET", url, headers=headers, extensions={"timeout": {"connect": CONNECT_TIMEOUT_S}}
        )
        response = await transport.handle_async_request(request)
        try:
            return await _read(response, max_bytes=max_bytes, media_types=media_types)
        finally:
            await response.aclose()


async def _read(response: httpx.Response, *, max_bytes: int, media_types: Collection[str] | None) -> Answer:
    raw = response.headers.raw
    if len(raw) > MAX_HEADERS or sum(len(name) + len(value) for name, value in raw) > MAX_HEADER_BYTES:
        raise NoAnswer(Reason.BAD_RESPONSE, "too many headers")
    location = response.headers.get("location") if response.status_code in _REDIRECTS else None
    answer = Answer(response.status_code, location, response.headers, b"")
    if location is not None or response.status_code in _WITHOUT_BODY:
        return answer
    declared = answer.content_type
    if media_types is not None and response.is_success and declared and declared not in media_types:
        raise NoAnswer(Reason.WRONG_TYPE, declared[:100])
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:  # h11 lets through ASCII digits only, at most 20
        raise TooLarge
    body = Body(response.headers.get("content-encoding"), max_bytes=max_bytes)
    async for chunk in response.aiter_raw():
        body.add(chunk)
    return Answer(response.status_code, None, response.headers, body.content())


@contextmanager
def translated() -> Iterator[None]:
    """Turn every error of a request into NoAnswer, with its reason."""
    try:
        yield
    except Blocked as error:
        raise NoAnswer(error.reason, error.detail) from error
    except TooLarge as error:
        raise NoAnswer(Reason.TOO_LARGE, "more bytes than allowed") from error
    except Undecodable as error:
        raise NoAnswer(Reason.BAD_RESPONSE, str(error)) from error
    except httpx.TimeoutException as error:
        raise NoAnswer(Reason.TIMEOUT, type(error).__name__) from error
    except (httpx.ConnectError, ssl.SSLError) as error:
        tls = next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)), None)
        if tls is not None:
            detail = getattr(tls, "verify_message", None) or tls.reason or "TLS failed"
            raise NoAnswer(Reason.TLS, detail) from error
        raise NoAnswer(Reason.CONNECT, "no connection") from error
    except httpx.UnsupportedProtocol as error:
        raise NoAnswer(Reason.BAD_URL, "neither http nor https") from error
    except httpx.ProtocolError as error:
        raise NoAnswer(Reason.BAD_RESPONSE, "not HTTP") from error
    except (httpx.TransportError, OSError) as error:
        raise NoAnswer(Reason.CONNECT, "connection lost") from error
    except (httpx.InvalidURL, ValueError) as error:  # UnicodeError, idna.IDNAError and ssl's are ValueErrors
        raise NoAnswer(Reason.BAD_URL, "address not understood") from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
