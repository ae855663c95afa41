"""Takes in a message; gives out what the other side answered. One door per channel, all of one shape."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from onrecord_alert.records import Message, Reported, Sent


class Channel(Protocol):
    """A way to one subscriber."""

    @property
    def destination(self) -> str:
        """Name what a pause or an end is about: a webhook, a Slack channel, a mail server. No secret."""
        ...

    @property
    def gap_s(self) -> float:
        """Seconds that the destination wants between two messages; 0 or more."""
        ...

    def send(self, message: Message) -> Sent:
        """Hand *message* over.

        Raises:
            Transient: not now, perhaps later; also where it is unknown whether the message was taken over. Where it
                is ``Paused``, that is true of everything for its destination.
            Permanent: this message, or to this subscriber, never. Where it is ``Closed``, nothing ever.
        """
        ...


@runtime_checkable
class Growing(Protocol):
    """A channel that can change what it has sent."""

    def grow(self, message: Message, sent: Sent, news: tuple[Reported, ...], *, again: bool) -> Sent:
        """Put *message* in the place of what was sent as *sent*; raises as ``Channel.send`` does.

        Args:
            message: The whole of it, as it is now.
            sent: What ``send`` gave.
            news: Which outlets its subscriber has not been told of, by alert.
            again: It may have been done already, and its answer have been lost.
        """
        ...


@runtime_checkable
class Searchable(Protocol):
    """A channel that can be asked whether it took a message over, after a crash or a timeout."""

    def find(self, token: UUID, *, since: datetime) -> Sent | None:
        """Look for the message *token*, first tried at *since*; raises as ``Channel.send`` does."""
        ...
