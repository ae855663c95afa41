"""How long an answer asks us to wait. Pure."""

from __future__ import annotations


def seconds(retry_after: str | None) -> float | None:
    """Read a ``Retry-After`` in seconds; None where it is missing or no such number.

    It may be a date (RFC 9110, section 10.2.3); Slack sends none, and who sends one to us is asked again by our own
    waits, which double.
    """
    text = (retry_after or "").strip()
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
