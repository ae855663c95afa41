"""Errors whose type says the one thing their catcher needs: can the same work succeed later?"""

from __future__ import annotations


class OnrecordError(Exception):
    """Base of all errors of ours: a message for people and fields for the log."""

    def __init__(self, message: str, **context: object) -> None:
        super().__init__(message)
        self.message = message
        self.context = context


class Transient(OnrecordError):
    """The same work may succeed later. ``after_s`` is what the other side asked for, in seconds."""

    def __init__(self, message: str, *, after_s: float | None = None, **context: object) -> None:
        super().__init__(message, **context)
        self.after_s = after_s


class Permanent(OnrecordError):
    """The same work will never succeed."""


class Misconfigured(OnrecordError):
    """The operator must change something before this process can start; the message names the fix."""
