"""What subscribers answered, by topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from onrecord.storage import Session
from onrecord.storage.schema import Alert, Feedback, Statement, Subscriber, Subscription, Topic


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer to one alert."""

    given_at: datetime
    answer: str
    topic: str
    subscriber: str
    speaker: str | None
    words: str
    token: str


@dataclass(frozen=True, slots=True)
class Rating:
    """How the alerts on one topic were found."""

    topic: str
    useful: int
    not_relevant: int
    wrong_speaker: int
    not_new: int

    @property
    def answers(self) -> int:
        return self.useful + self.not_relevant + self.wrong_speaker + self.not_new

    @property
    def precision(self) -> float:
        """The share of the answered alerts that were found useful, in [0, 1]."""
        return self.useful / self.answers


def answers(session: Session, *, limit: int) -> list[AnswerRow]:
    """The newest answers first."""
    rows = session.execute(
        select(Feedback, Alert.token, Topic.name, Subscriber.name, Statement.speaker, Statement.content_text)
        .join(Alert, Alert.id == Feedback.alert_id)
        .join(Subscription, Subscription.id == Alert.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .join(Statement, Statement.id == Alert.statement_id)
        .order_by(Feedback.given_at.desc(), Feedback.alert_id.desc())
        .limit(limit)
    )
    return [
        AnswerRow(given.given_at, given.answer, topic, subscriber, speaker, words, str(token))
        for given, token, topic, subscriber, speaker, words in rows
    ]


def ratings(session: Session) -> list[Rating]:
    """Every topic that somebody answered to, by name."""
    counted: dict[str, dict[str, int]] = {}
    for topic, answer, count in session.execute(
        select(Topic.name, Feedback.answer, func.count())
        .join(Alert, Alert.id == Feedback.alert_id)
        .join(Subscription, Subscription.id == Alert.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .group_by(Topic.name, Feedback.answer)
        .order_by(Topic.name)
    ):
        counted.setdefault(topic, {"useful": 0, "not_relevant": 0, "wrong_speaker": 0, "not_new": 0})[
            answer
        ] = count
    return [Rating(topic, **counts) for topic, counts in counted.items()]
