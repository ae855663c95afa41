"""Messages that are due: whom they are for, what they say now, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select, update

from onrecord.contracts import AlertRaised, MessagePlanned
from onrecord.pipeline import STAGES, stage_announced_by
from onrecord.storage import Session, jobs
from onrecord.storage.jobs import now
from onrecord.storage.schema import (
    Alert,
    Article,
    Message,
    MessageAlert,
    Statement,
    Subscription,
)
from onrecord_alert import records
from onrecord_alert.records import Sent
from onrecord_alert.retrying import GIVE_UP_AFTER
from onrecord_alert.rhythm import Rhythm, awake, has_expired
from onrecord_alert.store.contents import composed, rows_of
from onrecord_alert.store.planning import hold
from onrecord_alert.store.rhythms import rhythm_of
from onrecord_alert.store.ways import way_to
from onrecord_alert.ways import Way

PLAN: Final = stage_announced_by(AlertRaised).name
DELIVER: Final = stage_announced_by(MessagePlanned).name


@dataclass(frozen=True, slots=True)
class Due:
    """A message whose time has come, before it is composed."""

    message_id: int
    channel: str
    way: Way | None
    """None where the subscriber has no address for the channel."""
    now: datetime
    awake_at: datetime
    """When none of its subscribers' quiet hours stands against it; at or after ``now``."""
    first_tried_at: datetime | None
    is_given_up: bool
    """It has been due, and taken up, for GIVE_UP_AFTER."""


def due(session: Session, message_id: int) -> Due | None:
    """Take a message up; None if it was deleted."""
    message = session.get(Message, message_id)
    if message is None:
        return None
    at = now(session)
    message.taken_up_at = message.taken_up_at or at
    return Due(
        message_id,
        message.channel,
        way=way_to(session, message.subscriber_id, message.channel),
        now=at,
        awake_at=max((awake(at, rhythm) for rhythm in _rhythms(session, message_id)), default=at),
        first_tried_at=message.closed_at,
        is_given_up=at - message.taken_up_at > GIVE_UP_AFTER,
    )


def parked(session: Session, message_id: int) -> None:
    """Note that a message was given up: who has it done again gives it another day."""
    session.get_one(Message, message_id).taken_up_at = None


def taken(session: Session, message_id: int) -> records.Message | None:
    """Close a message to newcomers, leave out what nobody wants any more, and compose it; None if it is empty."""
    message = session.get_one(Message, message_id)
    hold(session, message.subscriber_id)
    if message.closed_at is None:
        message.closed_at = now(session)
        _sort_out(session, message, message.closed_at)
    return composed(session, message_id)


def told(session: Session, message_id: int, said: records.Message, result: Sent) -> None:
    """Note that the channel took *said* over, and which outlets it named."""
    message = session.get_one(Message, message_id)
    message.sent_at = message.sent_at or now(session)
    message.external_id = result.external_id or message.external_id
    named: dict[int, Sequence[str]] = {view.alert_id: view.also_in for view in said.alerts}
    if said.digest:
        named |= {view.alert_id: view.also_in for view in said.digest.alerts}
        named |= {each.alert.alert_id: each.outlets for each in said.digest.also_reported}
    for row in session.scalars(select(MessageAlert).where(MessageAlert.message_id == message_id)):
        row.outlets = list(named.get(row.alert_id, row.outlets))


def bring_digests_forward(session: Session) -> None:
    """Let every digest that waits for its time be due now."""
    digests = list(
        session.scalars(
            select(Message.id).where(Message.kind == "digest", Message.closed_at.is_(None)).with_for_update()
        )
    )
    session.execute(update(Message).where(Message.id.in_(digests)).values(due_at=now(session)))
    jobs.bring_forward(session, DELIVER, digests)


def hold_back_all(session: Session) -> None:
    """After a restore: let nothing that is not sent yet be sent by itself, nor join it.

    Since the backup it was sent, if it was due; nobody is told twice for want of asking a person.
    """
    session.execute(
        update(Message)
        .where(Message.closed_at.is_(None))
        .values(closed_at=now(session))
        .execution_options(synchronize_session=False)
    )
    jobs.park_open(
        session,
        [stage.name for stage in STAGES if stage.subject != "article"],
        outcome="restored",
        reason="the database was restored: it may have been sent since the backup was made",
    )


def _rhythms(session: Session, message_id: int) -> list[Rhythm]:
    subscriptions = session.scalars(
        select(Subscription)
        .join(Alert, Alert.subscription_id == Subscription.id)
        .join(MessageAlert, MessageAlert.alert_id == Alert.id)
        .where(MessageAlert.message_id == message_id)
        .distinct()
    )
    return [rhythm_of(each) for each in subscriptions]


def _sort_out(session: Session, message: Message, at: datetime) -> None:
    """Mark what its subscriber wants no more; plan again what is to wait, because it was snoozed since."""
    snoozed = []
    for row in rows_of(session, message.id):
        rhythm = rhythm_of(row.subscription)
        if not row.subscription.active or not row.topic.active:
            row.item.dropped = "unwanted"
        elif has_expired(at, rhythm):
            row.item.dropped = "expired"
        elif rhythm.snooze_until is not None and rhythm.snooze_until > at:
            snoozed.append(row.alert.id)
    session.flush()
    if snoozed:
        session.execute(
            delete(MessageAlert).where(
                MessageAlert.message_id == message.id, MessageAlert.alert_id.in_(snoozed)
            )
        )
        traces = (
            select(Alert.id, Article.trace_id)
            .join(Statement, Statement.id == Alert.statement_id)
            .join(Article, Article.id == Statement.article_id)
            .where(Alert.id.in_(snoozed))
        )
        jobs.add_all(
            session,
            PLAN,
            {row.id: row.trace_id for row in session.execute(traces)},
            again=True,
            delay_s=0.1,
        )
