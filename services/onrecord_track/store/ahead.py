"""What is known before each of an article's statements, read for several at once: that costs hardly more than for one."""

from collections.abc import Sequence
from datetime import timedelta

from onrecord.storage import Session
from onrecord_track.keys import fortnight, keys_to_find, keys_to_store
from onrecord_track.store import candidates, utterances
from onrecord_track.store.candidates import Known
from onrecord_track.store.statements import Seen
from onrecord_track.store.unwritten import Unwritten
from onrecord_track.tracking import Placement

MOST_READ = 8
"""Statements that are read for at once: more would hold more long ones, and an article has seldom more."""


class Ahead:
    """Gives for each statement what is known before it, as it stands when it is asked for.

    What was read ahead holds until something is written that it would find; then it is read again.
    """

    def __init__(self, session: Session, unwritten: Unwritten, *, horizon: timedelta) -> None:
        self._session = session
        self._unwritten = unwritten
        self._horizon = horizon
        last = utterances.last_said_at(session)
        self._newest = fortnight(last) if last else 0
        self._read: dict[int, Known] = {}
        self._keys: set[int] = set()
        self._joined: set[int] = set()

    def read(self, article: Sequence[Seen]) -> None:
        """Read for statements of one article that have no utterance yet, MOST_READ at most."""
        self._unwritten.write()
        self.forget()
        asking = [(this, self._keys_of(this)) for this in article]
        found = candidates.known_before(self._session, asking, within=self._horizon)
        self._read = {this.statement_id: known for (this, _), known in zip(asking, found, strict=True)}

    def known(self, this: Seen) -> Known:
        keys = self._keys_of(this)
        known = self._read.pop(this.statement_id, None)
        if known and self._keys.isdisjoint(keys) and self._joined.isdisjoint(known.found):
            return known
        self._unwritten.write()
        (known,) = candidates.known_before(self._session, [(this, keys)], within=self._horizon)
        return known

    def changed(self, this: Seen, placement: Placement) -> None:
        """Mind that *this*, written or not, is one that others may find from now on."""
        self._keys.update(keys_to_store(this.telling))
        if placement.joins is not None:
            self._joined.add(placement.joins)

    def forget(self) -> None:
        """Forget what was read: more was written than statements that join or begin utterances."""
        self._read = {}
        self._keys.clear()
        self._joined.clear()

    def _keys_of(self, this: Seen) -> frozenset[int]:
        self._newest = max(self._newest, fortnight(this.order[0]))
        return keys_to_find(this.telling, newest=self._newest)
