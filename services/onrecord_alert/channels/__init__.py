"""Takes in an alert; gives out what the other side answered. One door per channel, all of one shape."""

from __future__ import annotations

from typing import Protocol

from onrecord_alert.records import AlertView, Sent


class Channel(Protocol):
    """A way to one subscriber."""

    def send(self, view: AlertView) -> Sent:
        """Hand *view* over.

        Raises:
            Transient: not now, perhaps later; also where it is unknown whether the message was taken over.
            Permanent: this message, or this address, never.
        """
        ...
