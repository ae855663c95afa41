"""Each statement to its utterance, in the order in which they were said, whenever they arrive.

What is known of an utterance depends on nothing but what was said: statements are placed in order of publication, each
among those before it. One that arrives late is placed where it belongs in that order, and those after it that could
repeat it are placed again. So the end is the same in whichever order articles come in, and nobody is told of it.
"""

import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from onrecord.storage import Session
from onrecord_track.likeness import Telling
from onrecord_track.store import candidates, moving, statements, utterances
from onrecord_track.store.ahead import MOST_READ, Ahead
from onrecord_track.store.statements import Seen
from onrecord_track.store.unwritten import Unwritten
from onrecord_track.told import Placed
from onrecord_track.tracking import Candidate, Order, Placement, concerns, place

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
        self._unwritten = Unwritten(session, at=at)
        self._ahead = Ahead(session, self._unwritten, horizon=horizon)
        self._waiting: list[tuple[Order, int]] = []
        self._headless: set[int] = set()

    def put(self, statement_ids: Sequence[int]) -> dict[int, Placed]:
        """Give statements, new or placed before, their utterance and verdict, and those after them theirs again.

        Args:
            statement_ids: Of one article, in their order. Those deleted meanwhile are left out of what is given.
        """
        seen = statements.seen(self._session, statement_ids)
        before = {number for number, this in seen.items() if this.utterance_id is not None}
        there = [number for number in statement_ids if number in seen]
        for first in range(0, len(there), MOST_READ):
            some = there[first : first + MOST_READ]
            self._ahead.read([seen[number] for number in some if number not in before])
            for number in some:
                self._waiting, self._headless = [], set()
                # Of those placed before, an earlier one may have moved it since.
                self._put(self._again(number) if number in before else seen[number])
                self._put_waiting(number)
        self._unwritten.write()
        return utterances.placed(self._session, statement_ids, before=before)

    def _put_waiting(self, late: int) -> None:
        again = 0
        while self._waiting:
            if again == MOST_PLACED_AGAIN:
                log.warning("placing_stopped", statement_id=late, placed_again=again)
                return
            again += 1
            _, number = heapq.heappop(self._waiting)
            self._put(self._again(number))

    def _again(self, statement_id: int) -> Seen:
        return statements.seen(self._session, [statement_id])[statement_id]

    def _put(self, this: Seen) -> None:
        known = self._ahead.known(this)
        placement = place(this.telling, known.candidates, horizon=self._horizon)
        if this.utterance_id is None and not known.said_since:
            self._unwritten.add(this, placement)
            self._ahead.changed(this, placement)
            return
        self._unwritten.write()
        self._ahead.forget()
        held = {each.utterance_id: each for each in known.candidates}
        if this.utterance_id is None:
            self._put_late(this, placement, held)
        else:
            self._put_again(this, this.utterance_id, placement, held)

    def _put_late(self, this: Seen, placement: Placement, held: dict[int, Candidate]) -> None:
        number = placement.joins
        if number is None:
            number = self._begin(this, placement.update_of)
        else:
            utterances.grow(self._session, [(number, this)])
            utterances.add_keys(self._session, [(number, this.telling)])
        utterances.add_sightings(self._session, [(this, placement, number)], at=self._at)
        utterances.refresh(self._session, number)
        self._changed(this, held.get(number), number)

    def _begin(self, this: Seen, update_of: int | None) -> int:
        number = utterances.add_utterances(self._session, [(this, update_of)], at=self._at)[this.statement_id]
        utterances.add_keys(self._session, [(number, this.telling)])
        return number

    def _put_again(self, this: Seen, old: int, placement: Placement, held: dict[int, Candidate]) -> None:
        moving.judge_again(self._session, this, placement)
        if placement.joins is None and old not in held:
            moving.lead(self._session, old, placement.update_of)
            if old in self._headless:
                self._headless.remove(old)
                self._changed(this, None, old)
        elif placement.joins != old:
            joins = placement.joins
            target = self._begin(this, placement.update_of) if joins is None else joins
            if old not in held:
                self._headless.add(old)
            self._changed(this, held.get(old), old)
            moving.move(self._session, this, target)
            self._changed(this, held.get(target), target)

    def _changed(self, this: Seen, candidate: Candidate | None, utterance_id: int) -> None:
        """Let those be placed again for which something changes as *this* joins an utterance, or leaves it.

        Args:
            candidate: The utterance as it was before *this*; None where *this* is its first.
        """
        waiting = set(self._waiting)
        after = candidates.members_after(self._session, this, utterance_id)
        stood_for = _stand_for(this, candidate)
        if stood_for:
            waiting.update(after)
            fuller = statements.seen(self._session, [number for _, number in sorted(after)[:MOST_FULLER]])
            stood_for += [each.telling for each in fuller.values()]  # they may stand for it no more
            waiting.update(self._concerned(this, stood_for))
        else:  # it may still be what makes a later sighting a repeat
            waiting.update(each for each in after if each[0][1] == this.order[1])
        self._waiting = sorted(waiting)

    def _concerned(self, this: Seen, stood_for: Sequence[Telling]) -> Iterator[tuple[Order, int]]:
        later = candidates.said_after(self._session, this.order, stood_for, within=self._horizon)
        told = statements.seen(self._session, [number for _, number in later])
        return (each for each in later if concerns(stood_for, told[each[1]].telling))


def _stand_for(this: Seen, candidate: Candidate | None) -> list[Telling]:
    """Give the tellings that others are compared with, or no longer are, because *this* is part of the utterance.

    None where it is neither the first nor the fullest until then: nothing is compared with it.
    """
    if candidate is None:
        return [this.telling]
    fullest = max(len(each.said.content) for each in candidate.tellings)
    return [this.telling, *candidate.tellings] if len(this.telling.said.content) > fullest else []
