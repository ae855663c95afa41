"""When an article was published, as far as its feed can be believed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

OLDEST: Final = datetime(1990, 1, 2, tzinfo=UTC)
"""No newspaper was on the web before; what says so (1970, 1601, 1900) is an empty date field."""


def publication(published: str | None, *, now: datetime) -> datetime:
    """Say when an entry was published.

    Args:
        published: ISO 8601, or nothing where the feed gave no date that could be understood.
        now: When the entry was first seen; aware.

    Returns:
        Aware; never after *now*, and *now* where the feed is silent or its date is no date.
    """
    if published is None:
        return now
    date = datetime.fromisoformat(published)
    return min(date, now) if date > OLDEST else now
