"""A body as it comes in: counted before it costs, unpacked no further than its limit."""

from __future__ import annotations

import zlib
from typing import Final

MAX_GZIP_MEMBERS: Final = 64
_GZIP_WINDOW: Final = 31  # 15 bits of window, and a gzip header


class TooLarge(Exception):
    """More bytes than allowed, packed or unpacked. Never leaves this package."""


class Undecodable(Exception):
    """Not what its Content-Encoding says, or a coding we did not ask for. Never leaves this package."""


class Body:
    """Collects one answer's bytes, of which there are at most *max_bytes* before and after unpacking.

    httpx's own decoders cannot be used: they unpack a chunk whole, and 203 bytes became 268 MB.

    Args:
        coding: The Content-Encoding header, or nothing.
        max_bytes: Positive.

    Raises:
        Undecodable: any coding but one layer of gzip, which is all we ask for.
    """

    def __init__(self, coding: str | None, *, max_bytes: int) -> None:
        codings = [
            name
            for part in (coding or "").split(",")
            if (name := part.strip().lower()) not in ("", "identity")
        ]
        if codings not in ([], ["gzip"], ["x-gzip"]):
            raise Undecodable("content encoding other than gzip")
        self._gzip = zlib.decompressobj(_GZIP_WINDOW) if codings else None
        self._members = 0
        self._max_bytes = max_bytes
        self._received = 0
        self._content = bytearray()

    def add(self, chunk: bytes) -> None:
        """Take in the next bytes off the wire.

        Raises:
            TooLarge, Undecodable.
        """
        self._received += len(chunk)
        if self._received > self._max_bytes:
            raise TooLarge
        if self._gzip is None:
            self._content += chunk
            return
        while chunk:
            if self._gzip.eof and not self._next_member(chunk):
                return
            try:
                self._content += self._gzip.decompress(chunk, self._max_bytes - len(self._content) + 1)
            except zlib.error as error:
                raise Undecodable("damaged gzip") from error
            if len(self._content) > self._max_bytes:
                raise TooLarge
            chunk = self._gzip.unconsumed_tail or self._gzip.unused_data

    def content(self) -> bytes:
        """Give the whole body.

        Raises:
            Undecodable: it ended in the middle.
        """
        if self._gzip is not None and self._received and not self._gzip.eof:
            raise Undecodable("gzip ends early")
        return bytes(self._content)

    def _next_member(self, chunk: bytes) -> bool:
        """Start on another gzip member; False where only padding follows, which browsers ignore too."""
        if not chunk.startswith(b"\x1f"):
            return False
        self._members += 1
        if self._members >= MAX_GZIP_MEMBERS:
            raise Undecodable("too many gzip members")
        self._gzip = zlib.decompressobj(_GZIP_WINDOW)
        return True
