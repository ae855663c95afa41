"""One claimed job in the hands of a stage: it ends in one transaction, or is given back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from billiard.exceptions import SoftTimeLimitExceeded

from onrecord.contracts import Announcement
from onrecord.errors import OnrecordError, Permanent, Transient
from onrecord.pipeline import Stage, stage_announced_by
from onrecord.storage import Database, Session, jobs

log = structlog.get_logger()


class LeaseLost(OnrecordError):
    """Somebody else took the job up meanwhile: our results are not written, theirs are."""


@dataclass(slots=True)
class Ending:
    """The transaction in which a job ends: the results, the outcome, and who goes on."""

    session: Session
    trace_id: str
    quiet: bool = False
    fields: dict[str, object] = field(default_factory=dict)
    announcements: list[tuple[Stage, int, str]] = field(default_factory=list)

    def then(
        self, message: type[Announcement], subject_id: int, *, again: bool = False, delay_s: float = 0.0
    ) -> None:
        """Add the next stage's job to the same transaction; it is announced after the commit.

        Args:
            message: The announcement of that stage.
            subject_id: What it is about.
            again: Do it once more if it was done before.
            delay_s: Seconds until it is due; then the sweep announces it.
        """
        stage = stage_announced_by(message)
        if (
            jobs.add(
                self.session,
                stage.name,
                subject_id,
                self.trace_id,
                again=again,
                quiet=self.quiet,
                delay_s=delay_s,
            )
            and not delay_s
        ):
            self.announcements.append((stage, subject_id, self.trace_id))

    def note(self, **fields: object) -> None:
        """Add *fields* to the one line that is logged about this job."""
        self.fields.update(fields)


class Work:
    """A claimed job. A handler ends it with ``finish`` or gives it back with ``defer``, inside ``alone``."""

    def __init__(self, database: Database, stage: Stage, claim: jobs.Claim) -> None:
        self._database = database
        self._stage = stage
        self._claim = claim
        self._since = time.monotonic()
        self.ended = False
        self.announcements: list[tuple[Stage, int, str]] = []

    @property
    def subject_id(self) -> int:
        """Primary key of the article, or of the alert in ``deliver``."""
        return self._claim.subject_id

    @property
    def trace_id(self) -> str:
        return self._claim.trace_id

    @property
    def quiet(self) -> bool:
        """Nobody is told what comes of it; what follows from it is quiet, too."""
        return self._claim.quiet

    @property
    def tries(self) -> int:
        """1 the first time."""
        return self._claim.tries

    @contextmanager
    def finish(self, outcome: str, reason: str | None = None, *, parked: bool = False) -> Iterator[Ending]:
        """End the job: what the block writes and the outcome are committed together, or not at all.

        Args:
            outcome: From the stage's short fixed list.
            reason: In words, where the outcome alone does not say why.
            parked: It will never succeed; a person should look.

        Raises:
            LeaseLost: the job is no longer ours; nothing was written.
            Transient: the database did not take it; nothing was written.
        """
        duration_ms = round((time.monotonic() - self._since) * 1000)
        with self._database.write() as session:
            state = "parked" if parked else "done"
            if not jobs.close(
                session, self._claim, state, outcome=outcome, reason=reason, duration_ms=duration_ms
            ):
                raise LeaseLost("job was taken up by another worker")
            ending = Ending(session, self._claim.trace_id, self._claim.quiet)
            yield ending
        self.ended = True
        self.announcements = ending.announcements
        line: dict[str, object] = {"outcome": outcome, "duration_ms": duration_ms}
        if reason:
            line["reason"] = reason
        line |= ending.fields
        if parked:
            log.error("job_parked", **line)
        else:
            log.info("job_done", **line)

    def defer(self, reason: str, *, after_s: float) -> None:
        """Give the job back, due again after *after_s* seconds, without counting a try: waiting was the plan."""
        with self._database.write() as session:
            jobs.release(session, self._claim, reason=reason, after_s=after_s, counts=False)
        self.ended = True
        log.debug("job_deferred", reason=reason, after_s=round(after_s, 1))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep what goes wrong in the block to this job: record it, log it, and let the others of the batch go on.

        Raises:
            SoftTimeLimitExceeded: the whole task must stop now; the job was given back.
        """
        with structlog.contextvars.bound_contextvars(
            stage=self._stage.name, trace_id=self.trace_id, **{f"{self._stage.subject}_id": self.subject_id}
        ):
            try:
                yield
                if not self.ended:
                    self._fail("its handler left it undone")
            except LeaseLost:
                self.ended = True
                log.warning("job_lease_lost")
            except Transient as error:
                self._fail(error.message, after_s=error.after_s, context=error.context)
            except Permanent as error:
                self._fail(error.message, permanent=True, context=error.context)
            except SoftTimeLimitExceeded:
                self._fail("took too long")
                raise
            except Exception as error:  # a bug: it must not take the rest of the batch with it
                log.exception("job_crashed")
                self._fail(f"{type(error).__name__}: {error}")

    def _fail(
        self,
        reason: str,
        *,
        after_s: float | None = None,
        permanent: bool = False,
        context: Mapping[str, object] | None = None,
    ) -> None:
        context = context or {}
        try:
            if permanent or self.tries >= self._stage.max_tries:
                with self.finish("failed", reason, parked=True) as ending:
                    ending.note(**context)
                return
            wait_s = backoff_s(self.tries) if after_s is None else after_s
            with self._database.write() as session:
                jobs.release(session, self._claim, reason=reason, after_s=wait_s)
            line = {**context, "reason": reason, "after_s": round(wait_s, 1), "tries": self.tries}
            log.warning("job_retried", **line)
        except LeaseLost:
            log.warning("job_lease_lost")
        except Transient as error:  # its lease runs out, and the sweep announces it again
            log.warning("job_unrecorded", reason=error.message, **error.context)
        finally:
            self.ended = True


def backoff_s(tries: int) -> float:
    """Seconds to wait after the *tries*-th failure: 5, 10, 20, … at most 15 minutes."""
    return min(5.0 * float(2 ** min(tries - 1, 10)), 900.0)
