"""What somebody listens for: the table [[topics]]."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from onrecord_cli.config.section import Name, Section
from onrecord_track.grammar.query import parse
from onrecord_track.keys import REACH_DAYS
from onrecord_track.records import Completeness


def _query(text: str) -> str:
    parse(text)
    return text


class TopicSection(Section):
    """One [[topics]]."""

    name: Name
    query: Annotated[str, AfterValidator(_query)]
    completeness: Completeness = "any"
    """How much of an article must have been read."""
    horizon_days: Annotated[int, Field(ge=1, le=REACH_DAYS)] | None = None
    """The same said again later than this is news again; the worker's own horizon where the file says nothing."""
    expires: date | None = None
    """From this day on (UTC) nothing is matched."""

    @property
    def columns(self) -> dict[str, Any]:
        """What the topic's row holds of it, but for the name."""
        return {
            "query": self.query,
            "completeness": self.completeness,
            "horizon_days": self.horizon_days,
            "expires_at": None if self.expires is None else datetime.combine(self.expires, time(), UTC),
        }
