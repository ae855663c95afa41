"""The environment of the clean worker."""

from __future__ import annotations

from pydantic import Field, PositiveInt

from onrecord.settings import Settings


class CleanSettings(Settings):
    """The common settings; cleaning needs few others: its bounds are measured, not chosen per installation."""

    keep_texts_days: PositiveInt = Field(default=180, le=36_500)
    """Texts and their labelled blocks are let go of after so long; statements have their own words."""
