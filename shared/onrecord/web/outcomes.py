"""What a fetch gives: an answer, or one reason from a short list why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """Why there is no answer."""

    BAD_URL = "bad_url"
    REFUSED_PORT = "refused_port"
    REFUSED_ADDRESS = "refused_address"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    REDIRECT_LOOP = "redirect_loop"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    BAD_RESPONSE = "bad_response"
    DISALLOWED = "disallowed"
    """The site asks programs not to read it."""
    UNDECIDED = "undecided"
    """Whether it does cannot be told now."""


_MAY_PASS: Final = frozenset(
    {Reason.DNS, Reason.CONNECT, Reason.TLS, Reason.TIMEOUT, Reason.BAD_RESPONSE, Reason.UNDECIDED}
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, whatever its status."""

    url: str
    """Where it came from, after redirects."""
    moved_to: str | None
    """Where permanent redirects led, before the first temporary one; the address to ask from now on."""
    status: int
    content_type: str | None
    """Lower-case, without parameters; null where the server says none."""
    charset: str | None
    """As declared, lower-case, unchecked."""
    etag: str | None
    last_modified: str | None
    retry_after: str | None
    """As the server wrote it: seconds or a date."""
    body: bytes
    """Decompressed; empty for 304."""


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer."""

    url: str
    """As it was asked for."""
    reason: Reason
    detail: str
    """For people; no part of a page, no secret."""

    @property
    def may_pass(self) -> bool:
        """Whether the same address may answer later."""
        return self.reason in _MAY_PASS
