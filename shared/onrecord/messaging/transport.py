"""Kombu's Redis transport, except that rubbish in a queue does not end the worker that reads it.

Kombu decodes what it pops before Celery can catch anything: one item that is not JSON, or not an envelope,
ends the process ("Unrecoverable error"), once for each such item. Here it is handed to ``unreadable`` instead.
"""

from __future__ import annotations

from typing import Any

from celery.utils.dispatch import Signal
from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as kombu_redis

unreadable = Signal(name="unreadable", providing_args=["reason", "body"])
"""Sent with what was popped and could not be delivered. ``body`` is None where kombu did not keep it."""

NOT_A_MESSAGE = (ValueError, LookupError, TypeError, AttributeError)
"""What kombu raises on bad text, JSON and envelopes; a lost connection is none of these."""


class Channel(kombu_redis.Channel):
    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)  # type: ignore[misc] # private; a test holds it to kombu's
        except NOT_A_MESSAGE as error:
            body = getattr(error, "doc", getattr(error, "object", None))
            what = "it is not JSON" if isinstance(error, ValueError) else "it is no envelope of Celery's"
            unreadable.send(sender=self, reason=f"not a message: {what} ({type(error).__name__})", body=body)
            return True


class Transport(kombu_redis.Transport):
    Channel = Channel


def install() -> None:
    """Have every redis:// and rediss:// address of this process use it."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
