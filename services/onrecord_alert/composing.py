"""What a message says as a whole, the same on every channel: its heading, its alerts in order, its foot. Pure.

An alert alone, a burst and a digest differ in how much they hold, not in shape: topics, in them speakers, in them
alerts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final
from uuid import UUID

from onrecord.links import Links
from onrecord_alert.feedback import AnswerLink, answer_links
from onrecord_alert.records import (
    AlertView,
    DigestSpeaker,
    DigestTopic,
    DigestView,
    Message,
    Reported,
    Suppressed,
)
from onrecord_alert.untrusted import cut, line
from onrecord_alert.wording import (
    HEADLINE_CHARS,
    Size,
    Worded,
    clock,
    listed,
    listed_outlets,
    topic_name,
    worded,
)

TOPICS_IN_SUBJECT: Final = 2
REASON_CHARS: Final = 60
MAX_SUPPRESSED: Final = 8

SUPPRESSED: Final = {
    "baseline": "in a feed before it was followed",
    "before_subscription": "first said before you subscribed",
    "incomplete": "from an article that could not be read whole",
    "muted": "muted by you",
    "not_on_record": "thought or meant, by nobody who is quoted",
    "re_report": "reported by another outlet too",
    "reprocessed": "found when its article was read again",
    "repeat": "said again by the same outlet",
}
"""Why something was not told, by the name of the outcome; a name that is not here is shown as it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One alert."""

    token: UUID
    text: Worded
    answers: tuple[AnswerLink, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """What one speaker said on one topic."""

    entries: tuple[Entry, ...]
    more: str | None
    """How many are only counted."""


@dataclass(frozen=True, slots=True)
class Section:
    """What was said on one topic."""

    topic: str
    speakers: tuple[Speaker, ...]
    more: str | None


@dataclass(frozen=True, slots=True)
class Composed:
    """The finished texts of one message; as ``Worded``, nothing in it is empty or has a line end."""

    headline: str
    """The whole of it at a glance, for a subject or a notification."""
    title: str | None
    """None for an alert alone, which needs none."""
    period: str | None
    """Of a digest."""
    sections: tuple[Section, ...]
    """Each with a speaker, each speaker with an entry."""
    more: str | None
    """How many are only counted, of topics that have no section."""
    foot: tuple[str, ...]
    """What else there is to say, a line each."""
    suppressed: tuple[str, ...]
    """What was not told, a line for each reason."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(
            entry for section in self.sections for speaker in section.speakers for entry in speaker.entries
        )

    @property
    def alone(self) -> Entry | None:
        """The only alert of a message that is nothing else."""
        return self.entries[0] if self.title is None else None


SAMPLE: Final = (
    "This is a sample: nobody said it. It shows that messages arrive here, and what they look like."
)


def composed(message: Message, *, size: Size, links: Links | None, most: int | None = None) -> Composed:
    """Compose *message*.

    Args:
        message: Of any kind.
        size: How much is said of each alert.
        links: Where answers go; None where nothing would answer.
        most: List at most so many alerts, 1 or more, and count the others; all where it is None.
    """
    writer = _Writer(message, size, links, most)
    if message.digest:
        return writer.digest(message.digest)
    if message.kind == "group":
        return writer.group()
    return writer.alone(sample=message.kind == "sample")


