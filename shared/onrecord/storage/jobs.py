"""The jobs table: adding, claiming, finishing, and finding what nobody took up. All times by the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import and_, case, or_, select, update
from sqlalchemy.orm import Session

from onrecord.storage.inserting import insert
from onrecord.storage.schema import OPEN, Job
from onrecord.storage.types import database_now

REASON_CHARS = 500
ROWS_IN_ONE_STATEMENT = 1_000
"""A row has fifteen values; PostgreSQL takes 65,535 in one statement, SQLite 32,766."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that is ours until its lease runs out; ``tries`` tells whether it still is."""

    stage: str
    subject_id: int
    trace_id: str
    tries: int
    crashes: int
    quiet: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job that is due and that nobody holds."""

    stage: str
    subject_id: int
    trace_id: str


def now(session: Session) -> datetime:
    """The database's clock, aware, UTC."""
    return session.execute(select(database_now())).scalar_one()


def add(
    session: Session,
    stage: str,
    subject_id: int,
    trace_id: str,
    *,
    again: bool = False,
    quiet: bool = False,
    delay_s: float = 0.0,
) -> bool:
    """Put one job into the table, as ``add_all`` does; say whether there is something to do."""
    return bool(add_all(session, stage, {subject_id: trace_id}, again=again, quiet=quiet, delay_s=delay_s))


def add_all(
    session: Session,
    stage: str,
    traces: Mapping[int, str],
    *,
    again: bool = False,
    quiet: bool = False,
    delay_s: float = 0.0,
) -> set[int]:
    """Put jobs into the table, announced from now on; give the subjects that have something to do.

    Args:
        session: The transaction of the work that led to them.
        stage: Name of a stage of ``onrecord.pipeline``.
        traces: Trace id by subject (article or alert); it goes with the article from its entry to its alerts.
        again: Do those once more that were done or parked before; otherwise existing jobs are left as they are.
        quiet: Nobody is told what comes of them. One that waits quietly is not quiet any more when it is added aloud.
        delay_s: Seconds until they are due; the sweep announces them then.
    """
    if not traces:
        return set()
    at = now(session)
    fresh = {
        "state": "todo", "due_at": at + timedelta(seconds=delay_s), "announced_at": None if delay_s else at,
        "lease_until": None, "tries": 0, "crashes": 0, "quiet": quiet, "outcome": None, "reason": None,
        "started_at": None, "finished_at": None, "duration_ms": None, "created_at": at,
    }  # fmt: skip
    rows = iter(
        {"stage": stage, "subject_id": subject_id, "trace_id": trace_id, **fresh}
        for subject_id, trace_id in traces.items()
    )
    started: set[int] = set()
    while some := list(islice(rows, ROWS_IN_ONE_STATEMENT)):
        statement = insert(session, Job).values(some)
        if again:
            statement = statement.on_conflict_do_update(
                index_elements=["stage", "subject_id"], set_=fresh, where=Job.state.in_(("done", "parked"))
            )
        else:
            statement = statement.on_conflict_do_nothing(index_elements=["stage", "subject_id"])
        started.update(session.scalars(statement.returning(Job.subject_id)))
    if again and not quiet and started != traces.keys():
        session.execute(
            update(Job)
            .where(Job.stage == stage, Job.subject_id.in_(traces.keys() - started), Job.quiet)
            .values(quiet=False)
            .execution_options(synchronize_session=False)
        )
    return started


def claim(
    session: Session, stage: str, subject_ids: Sequence[int], *, lease_s: float, max_crashes: int
) -> tuple[list[Claim], list[Claim]]:
    """Take the jobs of *subject_ids* that are due and free, or whose holder's lease ran out.

    Returns:
        The claims to work on, and those parked instead because their lease ran out *max_crashes* times:
        whatever kills its worker must not come back for ever.
    """
    at = now(session)
    overdue = and_(Job.state == "doing", Job.lease_until < at)
    taken = session.execute(
        update(Job)
        .where(
            Job.stage == stage,
            Job.subject_id.in_(subject_ids),
            or_(and_(Job.state == "todo", Job.due_at <= at), overdue),
        )
        .values(
            state="doing",
            tries=Job.tries + 1,
            crashes=Job.crashes + case((overdue, 1), else_=0),
            lease_until=at + timedelta(seconds=lease_s),
            started_at=at,
        )
        .returning(Job.subject_id, Job.trace_id, Job.tries, Job.crashes, Job.quiet)
        .execution_options(synchronize_session=False)
    ).all()
    claims = sorted(
        (Claim(stage, row.subject_id, row.trace_id, row.tries, row.crashes, row.quiet) for row in taken),
        key=lambda each: each.subject_id,
    )
    poisonous = [each for each in claims if each.crashes >= max_crashes]
    for each in poisonous:
        close(
            session, each, "parked", outcome="parked", reason=f"its worker died {each.crashes} times over it"
        )
    return [each for each in claims if each.crashes < max_crashes], poisonous


