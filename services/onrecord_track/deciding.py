"""What becomes of one article's statements: decided one after another, inside one transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from onrecord.storage import Session, jobs
from onrecord_track.due import Met, outcome
from onrecord_track.matching import Hit
from onrecord_track.store import matches, utterances
from onrecord_track.told import Told
from onrecord_track.topics import Subscribed, Topics
from onrecord_track.tracking import place

TopicsMet = Mapping[int, Sequence[tuple[Subscribed, tuple[Hit, ...]]]]
"""Per statement id, the subscriptions whose topic it meets, and by what."""


@dataclass(frozen=True, slots=True)
class Decided:
    verdicts: Mapping[str, int]
    """How often each was given; what an earlier run placed is not counted."""

    suppressed: int
    """Times a topic was met and its subscriber is not told."""

    alerts: tuple[int, ...]
    """Ids of the alerts that are due."""


def topics_met(told: Told, subscriptions: Iterable[Subscribed]) -> TopicsMet:
    """Match every statement of an article with every subscription; needs no database."""
    topics = Topics(subscriptions)
    return {
        stated.statement_id: list(topics.met_by(stated.heard, told.reading)) for stated in told.statements
    }


def decide(session: Session, told: Told, met: TopicsMet, *, horizon: timedelta) -> Decided:
    """Give every statement of *told* its utterance and verdict, and every topic it met its outcome.

    Others wait at the lock until *session* ends, so two articles with the same new words make one utterance. A
    statement that was placed before stays where it is, and raises no alert however often it comes back.
    """
    utterances.lock(session)
    at = jobs.now(session)
    verdicts: Counter[str] = Counter()
    suppressed = 0
    alerts = []
    before = utterances.placed_before(session, told.article_id)
    for stated in told.statements:
        placed = before.get(stated.statement_id)
        if placed is None:
            placement = place(stated.telling, utterances.candidates(session, stated.telling), horizon=horizon)
            placed = utterances.record(session, stated, told.article_id, placement, at=at)
            verdicts[placed.verdict] += 1
        for subscribed, hits in met[stated.statement_id]:
            number = subscribed.subscription_id
            if matches.was_matched(session, stated.statement_id, number):
                continue
            decision = outcome(
                Met(
                    verdict=placed.verdict,
                    updates=placed.updates,
                    first_said_at=placed.first_said_at,
                    known=matches.is_known(session, placed.utterance_id, number),
                    processed_before=placed.before,
                    baseline=told.baseline,
                    on_record=stated.on_record,
                    subscribed_at=subscribed.subscribed_at,
                )
            )
            alert = matches.record_match(session, placed, number, hits, decision, at=at)
            if alert is None:
                suppressed += 1
            else:
                alerts.append(alert)
    return Decided(verdicts, suppressed, tuple(alerts))
