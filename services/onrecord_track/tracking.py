"""To which utterance a statement belongs, given the ones it could belong to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from onrecord_track.judging import compare
from onrecord_track.likeness import Telling
from onrecord_track.records import Judgement, Verdict


@dataclass(frozen=True, slots=True)
class Candidate:
    """An utterance that shares a key with the statement."""

    utterance_id: int
    first_said_at: datetime
    tellings: tuple[Telling, ...]
    """Its first sighting, and its fullest where that is another."""

    outlets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Placement:
    """What a statement is, and where it goes."""

    verdict: Verdict
    joins: int | None
    """The utterance it is a sighting of; None where it makes its own."""

    update_of: int | None
    """The earlier utterance whose substance it changes."""

    updated_by: tuple[int, ...]
    """Utterances known before but said later: they change the substance of this one."""

    nearest_id: int | None
    score: float
    reason: str


def place(telling: Telling, candidates: Sequence[Candidate], *, horizon: timedelta) -> Placement:
    """Decide what *telling* is to those who know *candidates*.

    It joins the candidate it is most alike among those it is the same as. Failing that it is its own utterance:
    an update of the nearest earlier one whose substance it changes, else new. Candidates first said more than
    *horizon* before or after it are no concern. An article that comes in late is placed by its date: it may join
    a later utterance, or turn out to be what a later one updates, but it never is an update of the future.
    """
    said = telling.said
    near = [each for each in candidates if abs(each.first_said_at - said.date) <= horizon]
    judged = sorted(
        ((_judge(telling, each), each) for each in near),
        key=lambda pair: (-pair[0].score, pair[1].first_said_at, pair[1].utterance_id),
    )
    same = [pair for pair in judged if pair[0].verdict == "same"]
    if same:
        judgement, known = same[0]
        verdict: Verdict = "repeat" if said.outlet in known.outlets else "re_report"
        return Placement(
            verdict, known.utterance_id, None, (), known.utterance_id, judgement.score, judgement.reason
        )
    changed = [pair for pair in judged if pair[0].verdict == "update"]
    earlier = [pair for pair in changed if pair[1].first_said_at <= said.date]
    later = tuple(known.utterance_id for _, known in changed if known.first_said_at > said.date)
    if earlier:
        judgement, known = earlier[0]
        number = known.utterance_id
        return Placement("update", None, number, later, number, judgement.score, judgement.reason)
    if judged:
        judgement, known = judged[0]
        return Placement("new", None, None, later, known.utterance_id, judgement.score, judgement.reason)
    return Placement("new", None, None, (), None, 0.0, "nothing like it was said in the days around it")


def _judge(telling: Telling, candidate: Candidate) -> Judgement:
    """Judge against all that is held of the candidate: what changed against one of its tellings has changed."""
    order = ("update", "same", "different")
    return min(
        (compare(known, telling) for known in candidate.tellings),
        key=lambda judgement: (order.index(judgement.verdict), -judgement.score),
    )
