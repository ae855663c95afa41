"""An alert as track leaves it in the database, with all the rows that it stands on."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Literal

from onrecord.storage import Session, jobs
from onrecord.storage.schema import (
    Alert,
    Article,
    CleanText,
    Sighting,
    Statement,
    Subscriber,
    Subscription,
    Topic,
    Utterance,
)
from onrecord_alert.records import AlertView

_numbers = count(1)


def raise_alert(
    session: Session,
    view: AlertView,
    channel: Literal["slack", "email"],
    address: str | None,
    *,
    active: bool = True,
) -> int:
    """Write *view* and its deliver job, due now; give the alert's id. Ids in *view* are not used."""
    number = next(_numbers)
    now = jobs.now(session)
    topic = Topic(name=view.topic, query="said_by:anyone", created_at=now)
    subscriber = Subscriber(name=f"reader {number}", created_at=now, **_addresses(channel, address))
    session.add_all([topic, subscriber])
    session.flush()
    subscription = Subscription(
        topic_id=topic.id, subscriber_id=subscriber.id, channel=channel, active=active, created_at=now
    )
    before = None
    if view.earlier:
        told = _statement(
            session, view.earlier.outlet, words=view.earlier.words, quoted=view.earlier.quoted,
            published_at=view.earlier.said_at,
        )  # fmt: skip
        before = _utterance(session, told)
    statement = _statement(
        session, view.outlet, words=view.words, quoted=view.quoted, published_at=view.published_at, view=view
    )
    utterance = _utterance(session, statement, update_of=before.id if before else None)
    for minutes, outlet in enumerate((view.outlet, *view.also_in)):
        sighted = statement if outlet == view.outlet else _statement(
            session, outlet, words=view.words, quoted=view.quoted, published_at=view.published_at
        )  # fmt: skip
        session.add(
            Sighting(
                statement_id=sighted.id, utterance_id=utterance.id, article_id=sighted.article_id, outlet=outlet,
                said_at=view.published_at + timedelta(minutes=minutes), verdict="new", score=0.0, reason="", seen_at=now,
            )
        )  # fmt: skip
    session.add(subscription)
    session.flush()
    alert = Alert(
        token=view.token, utterance_id=utterance.id, subscription_id=subscription.id, statement_id=statement.id,
        kind=view.kind, created_at=now,
        explanation=[{"clause": each.clause, "words": each.words, "where": None} for each in view.reasons],
    )  # fmt: skip
    session.add(alert)
    session.flush()
    jobs.add(session, "deliver", alert.id, f"trace{number}")
    return alert.id


def _addresses(channel: str, address: str | None) -> dict[str, str | None]:
    return {"slack_webhook_url": address} if channel == "slack" else {"email": address}


def _statement(
    session: Session,
    outlet: str,
    *,
    words: str,
    quoted: bool,
    published_at: datetime,
    view: AlertView | None = None,
) -> Statement:
    number = next(_numbers)
    now = jobs.now(session)
    article = Article(
        url=view.url if view else f"https://gullhaven.example/{number}",
        canonical_url=f"https://gullhaven.example/{number}",
        outlet=outlet, title=view.title if view else None, published_at=published_at, first_seen_at=now,
        trace_id=f"article{number}",
    )  # fmt: skip
    session.add(article)
    session.flush()
    session.add(
        CleanText(
            article_id=article.id, title=None, text="", blocks=[], label_counts={}, lang="en",
            completeness=view.completeness if view else "full", completeness_evidence="", access="free",
            access_evidence="", cleaned_at=now,
        )
    )  # fmt: skip
    statement = Statement(
        article_id=article.id, number=0, kind="direct" if quoted else "indirect", source=[], cue=[], content=[],
        source_text="", cue_text=view.cue if view else "said", content_text=words,
        sentence=view.sentence if view else words, speaker=view.speaker if view else None, speaker_number=None,
        role=view.role if view else None,
    )  # fmt: skip
    session.add(statement)
    session.flush()
    return statement


def _utterance(session: Session, statement: Statement, *, update_of: int | None = None) -> Utterance:
    now = jobs.now(session)
    utterance = Utterance(
        speaker=statement.speaker, speaker_key="", content=statement.content_text, first_statement_id=statement.id,
        fullest_statement_id=statement.id, first_said_at=now, last_seen_at=now, update_of=update_of, created_at=now,
    )  # fmt: skip
    session.add(utterance)
    session.flush()
    return utterance
