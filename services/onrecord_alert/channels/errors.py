"""What a channel's answer means beyond this one message: the whole destination wants a pause, or is no more."""

from __future__ import annotations

from onrecord.errors import Permanent, Transient


class Paused(Transient):
    """The destination takes nothing for ``after_s`` seconds; whatever else waits for it should wait too."""


class Closed(Permanent):
    """The destination will never take anything again: every message to it can be parked untried."""
