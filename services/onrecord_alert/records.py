"""What a message is to its channels: everything it says, in one value, still as strangers wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
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
    copies_in: int = 0
    """Those of them whose article is the same text: one origin, printed by many."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An alert that was told before, and the outlets that have reported it since."""

    alert: AlertView
    outlets: tuple[str, ...]
    """Only those the subscriber was not told of; at least one."""


@dataclass(frozen=True, slots=True)
class DigestSpeaker:
    """What one speaker said on one topic. At least one of the four is not empty."""

    speaker: str | None
    new: tuple[AlertView, ...]
    updates: tuple[AlertView, ...]
    also_reported: tuple[Reported, ...]
    unlisted: int
    """Alerts that are only counted, because the digest is full."""


@dataclass(frozen=True, slots=True)
class DigestTopic:
    """One topic of a digest; the speaker with the most alerts comes first."""

    topic_id: int
    topic: str
    speakers: tuple[DigestSpeaker, ...]
    unlisted: int
    """Alerts of further speakers that are only counted."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """How many matches were not told, and why."""

    reason: str
    """Name of the outcome: repeat, re_report, muted, before_subscription, …"""
    count: int


@dataclass(frozen=True, slots=True)
class DigestView:
    """Everything that waited for one time: by topic, then by speaker. Never without a topic."""

    since: datetime
    """The time the digest before was planned for; that of its first alert where there was none. Aware, UTC."""
    until: datetime
    """The time it was planned for; aware, UTC. It may be sent later, when its channel was down then."""
    topics: tuple[DigestTopic, ...]
    suppressed: tuple[Suppressed, ...]
    """In the same period; most first."""
    over_cap: int
    """Alerts that would have come at once, had they not been more than the subscriber's cap an hour."""
    held: int
    """Alerts that would have come at once, had there not been quiet hours or a snooze."""

    @property
    def alerts(self) -> tuple[AlertView, ...]:
        """All that are listed as new or as updates."""
        speakers = [speaker for topic in self.topics for speaker in topic.speakers]
        return tuple(view for speaker in speakers for view in (*speaker.new, *speaker.updates))

    @property
    def also_reported(self) -> tuple[Reported, ...]:
        """All that are listed as reported again."""
        return tuple(
            each for topic in self.topics for speaker in topic.speakers for each in speaker.also_reported
        )

    @property
    def unlisted(self) -> int:
        """All that are only counted."""
        return sum(
            topic.unlisted + sum(speaker.unlisted for speaker in topic.speakers) for topic in self.topics
        )


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one subscriber over one channel."""

    token: UUID
    """The message's name outside; the same on every attempt and edit. That of an alert or group is its first alert's."""
    subscriber_id: int
    kind: Literal["alert", "group", "digest", "sample"]
    """alert and sample: one alert. group: 2 to 10, of any topics, that came in one burst. digest: see there."""
    alerts: tuple[AlertView, ...]
    """Empty for a digest."""
    digest: DigestView | None = None
    """Set for a digest, and only then."""
    subscription_id: int | None = None
    """None where its alerts belong to several."""
    zone: tzinfo = UTC
    """The subscriber's; times are shown in it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A channel took the message over."""

    answer: str
    """What the other side said; short, no secrets."""
    external_id: str | None
    """What the channel calls the message, where it says so."""
