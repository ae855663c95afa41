"""What a subscriber does not want to hear now: one speaker, one newspaper, one thing said, or a whole topic. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from onrecord_track.speakers import same_speaker
from onrecord_track.words import folded_words


@dataclass(frozen=True, slots=True)
class Mute:
    """One mute that was not taken back. Without speaker, outlet and utterance it mutes the whole topic."""

    mute_id: int
    topic_id: int | None
    """None is every topic."""
    subscriber_id: int | None
    """None is every subscriber."""
    speaker: str | None = None
    outlet: str | None = None
    utterance_id: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sound:
    """A statement as mutes look at it."""

    speaker: str | None
    outlet: str
    utterances: Collection[int]
    """What it is a sighting of, and what that updates."""


class Mutes:
    """Mutes, looked up by topic and subscriber."""

    def __init__(self, mutes: Iterable[Mute]) -> None:
        self._of: dict[tuple[int | None, int | None], list[Mute]] = {}
        for each in mutes:
            self._of.setdefault((each.topic_id, each.subscriber_id), []).append(each)

    def __bool__(self) -> bool:
        return bool(self._of)

    def reason(self, topic_id: int, subscriber_id: int, sound: Sound, *, at: datetime) -> str | None:
        """Say in words what mutes *sound*; None where nothing does."""
        for each in self._for(topic_id, subscriber_id):
            if (each.until is None or at < each.until) and (what := _muted(each, sound)):
                until = "" if each.until is None else f" until {each.until:%Y-%m-%d %H:%M} UTC"
                return f"{what} is muted{until} (mute {each.mute_id})"
        return None

    def _for(self, topic_id: int, subscriber_id: int) -> Iterator[Mute]:
        for topic in (topic_id, None):
            for subscriber in (subscriber_id, None):
                yield from self._of.get((topic, subscriber), ())


def _muted(mute: Mute, sound: Sound) -> str | None:
    """Name what of *sound* the mute is about; None where it is about something else."""
    if mute.speaker is not None:
        return mute.speaker if same_speaker(mute.speaker, sound.speaker) == "same" else None
    if mute.outlet is not None:
        return mute.outlet if folded_words(mute.outlet) == folded_words(sound.outlet) else None
    if mute.utterance_id is not None:
        return "what was said" if mute.utterance_id in sound.utterances else None
    return "the topic"
