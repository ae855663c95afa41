"""Each statement to its utterance, in the order in which they were said, whenever they arrive.

What is known of an utterance depends on nothing but what was said: statements are placed in order of publication, each
among those before it. One that arrives late is placed where it belongs in that order, and those after it that could
repeat it are placed again. So the end is the same in whichever order articles come in, and nobody is told of it.
"""

import heapq
from datetime import datetime, timedelta

import structlog

from onrecord.storage import Session
from onrecord_track.likeness import Telling
from onrecord_track.store import moving, utterances
from onrecord_track.store.utterances import Seen
from onrecord_track.told import Placed
from onrecord_track.tracking import Candidate, Order, Placement, place

log = structlog.get_logger()

MOST_PLACED_AGAIN = 500
"""After one late arrival. What is beyond keeps its place: bounded work before order, and a warning says so."""

MOST_FULLER = 20
"""Later sightings of an utterance that are taken for its fullest until now."""


class Placing:
    """Places statements inside one transaction that holds the lock."""

    def __init__(self, session: Session, *, horizon: timedelta, at: datetime) -> None:
        self._session = session
        self._horizon = horizon
        self._at = at
        self._waiting: list[tuple[Order, int]] = []
        self._headless: set[int] = set()

    def put(self, this: Seen) -> Placed:
        """Give *this*, new or placed before, its utterance and verdict, and those after it theirs again."""
        self._waiting, self._headless = [], set()
        alone = self._put(this)
        if alone is not None:
            return alone
        self._put_waiting(this.statement_id)
        return utterances.placed(self._session, this.statement_id, before=this.utterance_id is not None)

    def _put_waiting(self, late: int) -> None:
        again = 0
        while self._waiting:
            if again == MOST_PLACED_AGAIN:
                log.warning("placing_stopped", statement_id=late, placed_again=again)
                return
            again += 1
            _, number = heapq.heappop(self._waiting)
            self._put(utterances.seen(self._session, [number])[number])

    def _put(self, this: Seen) -> Placed | None:
        """Place one statement; say where it went if that is known without asking: it is new, and came last."""
        known = utterances.known_before(self._session, this)
        candidates = {each.utterance_id: each for each in known.candidates}
        placement = place(this.telling, known.candidates, horizon=self._horizon)
        if this.utterance_id is None:
            number = utterances.add(self._session, this, placement, at=self._at)
            if known.said_since:
                utterances.refresh(self._session, number)
                self._changed(this, candidates.get(number), number)
            elif placement.joins is None:
                updates, at = placement.update_of is not None, this.order[0]
                return Placed(this.statement_id, number, placement.verdict, updates, at, before=False)
        else:
            self._put_again(this, this.utterance_id, placement, candidates)
        return None

    def _put_again(
        self, this: Seen, old: int, placement: Placement, candidates: dict[int, Candidate]
    ) -> None:
        moving.judge_again(self._session, this, placement)
        if placement.joins is None and old not in candidates:
            moving.lead(self._session, old, placement.update_of)
            if old in self._headless:
                self._headless.remove(old)
                self._changed(this, None, old)
        elif placement.joins != old:
            if placement.joins is None:
                target = utterances.add_utterance(self._session, this, placement.update_of, at=self._at)
            else:
                target = placement.joins
            if old not in candidates:
                self._headless.add(old)
            self._changed(this, candidates.get(old), old)
            moving.move(self._session, this, target)
            self._changed(this, candidates.get(target), target)

    def _changed(self, this: Seen, candidate: Candidate | None, utterance_id: int) -> None:
        """Let those be placed again for which something changes as *this* joins an utterance, or leaves it.

        Args:
            candidate: The utterance as it was before *this*; None where *this* is its first.
        """
        waiting = set(self._waiting)
        after = utterances.members_after(self._session, this, utterance_id)
        stood_for = _stand_for(this, candidate)
        if stood_for:
            waiting.update(after)
            fuller = utterances.seen(self._session, [number for _, number in sorted(after)[:MOST_FULLER]])
            stood_for += [each.telling for each in fuller.values()]  # they may stand for it no more
            waiting.update(utterances.said_after(self._session, this.order, stood_for, within=self._horizon))
        else:  # it may still be what makes a later sighting a repeat
            waiting.update(each for each in after if each[0][1] == this.order[1])
        self._waiting = sorted(waiting)


def _stand_for(this: Seen, candidate: Candidate | None) -> list[Telling]:
    """Give the tellings that others are compared with, or no longer are, because *this* is part of the utterance.

    None where it is neither the first nor the fullest until then: nothing is compared with it.
    """
    if candidate is None:
        return [this.telling]
    fullest = max(len(each.said.content) for each in candidate.tellings)
    return [this.telling, *candidate.tellings] if len(this.telling.said.content) > fullest else []
