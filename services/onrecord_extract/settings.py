"""The environment of the extract worker."""

from __future__ import annotations

from pydantic import Field, PositiveInt

from onrecord.settings import Settings


class ExtractSettings(Settings):
    """What extract needs beyond what all processes need."""

    text_max_chars: PositiveInt = Field(default=200_000, le=2_000_000)
    """What lies behind is not read: a long book chapter, and ten times the longest article seen."""
