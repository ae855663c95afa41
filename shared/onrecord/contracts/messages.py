"""Every message that travels over the broker. Only add fields, with defaults; a new meaning is a new name."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

MAX_IDS = 100
"""A task costs 1.5-2.8 ms of CPU by itself; past a few dozen ids a message there is nothing left to save."""

Id = Annotated[int, Field(strict=True, gt=0, lt=2**63)]


class Message(BaseModel):
    """Plain data, safe to receive twice. Fields of a newer sender are ignored, a newer version is not read."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    name: ClassVar[str]

    v: Literal[1] = 1
    """Version of the contract."""


class Announcement(Message):
    """Says that a stage has work. Only a hint: the work itself is rows in ``jobs``, and stays there."""

    ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MAX_IDS)]
    """Primary keys of the subjects: articles, alerts or messages."""


class ArticleFound(Announcement):
    """Entries named articles that no earlier poll had listed. Emitted and consumed by ingest."""

    name: ClassVar[str] = "article.found"


class ArticleFetched(Announcement):
    """Pages were fetched and stored, or will not be had and the feed's own text must do.

    Emitted by ingest, consumed by clean.
    """

    name: ClassVar[str] = "article.fetched"


class ArticleCleaned(Announcement):
    """Articles have text with labels. Emitted by clean, consumed by extract."""

    name: ClassVar[str] = "article.cleaned"


class ArticleExtracted(Announcement):
    """Articles have their entities and statements. Emitted by extract, consumed by track."""

    name: ClassVar[str] = "article.extracted"


class AlertRaised(Announcement):
    """Alerts are due: somebody is to be told. Emitted by track, consumed by alert."""

    name: ClassVar[str] = "alert.raised"


class AlertReReported(Announcement):
    """Further outlets report what these alerts tell. Emitted by track, consumed by alert."""

    name: ClassVar[str] = "alert.re_reported"


class MessagePlanned(Announcement):
    """Messages to subscribers are due. Emitted and consumed by alert."""

    name: ClassVar[str] = "message.planned"


class FeedsDue(Message):
    """Time to look which feeds are due. Emitted by beat, consumed by ingest."""

    name: ClassVar[str] = "feeds.due"


class RetentionDue(Message):
    """Time to let go of what is old. Emitted by beat to each service that keeps something for a time."""

    name: ClassVar[str] = "retention.due"


class WorkerTicked(Message):
    """A worker's message to itself: handled, it shows that broker, pool and database work."""

    name: ClassVar[str] = "worker.ticked"

    worker: Annotated[str, Field(max_length=200)]
    """Celery node name."""

    service: Annotated[str, Field(max_length=32)]

    sent_at: AwareDatetime
