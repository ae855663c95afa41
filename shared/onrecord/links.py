"""Addresses of our own that nobody else can make up: what one asks for is signed. Pure."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

MIN_SECRET_CHARS: Final = 32
SIGNATURE_BYTES: Final = 16
"""128 bits: nobody guesses one, and a link stays short enough for a mail's line."""

_PART: Final = re.compile(r"[a-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Links:
    """Makes addresses and reads them back. They do not run out: a mail is read when it is read.

    Programs that look after mail follow every link in it, so what answers a GET at one only shows what a POST to
    the same address will do.
    """

    base: str
    """Where the web service answers, without a slash at its end: ``https://onrecord.example.org``."""
    secret: SecretStr
    """The same in every process; whoever has it can speak for every subscriber."""

    def to(self, *parts: str) -> str:
        """Give the address that asks for *parts*: a verb and its objects, such as ``unsubscribe``, ``17``.

        Raises:
            ValueError: there is none, or one holds anything but lower-case letters, digits, ``_`` and ``-``.
        """
        if not parts or not all(map(_PART.fullmatch, parts)):
            raise ValueError("not the parts of a link")
        return f"{self.base}/{'/'.join(parts)}/{self._signature(parts)}"

    def opened(self, address: str) -> tuple[str, ...]:
        """Read the parts back from an address that ``to`` made, or from what stands in it behind the base.

        Raises:
            ValueError: we did not make it.
        """
        *parts, signature = address.removeprefix(self.base).strip("/").split("/", 8)
        known = hmac.compare_digest(self._signature(parts).encode(), signature.encode(errors="replace"))
        if not parts or not known:
            raise ValueError("not a link of ours")
        return tuple(parts)

    def _signature(self, parts: tuple[str, ...] | list[str]) -> str:
        # No part holds a slash, so no two lists of parts are signed as the same text.
        signed = f"onrecord link\n{'/'.join(parts)}".encode(errors="replace")
        digest = hmac.digest(self.secret.get_secret_value().encode(), signed, "sha256")
        return urlsafe_b64encode(digest[:SIGNATURE_BYTES]).decode().rstrip("=")
