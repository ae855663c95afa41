"""To which utterance a statement belongs, given the ones it could belong to. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from onrecord_track.judging import compare
from onrecord_track.likeness import Telling
from onrecord_track.records import Judgement, Verdict

Order = tuple[datetime, str, str, int]
"""When it was published, by which outlet, at which address, and which statement of its article: an order that does not
ask when anything arrived."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An utterance that shares a key with the statement, as it was known before the statement."""

    utterance_id: int
    order: Order
    """Of its first sighting."""

    tellings: tuple[Telling, ...]
    """Its first sighting, and its fullest until then where that is another."""

    told_here: bool
    """Whether the statement's own outlet told it before."""

    @property
    def first_said_at(self) -> datetime:
        return self.order[0]


@dataclass(frozen=True, slots=True)
class Placement:
    """What a statement is, and where it goes."""

    verdict: Verdict
    joins: int | None
    """The utterance it is a sighting of; None where it makes its own."""

    update_of: int | None
    """The earlier utterance whose substance it changes."""

    nearest_id: int | None
    score: float
    reason: str


def place(telling: Telling, candidates: Sequence[Candidate], *, horizon: timedelta) -> Placement:
    """Decide what *telling* is to those who know *candidates*, all of them said before it.

    It joins the candidate it is most alike among those it is the same as. Failing that it is its own utterance:
    an update of the nearest one whose substance it changes, else new. Candidates first said more than *horizon*
    before it are no concern.
    """
    said = telling.said
    near = [each for each in candidates if said.date - each.first_said_at <= horizon]
    judged = sorted(
        ((_judge(telling, each), each) for each in near), key=lambda pair: (-pair[0].score, pair[1].order)
    )
    for judgement, known in judged:
        if judgement.verdict == "same":
            verdict: Verdict = "repeat" if known.told_here else "re_report"
            number = known.utterance_id
            return Placement(verdict, number, None, number, judgement.score, judgement.reason)
    for judgement, known in judged:
        if judgement.verdict == "update":
            number = known.utterance_id
            return Placement("update", None, number, number, judgement.score, judgement.reason)
    if judged:
        judgement, known = judged[0]
        return Placement("new", None, None, known.utterance_id, judgement.score, judgement.reason)
    return Placement("new", None, None, None, 0.0, "nothing like it was said in the days before")


def concerns(tellings: Iterable[Telling], later: Telling) -> bool:
    """Whether *later* may go elsewhere when one of *tellings* comes to stand for an utterance, or does so no more."""
    return any(compare(each, later).verdict != "different" for each in tellings)


def _judge(telling: Telling, candidate: Candidate) -> Judgement:
    """Judge against all that is held of the candidate: what changed against one of its tellings has changed."""
    order = ("update", "same", "different")
    return min(
        (compare(known, telling) for known in candidate.tellings),
        key=lambda judgement: (order.index(judgement.verdict), -judgement.score),
    )
