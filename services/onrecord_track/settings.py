"""The environment of the track worker."""

from datetime import timedelta

from pydantic import Field

from onrecord.settings import Settings
from onrecord_track.keys import REACH_DAYS


class TrackSettings(Settings):
    """What the track worker reads besides the common settings."""

    horizon_days: int = Field(default=14, ge=1, le=REACH_DAYS)
    """The same person saying the same later than this is news again. The keys reach no further."""

    @property
    def horizon(self) -> timedelta:
        return timedelta(days=self.horizon_days)
