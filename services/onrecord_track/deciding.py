"""What becomes of one article's statements: decided one after another, inside one transaction."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from onrecord.storage import Session, jobs
from onrecord_track.meeting import Meeting, TopicsMet
from onrecord_track.muting import Mutes
from onrecord_track.placing import Placing
from onrecord_track.store import utterances
from onrecord_track.told import Told


@dataclass(frozen=True, slots=True)
class Decided:
    verdicts: Mapping[str, int]
    """How often each was given; what an earlier run placed is not counted."""

    suppressed: int
    """Times a topic was met and its subscriber is not told."""

    alerts: tuple[int, ...]
    """Ids of the alerts that are due."""

    re_reported: tuple[int, ...]
    """Ids of earlier alerts that another outlet tells of now."""


def decide(
    session: Session, told: Told, met: TopicsMet, *, mutes: Mutes, horizon: timedelta, quiet: bool = False
) -> Decided:
    """Give every statement of *told* its utterance and verdict, and every topic it met its outcome.

    Others wait at the lock until *session* ends, so two articles with the same new words make one utterance. A
    statement that was placed before is placed again, and raises no alert however often it comes back; where it is *quiet*, none does.
    """
    utterances.lock(session)
    at = jobs.now(session)
    verdicts: Counter[str] = Counter()
    meeting = Meeting(session, told, met, mutes=mutes, horizon=horizon, at=at, quiet=quiet)
    placed = Placing(session, horizon=horizon, at=at).put([each.statement_id for each in told.statements])
    for stated in told.statements:
        this = placed.get(stated.statement_id)
        if this is None:  # deleted since the article was read
            continue
        if not this.before:
            verdicts[this.verdict] += 1
        meeting.settle(stated, this)
    return Decided(verdicts, meeting.suppressed, tuple(meeting.alerts), tuple(meeting.re_reported))
