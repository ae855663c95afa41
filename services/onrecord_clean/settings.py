"""The environment of the clean worker."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, PositiveInt

from onrecord.settings import Settings


class CleanSettings(Settings):
    """The common settings; cleaning needs few others: its bounds are measured, not chosen per installation."""

    keep_texts_days: PositiveInt = Field(default=180, le=36_500)
    """Texts and their labelled blocks are let go of after so long; statements have their own words."""

    def contradictions(self) -> Iterator[str]:
        yield from super().contradictions()
        if self.keep_texts_days > self.keep_articles_days:
            yield "ONRECORD_KEEP_TEXTS_DAYS is more than ONRECORD_KEEP_ARTICLES_DAYS: a text goes with its article, so make it no more"
