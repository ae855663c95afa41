"""Who gets which message: the wiring of all services, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from onrecord.contracts import (
    AlertRaised,
    Announcement,
    ArticleCleaned,
    ArticleExtracted,
    ArticleFetched,
    ArticleFound,
    FeedsDue,
    Message,
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of an article's (or an alert's) way."""

    name: str
    announced_by: type[Announcement]
    service: str
    """Whose queue it is, under the same name."""
    subject: Literal["article", "alert"]
    batch: int
    """Ids in one message: as many as are done in a few seconds, so that a killed worker holds up few."""
    max_tries: int
    """Orderly failures before it is parked. Three crashes always park."""


STAGES: Final = (
    Stage("fetch", ArticleFound, service="ingest", subject="article", batch=20, max_tries=6),
    Stage("clean", ArticleFetched, service="clean", subject="article", batch=20, max_tries=4),
    Stage("extract", ArticleCleaned, service="extract", subject="article", batch=20, max_tries=4),
    Stage("track", ArticleExtracted, service="track", subject="article", batch=20, max_tries=8),
    Stage("deliver", AlertRaised, service="alert", subject="alert", batch=10, max_tries=24),
)
"""``deliver``: 24 tries with the waits of onrecord_alert.retrying are a day."""

MAX_CRASHES: Final = 3


@dataclass(frozen=True, slots=True)
class Tick:
    """What beat sends by the clock."""

    message: type[Message]
    service: str
    every_s: float


TICKS: Final = (Tick(FeedsDue, service="ingest", every_s=10.0),)

SERVICES: Final = ("ingest", "clean", "extract", "track", "alert")


def stage_named(name: str) -> Stage:
    """Find a stage by its name.

    Raises:
        KeyError: there is none.
    """
    for stage in STAGES:
        if stage.name == name:
            return stage
    raise KeyError(name)


def stage_announced_by(message: type[Announcement]) -> Stage:
    """Find the stage whose work *message* announces.

    Raises:
        KeyError: there is none.
    """
    for stage in STAGES:
        if stage.announced_by is message:
            return stage
    raise KeyError(message.name)
