"""What a subscriber does not want to hear now: one speaker, one newspaper, one thing said, or a whole topic. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from onrecord_track.speakers import same_speaker
from onrecord_track.words import folded_words


@dataclass(frozen=True, slots=True)
class Mute:
    """One mute that was not taken back. Without speaker, outlet and statement it mutes the whole topic."""

    mute_id: int
    topic_id: int | None
    """None is every topic."""
    subscriber_id: int | None
    """None is every subscriber."""
    speaker: str | None = None
    outlet: str | None = None
    statement_id: int | None = None
    """What was said there, and its updates."""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sound:
    """A statement as mutes look at it."""

    speaker: str | None
    outlet: str
    statements: Collection[int]
    """Those with a mute of their own that say the same, or what it updates."""


class Mutes:
    """Mutes, looked up by topic and subscriber."""

    def __init__(self, mutes: Iterable[Mute]) -> None:
        self._of: dict[tuple[int | None, int | None], list[Mute]] = {}
        self.statements: set[int] = set()
        """Those whose words are muted."""
        for each in mutes:
            self._of.setdefault((each.topic_id, each.subscriber_id), []).append(each)
            self.statements.update(() if each.statement_id is None else (each.statement_id,))

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
    if mute.statement_id is not None:
        return "what was said" if mute.statement_id in sound.statements else None
    return "the topic"
