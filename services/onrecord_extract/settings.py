"""The environment of the extract worker."""

from pydantic import Field

from onrecord.settings import Settings


class ExtractSettings(Settings):
    """What the extract worker reads besides the common settings."""

    max_text_chars: int = Field(default=500_000, ge=1_000)
    """Only so much of an article is read: a hundred long articles, and seconds of work, not minutes."""
