"""E-mail addresses, checked by their grammar before any parser gets to see them."""

from __future__ import annotations

import re
from email.headerregistry import Address
from typing import Final

MAX_ADDRESS_CHARS: Final = 254

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")


def mailbox(address: str) -> Address:
    """Read a bare address, such as ``mara@example.org``: the dot-atom form of RFC 5321, in ASCII.

    Raises:
        ValueError: it is none. The message does not repeat it.
    """
    if len(address) > MAX_ADDRESS_CHARS or not _ADDRESS.fullmatch(address):
        raise ValueError("not an e-mail address")
    return Address(addr_spec=address)