class _Writer:
    """Holds what every part of a message is written with, and how many alerts still find room."""

    def __init__(self, message: Message, size: Size, links: Links | None, most: int | None) -> None:
        self._message = message
        self._size = size
        self._links = links
        self._room = most

    def alone(self, *, sample: bool) -> Composed:
        entry = self._entry(self._message.alerts[0])
        headline = entry.text.headline
        if sample:
            headline = cut(f"Sample · {headline}", HEADLINE_CHARS)
            entry = replace(entry, text=replace(entry.text, label="Sample"), answers=())
        return Composed(
            headline=headline,
            title=None,
            period=None,
            sections=(Section(entry.text.topic, (Speaker((entry,), more=None),), more=None),),
            more=None,
            foot=(SAMPLE,) if sample else (),
            suppressed=(),
        )

    def group(self) -> Composed:
        alerts = self._message.alerts
        topics = [_as_topic(alerts, topic) for topic in dict.fromkeys(view.topic_id for view in alerts)]
        sections, more = self._sections(topics)
        title = _counted(len(alerts), "statement")
        return Composed(
            headline=_headline(f"{title} on", [section.topic for section in sections]),
            title=title,
            period=None,
            sections=sections,
            more=more,
            foot=(),
            suppressed=(),
        )

    def digest(self, digest: DigestView) -> Composed:
        sections, more = self._sections(digest.topics)
        told = len(digest.alerts) + digest.unlisted
        again = sum(len(speaker.also_reported) for topic in digest.topics for speaker in topic.speakers)
        counts = [
            *([_counted(told, "statement")] if told else []),
            *([f"{again} reported again"] if again else []),
        ]
        zone = self._message.zone
        return Composed(
            headline=_headline(f"Digest · {', '.join(counts)} ·", [section.topic for section in sections]),
            title=", ".join(counts),
            period=f"{clock(digest.since.astimezone(zone))} to {clock(digest.until.astimezone(zone))}",
            sections=sections,
            more=more,
            foot=tuple(_waited(digest)),
            suppressed=tuple(map(_suppressed, digest.suppressed[:MAX_SUPPRESSED])),
        )

    def _sections(self, topics: Iterable[DigestTopic]) -> tuple[tuple[Section, ...], str | None]:
        sections = []
        unlisted, unlisted_topics = 0, 0
        for topic in topics:
            speakers, left_out = self._speakers(topic)
            if speakers:
                more = f"and {left_out} more on this topic" if left_out else None
                sections.append(Section(topic_name(topic.topic, self._size), speakers, more))
            else:
                unlisted, unlisted_topics = unlisted + left_out, unlisted_topics + 1
        more = f"and {unlisted} more on {_counted(unlisted_topics, 'other topic')}" if unlisted else None
        return tuple(sections), more

    def _speakers(self, topic: DigestTopic) -> tuple[tuple[Speaker, ...], int]:
        """Write what was said on *topic*, as far as there is room; count what is left out."""
        speakers = []
        left_out = topic.unlisted
        for each in topic.speakers:
            speaker, unlisted = self._speaker(each)
            if speaker.entries:
                speakers.append(speaker)
            else:
                left_out += unlisted
        return tuple(speakers), left_out

    def _speaker(self, speaker: DigestSpeaker) -> tuple[Speaker, int]:
        """Write what *speaker* said, as far as there is room; count what is left out."""
        entries = []
        left_out = speaker.unlisted
        for entry in self._entries(speaker):
            if entry is None:
                left_out += 1
            else:
                entries.append(entry)
        more = f"and {left_out} more by {entries[0].text.speaker}" if left_out and entries else None
        return Speaker(tuple(entries), more), left_out

    def _entries(self, speaker: DigestSpeaker) -> Iterator[Entry | None]:
        for view in (*speaker.new, *speaker.updates):
            yield self._entry(view) if self._has_room() else None
        for reported in speaker.also_reported:
            yield self._reported(reported) if self._has_room() else None

    def _has_room(self) -> bool:
        if self._room is None:
            return True
        self._room -= 1
        return self._room >= 0

    def _entry(self, view: AlertView) -> Entry:
        text = worded(view, size=self._size, zone=self._message.zone)
        return Entry(view.token, text, answer_links(self._links, view.token))

    def _reported(self, reported: Reported) -> Entry:
        entry = self._entry(reported.alert)
        since = f"Since then also in {listed_outlets(reported.outlets, self._size)}."
        return replace(entry, text=replace(entry.text, label="Reported again", also=since))


def _as_topic(alerts: Iterable[AlertView], topic_id: int) -> DigestTopic:
    of_topic = [view for view in alerts if view.topic_id == topic_id]
    of_topic.sort(key=lambda view: view.speaker or "")  # stable: each speaker's in the order they came
    speakers = tuple(
        DigestSpeaker(speaker, new=tuple(views), updates=(), also_reported=(), unlisted=0)
        for speaker, views in groupby(of_topic, key=lambda view: view.speaker)
    )
    return DigestTopic(topic_id, of_topic[0].topic, speakers, unlisted=0)


def _headline(start: str, topics: list[str]) -> str:
    return cut(f"{start} {listed(topics, TOPICS_IN_SUBJECT)}", HEADLINE_CHARS)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _waited(digest: DigestView) -> Iterator[str]:
    if digest.over_cap:
        yield f"{digest.over_cap} of these came after your limit for the hour was reached."
    if digest.held:
        yield f"{digest.held} of these waited until quiet hours or a snooze were over."


def _suppressed(suppressed: Suppressed) -> str:
    why = SUPPRESSED.get(suppressed.reason) or line(suppressed.reason.replace("_", " "), limit=REASON_CHARS)
    return f"{suppressed.count} × {why or 'another reason'}"
