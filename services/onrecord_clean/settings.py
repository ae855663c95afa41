"""The environment of the clean worker."""

from __future__ import annotations

from onrecord.settings import Settings


class CleanSettings(Settings):
    """The common settings; cleaning needs no others: its bounds are measured, not chosen per installation."""
