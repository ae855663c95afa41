"""An alert as track leaves it in the database, with all the rows that it stands on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Literal
from zoneinfo import ZoneInfo

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
    """Write *view* for a subscriber of its own, and its plan job, due now; give the alert's id.

    Ids in *view* are not used.
    """
    subscription = subscribe(session, view.topic, channel, address, active=active)
    return raise_for(session, view, subscription)


def subscribe(
    session: Session,
    topic_name: str,
    channel: str,
    address: str | None,
    *,
    subscriber: Subscriber | None = None,
    **rhythm: Any,
) -> Subscription:
    """Subscribe to a new topic: *subscriber*, or somebody new who has *address*.

    Where *rhythm* does not say otherwise, no clock strikes soon: neither the hour nor the digest's.
    """
    now = jobs.now(session)
    topic = Topic(name=topic_name, query="said_by:anyone", created_at=now)
    if subscriber is None:
        subscriber = Subscriber(
            name=f"reader {next(_numbers)}", created_at=now, **_addresses(channel, address)
        )
    session.add_all([topic, subscriber])
    session.flush()
    zone = zone_in_mid_hour()
    far_off = now.astimezone(ZoneInfo(zone)) + timedelta(hours=12)
    rhythm = {"timezone": zone, "digest_at": f"{far_off:%H:%M}", **rhythm}
    subscription = Subscription(
        topic_id=topic.id, subscriber_id=subscriber.id, channel=channel, created_at=now, **rhythm
    )
    session.add(subscription)
    session.flush()
    return subscription


def raise_for(session: Session, view: AlertView, subscription: Subscription) -> int:
    """Write an alert on *view* for *subscription*, and its plan job, due now; give the alert's id.

    The token is *view*'s, and so are its speaker, words and outlets; the topic is the subscription's.
    """
    now = jobs.now(session)
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
    _sight(session, utterance, statement, view.outlet, view.published_at)
    alert = Alert(
        token=view.token, utterance_id=utterance.id, subscription_id=subscription.id, statement_id=statement.id,
        kind=view.kind, created_at=now,
        explanation=[{"clause": each.clause, "words": each.words, "where": None} for each in view.reasons],
    )  # fmt: skip
    session.add(alert)
    session.flush()
    re_report(session, alert.id, *view.also_in)
    jobs.add(session, "plan", alert.id, f"trace{next(_numbers)}")
    return alert.id


def re_report(session: Session, alert_id: int, *outlets: str) -> None:
    """Let *outlets* report the utterance of an alert, each a minute after the one before; no job is made."""
    utterance = session.get_one(Utterance, session.get_one(Alert, alert_id).utterance_id)
    for outlet in outlets:
        utterance.last_seen_at += timedelta(minutes=1)
        statement = _statement(
            session, outlet, words=utterance.content, quoted=True, published_at=utterance.last_seen_at
        )
        _sight(session, utterance, statement, outlet, utterance.last_seen_at)


def _sight(
    session: Session, utterance: Utterance, statement: Statement, outlet: str, said_at: datetime
) -> None:
    session.add(
        Sighting(
            statement_id=statement.id, utterance_id=utterance.id, article_id=statement.article_id, outlet=outlet,
            said_at=said_at, verdict="new", score=0.0, reason="", seen_at=jobs.now(session),
        )
    )  # fmt: skip
    session.flush()


def zone_in_mid_hour() -> str:
    """Name a time zone whose clocks strike in a quarter of an hour at the soonest: caps count by the local hour."""
    return "UTC" if datetime.now(UTC).minute < 45 else "Asia/Kolkata"  # half an hour off


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
