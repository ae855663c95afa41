"""What became of alerts: planned, in which message, sent at which try, or why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from onrecord.storage import Session, jobs
from onrecord.storage.schema import Alert, Delivery, Job, Message, MessageAlert


@dataclass(frozen=True, slots=True)
class AttemptRow:
    attempt: int
    act: str
    """send, or edit: it grew."""
    state: str
    """sending, sent, failed, parked or unknown."""
    answer: str | None
    """What the channel said."""
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one alert."""

    state: str
    """pending, sending, retrying, sent, parked, unknown (its worker died over it), unwanted, expired or gone."""
    message_id: int | None
    """The message that tells it; None where it is not planned yet, or never will be."""
    digest: bool
    """That message is a digest."""
    why: str | None
    """What put it there: immediate, rhythm, over_cap, quiet_hours or snoozed."""
    next_at: datetime | None
    """When the message is tried (again); None where nothing is to come."""
    sent_at: datetime | None
    """When the channel took the message over."""
    reason: str | None
    """Why the last try failed, or the message waits."""
    also_in: tuple[str, ...]
    """Other outlets that its subscriber was told of."""
    attempts: tuple[AttemptRow, ...]

    @property
    def answer(self) -> str | None:
        """What the channel said last."""
        return self.attempts[-1].answer if self.attempts else None


_Plan = aliased(Job)
_Deliver = aliased(Job)


class _Facts(NamedTuple):
    """What the state of an alert is told by."""

    plan: str | None
    """State and outcome of its ``plan`` job, …"""
    planned_as: str | None
    planned: bool
    dropped: str | None
    """… why its message left it out, …"""
    deliver: str | None
    delivered_as: str | None
    """… and of the message's ``deliver`` job."""
    tried: bool | None
    overdue: bool | None
    """Its worker's lease ran out."""

    @property
    def state(self) -> str:
        """Say it in one word."""
        if not self.planned:
            return "pending" if self.plan in (None, "todo", "doing") else self.planned_as or "parked"
        if self.dropped:
            return self.dropped
        if self.deliver in (None, "todo"):
            return "retrying" if self.tried else "pending"
        if self.deliver == "doing":
            return "unknown" if self.overdue else "sending"
        return "parked" if self.deliver == "parked" else self.delivered_as or "sent"


def fates(session: Session, alert_ids: Collection[int]) -> dict[int, Fate]:
    """Read what became of the alerts, by id."""
    facts = _facts(jobs.now(session))
    next_at = func.coalesce(
        case((_Deliver.state == "todo", _Deliver.due_at)), case((_Plan.state == "todo", _Plan.due_at))
    )
    rows = session.execute(
        _of_alerts(
            select(
                Alert.id, MessageAlert.why, Message.id, Message.kind, Message.sent_at, next_at,
                func.coalesce(_Deliver.reason, _Plan.reason), *facts,
            )
        ).where(Alert.id.in_(alert_ids))
    ).all()  # fmt: skip
    attempts = _attempts(session, {row[2] for row in rows if row[2] is not None})
    also = _also(session, alert_ids)
    return {
        alert_id: Fate(
            state=_Facts(*known).state,
            message_id=message_id,
            digest=kind == "digest",
            why=why,
            next_at=due_at,
            sent_at=sent_at,
            reason=reason,
            also_in=tuple(also.get(alert_id, ())),
            attempts=tuple(attempts.get(message_id, ())),
        )
        for alert_id, why, message_id, kind, sent_at, due_at, reason, *known in rows
    }


def states_of_all(session: Session) -> dict[str, int]:
    """Count all alerts by what became of them, most first."""
    facts = _facts(jobs.now(session))
    counted: Counter[str] = Counter()
    for *known, count in session.execute(_of_alerts(select(*facts, func.count())).group_by(*facts)):
        counted[_Facts(*known).state] += count
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def _facts(at: datetime) -> tuple[ColumnElement[Any], ...]:
    return (
        _Plan.state.expression, _Plan.outcome.expression, MessageAlert.message_id.is_not(None),
        MessageAlert.dropped.expression, _Deliver.state.expression, _Deliver.outcome.expression,
        _Deliver.tries > 0, _Deliver.lease_until < at,
    )  # fmt: skip


def _of_alerts(selected: Select[Any]) -> Select[Any]:
    return (
        selected.select_from(Alert)
        .outerjoin(MessageAlert, and_(MessageAlert.alert_id == Alert.id, MessageAlert.part == "told"))
        .outerjoin(Message, Message.id == MessageAlert.message_id)
        .outerjoin(_Plan, and_(_Plan.stage == "plan", _Plan.subject_id == Alert.id))
        .outerjoin(_Deliver, and_(_Deliver.stage == "deliver", _Deliver.subject_id == Message.id))
    )


def _attempts(session: Session, message_ids: Collection[int]) -> dict[int, list[AttemptRow]]:
    found: dict[int, list[AttemptRow]] = {}
    rows = session.scalars(
        select(Delivery)
        .where(Delivery.message_id.in_(message_ids))
        .order_by(Delivery.message_id, Delivery.attempt)
    )
    for each in rows:
        found.setdefault(each.message_id, []).append(
            AttemptRow(each.attempt, each.act, each.state, each.answer, each.started_at, each.finished_at)
        )
    return found


def _also(session: Session, alert_ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.execute(
        select(MessageAlert.alert_id, MessageAlert.outlets)
        .where(MessageAlert.alert_id.in_(alert_ids))
        .order_by(MessageAlert.message_id)
    )
    for alert_id, outlets in rows:
        found.setdefault(alert_id, []).extend(outlets)
    return found