def close(
    session: Session,
    held: Claim,
    state: str,
    *,
    outcome: str,
    reason: str | None,
    duration_ms: int | None = None,
) -> bool:
    """End a claim as ``done`` or ``parked``; say whether it still was ours to end."""
    return _change(session, held, state=state, outcome=outcome, reason=_cut(reason), finished_at=now(session),
                   duration_ms=duration_ms, lease_until=None)  # fmt: skip


def release(session: Session, held: Claim, *, reason: str, after_s: float, counts: bool = True) -> bool:
    """Give a claim back, due again after *after_s* seconds; say whether it still was ours.

    Args:
        session: A transaction.
        held: The claim.
        reason: Why it was not done.
        after_s: Seconds.
        counts: False where waiting was the plan and no try failed.
    """
    tries = {} if counts else {"tries": Job.tries - 1}
    return _change(session, held, state="todo", due_at=now(session) + timedelta(seconds=after_s),
                   announced_at=None, reason=_cut(reason), lease_until=None, **tries)  # fmt: skip


def retry_parked(session: Session, job_ids: Sequence[int]) -> int:
    """Have parked jobs done once more, as if for the first time; say how many. The sweep announces them."""
    retried = session.execute(
        update(Job)
        .where(Job.id.in_(job_ids), Job.state == "parked")
        .values(state="todo", due_at=now(session), announced_at=None, tries=0, crashes=0, outcome=None, finished_at=None)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return len(retried.all())


def discard_parked(session: Session, job_ids: Sequence[int]) -> int:
    """End parked jobs as ``discarded``: nobody looks at them any more; say how many."""
    discarded = session.execute(
        update(Job)
        .where(Job.id.in_(job_ids), Job.state == "parked")
        .values(state="done", outcome="discarded", finished_at=now(session))
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(discarded.all())


def bring_forward(session: Session, stage: str, subject_ids: Iterable[int]) -> None:
    """Let jobs that wait for a later time be due now."""
    session.execute(
        update(Job)
        .where(Job.stage == stage, Job.subject_id.in_(list(subject_ids)), Job.state == "todo")
        .values(due_at=now(session), announced_at=None)
        .execution_options(synchronize_session=False)
    )


def free_all(session: Session) -> int:
    """Take every job from its holder, when it is known that no worker runs; say how many were held.

    What waits is to be announced again, too: the broker that held the messages may have been stopped as well.
    """
    session.execute(
        update(Job)
        .where(Job.state == "todo")
        .values(announced_at=None)
        .execution_options(synchronize_session=False)
    )
    freed = session.execute(
        update(Job)
        .where(Job.state == "doing")
        .values(state="todo", lease_until=None, announced_at=None)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(freed.all())


def park_open(session: Session, stages: Collection[str], *, outcome: str, reason: str) -> int:
    """Take what is left to do of *stages* out of the way until a person looks at it; say how many jobs that were."""
    parked = session.execute(
        update(Job)
        .where(Job.stage.in_(stages), Job.state.in_(("todo", "doing")))
        .values(
            state="parked", outcome=outcome, reason=_cut(reason), lease_until=None, finished_at=now(session)
        )
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(parked.all())


def _change(session: Session, held: Claim, **values: object) -> bool:
    changed = session.execute(
        update(Job)
        .where(
            Job.stage == held.stage,
            Job.subject_id == held.subject_id,
            Job.state == "doing",
            Job.tries == held.tries,
        )
        .values(**values)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


def _cut(reason: str | None) -> str | None:
    return None if reason is None else reason[:REASON_CHARS]


def waiting(session: Session, stage: str, *, announced_before_s: float, limit: int) -> list[Waiting]:
    """Find jobs that are due, or whose lease ran out, and that were not announced lately; oldest first.

    They are this transaction's until it ends. What another one holds just now is left out, and never waited for.
    """
    at = now(session)
    rows = session.execute(
        select(Job.subject_id, Job.trace_id)
        .where(
            Job.stage == stage,
            OPEN,
            or_(
                and_(Job.state == "todo", Job.due_at <= at), and_(Job.state == "doing", Job.lease_until < at)
            ),
            or_(Job.announced_at.is_(None), Job.announced_at < at - timedelta(seconds=announced_before_s)),
        )
        .order_by(Job.due_at, Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Waiting(stage, row.subject_id, row.trace_id) for row in rows]


def mark_announced(session: Session, stage: str, subject_ids: Iterable[int]) -> None:
    """Note that a message about these jobs was sent just now."""
    session.execute(
        update(Job)
        .where(Job.stage == stage, Job.subject_id.in_(list(subject_ids)))
        .values(announced_at=now(session))
        .execution_options(synchronize_session=False)
    )
