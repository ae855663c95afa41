"""What an alert is to its channels: everything a message says, in one value, still as strangers wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Reason:
    """One clause of the topic's query that was met, and by what."""

    clause: str
    """As the subscriber wrote it: ``said_by:"Mara Quill"``."""
    words: str
    """As they stand in the article, or a fact about it: its outlet, its language."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the same speaker said on the same matter before."""

    words: str
    quoted: bool
    """They stood in quotation marks."""
    outlet: str
    said_at: datetime
    """Aware, UTC."""


@dataclass(frozen=True, slots=True)
class AlertView:
    """One utterance for one subscription. Every text may hold anything, at any length."""

    alert_id: int
    token: UUID
    """The alert's name outside; the same on every attempt."""
    topic_id: int
    topic: str
    kind: Literal["new", "update"]
    speaker: str | None
    """The name, or "a harbour official" as the article puts it."""
    role: str | None
    cue: str
    """The verb or phrase that attributes: said, denied, according to."""
    words: str
    """What was said."""
    quoted: bool
    """The words stand in quotation marks in the article."""
    sentence: str
    """Where the words stand."""
    outlet: str
    title: str | None
    url: str
    published_at: datetime
    """Aware, UTC."""
    completeness: str
    """Of the text that was read: full, partial, paywalled, blocked, feed_only, unknown."""
    reasons: tuple[Reason, ...]
    earlier: Earlier | None
    """Set for an update."""
    also_in: tuple[str, ...]
    """Other outlets that reported it already."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A channel took the message over."""

    answer: str
    """What the other side said; short, no secrets."""
    external_id: str | None
    """What the channel calls the message, where it says so."""
