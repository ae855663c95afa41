"""Where an article's statements go, written together: those of an article cost hardly more than one's."""

from datetime import datetime

from onrecord.storage import Session
from onrecord_track.store import utterances
from onrecord_track.store.statements import Seen
from onrecord_track.tracking import Placement


class Unwritten:
    """Statements that were placed and are not written yet. What is to see them must have them written first."""

    def __init__(self, session: Session, *, at: datetime) -> None:
        self._session = session
        self._at = at
        self._waiting: list[tuple[Seen, Placement]] = []

    def add(self, this: Seen, placement: Placement) -> None:
        """Keep a statement that was said after all that is known of the utterance it joins, or begins one."""
        self._waiting.append((this, placement))

    def write(self) -> None:
        if not self._waiting:
            return
        first = [(this, placement.update_of) for this, placement in self._waiting if placement.joins is None]
        joining = [
            (placement.joins, this) for this, placement in self._waiting if placement.joins is not None
        ]
        numbers = utterances.add_utterances(self._session, first, at=self._at) if first else {}
        if joining:
            utterances.grow(self._session, joining)
        placed = [
            (this, placement, numbers[this.statement_id] if placement.joins is None else placement.joins)
            for this, placement in self._waiting
        ]
        utterances.add_keys(self._session, [(number, this.telling) for this, _, number in placed])
        utterances.add_sightings(self._session, placed, at=self._at)
        self._waiting = []
