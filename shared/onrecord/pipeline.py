"""Who gets which message: the wiring of all services, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from onrecord.contracts import (
    AlertRaised,
    AlertReReported,
    Announcement,
    ArticleCleaned,
    ArticleExtracted,
    ArticleFetched,
    ArticleFound,
    FeedsDue,
    Message,
    MessagePlanned,
    RetentionDue,
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way of an article, of an alert, or of a message to a subscriber."""

    name: str
    announced_by: type[Announcement]
    service: str
    """Whose queue it is, under the same name."""
    subject: Literal["article", "alert", "message"]
    batch: int
    """Ids in one message: as many as are done in a few seconds, so that a killed worker holds up few."""
    max_tries: int
    """Orderly failures before it is parked. Three crashes always park."""


STAGES: Final = (
    Stage("fetch", ArticleFound, service="ingest", subject="article", batch=20, max_tries=6),
    Stage("clean", ArticleFetched, service="clean", subject="article", batch=20, max_tries=4),
    Stage("extract", ArticleCleaned, service="extract", subject="article", batch=20, max_tries=4),
    Stage("track", ArticleExtracted, service="track", subject="article", batch=20, max_tries=8),
    Stage("plan", AlertRaised, service="alert", subject="alert", batch=50, max_tries=8),
    Stage("deliver", MessagePlanned, service="alert", subject="message", batch=10, max_tries=48),
    Stage("grow", AlertReReported, service="alert", subject="alert", batch=20, max_tries=8),
)
"""``deliver``: onrecord_alert.retrying gives up after a day, some 25 tries; a crash counts as a try too."""

MAX_CRASHES: Final = 3


@dataclass(frozen=True, slots=True)
class Tick:
    """What beat sends by the clock."""

    message: type[Message]
    service: str
    every_s: float


TICKS: Final = (
    Tick(FeedsDue, service="ingest", every_s=10.0),
    Tick(RetentionDue, service="ingest", every_s=300.0),
    Tick(RetentionDue, service="clean", every_s=300.0),
    Tick(RetentionDue, service="track", every_s=300.0),
    Tick(RetentionDue, service="alert", every_s=300.0),
)

SERVICES: Final = ("ingest", "clean", "extract", "track", "alert")

LOOPS: Final = ("beat", "sweep")
"""Processes that consume nothing, and without which nothing goes on; they are heard of as workers are."""


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
