"""What a robots.txt allows us: the one door to Protego.

Source:
    RFC 9309.
"""

from __future__ import annotations

import re
from typing import Final

from protego import Protego

MAX_CHARS: Final = 512_000
"""What is beyond is not read (section 2.5: no less than 500 KiB)."""

_TOKEN: Final = re.compile(r"[A-Za-z_-]+")


def product_of(user_agent: str) -> str:
    """The name by which a robots.txt speaks of who sends *user_agent*: "onrecord" of "onrecord/1.0 (…)"."""
    token = _TOKEN.match(user_agent)
    return token[0].lower() if token else ""


def text_of(body: bytes) -> str:
    """Read a robots.txt as far as it counts; the text holds nothing that a database refuses."""
    return body.decode("utf-8-sig", errors="replace").replace("\0", "")[:MAX_CHARS]


class Rules:
    """The rules of one robots.txt for one reader."""

    def __init__(self, text: str, product: str) -> None:
        """Args:
        text: The file; what is no rule in it is passed over.
        product: The reader, as ``product_of`` names it. Where the file does not, what it says to everybody counts.
        """
        self._rules = Protego.parse(text)
        self._product = product

    def allow(self, url: str) -> bool:
        """Say whether *url*, as ``onrecord.urls.web_url`` makes it, may be read: the longest pattern decides."""
        return self._rules.can_fetch(url, self._product)
