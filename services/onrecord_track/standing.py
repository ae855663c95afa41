"""What everybody listens for, kept from article to article and read again only when somebody changed it."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.storage import Session
from onrecord_track import queries
from onrecord_track.hearing import Embed
from onrecord_track.muting import Mutes
from onrecord_track.topics import Topics


@dataclass(frozen=True, slots=True)
class Listening:
    """Subscriptions by topic, and what they do not want to hear."""

    topics: Topics
    mutes: Mutes


class Standing:
    """Keeps what was read last: 100,000 queries take longer to read than an article to track."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._state: queries.State | None = None
        self._listening = Listening(Topics([], embed), Mutes([]))

    def read(self, session: Session) -> Listening:
        """Give what is listened for as *session* sees it."""
        state = queries.read_state(session)
        if state != self._state:
            topics = Topics(queries.read_subscriptions(session), self._embed, earlier=self._listening.topics)
            self._listening = Listening(topics, Mutes(queries.read_mutes(session)))
            self._state = state
        return self._listening
