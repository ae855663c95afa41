"""The name of a destination: what turns, pauses and endings are kept by. It gives no secret away. Pure."""

from __future__ import annotations

from hashlib import sha256


def destination(kind: str, *address: str) -> str:
    """Name the place of this *kind* and *address*: SHA-256, 64 hexadecimal digits."""
    return sha256("\n".join((kind, *address)).encode(errors="replace")).hexdigest()
