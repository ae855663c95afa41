"""The jobs table on both databases: claims, leases, endings and what the sweep finds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from onrecord.storage import Database, Session, jobs
from onrecord.storage.schema import Job
from support.plans import plan_of


def add(database: Database, *subjects: int, stage: str = "clean", delay_s: float = 0.0) -> None:
    with database.write() as session:
        for subject in subjects:
            jobs.add(session, stage, subject, f"trace{subject}", delay_s=delay_s)


def claim(database: Database, *subjects: int, lease_s: float = 60.0) -> list[jobs.Claim]:
    with database.write() as session:
        return jobs.claim(session, "clean", subjects, lease_s=lease_s, max_crashes=3)[0]


def job(database: Database, subject: int = 1) -> Job:
    with database.read() as session:
        return session.scalars(select(Job).where(Job.subject_id == subject)).one()


def let_lease_run_out(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Job).values(lease_until=jobs.now(session) - timedelta(seconds=1)))


def test_a_job_added_twice_is_one_job(database: Database) -> None:
    add(database, 1)
    add(database, 1)
    with database.read() as session:
        assert len(session.scalars(select(Job)).all()) == 1


def test_only_one_of_many_claimants_gets_a_job(database: Database) -> None:
    add(database, 1)
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: claim(database, 1), range(16)))
    assert sum(len(each) for each in claims) == 1


def test_a_held_job_is_not_claimed_again_until_its_lease_runs_out(database: Database) -> None:
    add(database, 1)
    assert len(claim(database, 1)) == 1
    assert claim(database, 1) == []
    let_lease_run_out(database)
    (again,) = claim(database, 1)
    assert (again.tries, again.crashes) == (2, 1)


def test_a_holder_whose_lease_ran_out_cannot_end_the_job_of_the_next(database: Database) -> None:
    add(database, 1)
    (first,) = claim(database, 1)
    let_lease_run_out(database)
    (second,) = claim(database, 1)
    with database.write() as session:
        assert not jobs.close(session, first, "done", outcome="cleaned", reason=None)
    with database.write() as session:
        assert jobs.close(session, second, "done", outcome="cleaned", reason=None)
    assert job(database).state == "done"


def test_work_that_kills_its_worker_three_times_is_parked(database: Database) -> None:
    add(database, 1)
    for _ in range(3):
        assert len(claim(database, 1)) == 1
        let_lease_run_out(database)
    assert claim(database, 1) == []
    parked = job(database)
    assert (parked.state, parked.outcome) == ("parked", "parked")
    assert "died 3 times" in (parked.reason or "")


def test_a_job_due_later_is_neither_claimed_nor_announced_now(database: Database) -> None:
    add(database, 1, delay_s=60)
    assert claim(database, 1) == []
    with database.read() as session:
        assert jobs.waiting(session, "clean", announced_before_s=0, limit=10) == []


def test_a_released_job_waits_and_a_planned_wait_counts_no_try(database: Database) -> None:
    add(database, 1)
    (held,) = claim(database, 1)
    with database.write() as session:
        jobs.release(session, held, reason="host asked to wait", after_s=0, counts=False)
    (held,) = claim(database, 1)
    assert held.tries == 1
    with database.write() as session:
        jobs.release(session, held, reason="server error", after_s=60)
    assert claim(database, 1) == []
    assert job(database).reason == "server error"


@pytest.mark.parametrize("lost", ["message", "worker"])
def test_the_sweep_finds_what_nobody_works_on(database: Database, lost: str) -> None:
    add(database, 1, 2)
    if lost == "worker":
        claim(database, 1, 2)
        let_lease_run_out(database)
    with database.read() as session:
        assert jobs.waiting(session, "clean", announced_before_s=30, limit=10) == []
        found = jobs.waiting(session, "clean", announced_before_s=-1, limit=10)
    assert [(each.subject_id, each.trace_id) for each in found] == [(1, "trace1"), (2, "trace2")]


def test_the_sweep_reads_no_history(database: Database) -> None:
    with database.write() as session:
        jobs.add_all(session, "clean", {subject: f"trace{subject}" for subject in range(1, 6_001)})
        session.execute(update(Job).where(Job.subject_id > 10).values(state="done"))
        session.execute(text("ANALYZE"))

    def look(session: Session) -> None:
        assert len(jobs.waiting(session, "clean", announced_before_s=-1, limit=1_000)) == 10

    assert "ix_jobs_open" in plan_of(database, look)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_sweep_waits_for_nobody_and_has_what_it_found_for_itself(database: Database) -> None:
    add(database, 1, 2)
    with database.write() as worker, database.write() as sweep, database.write() as another:
        jobs.claim(worker, "clean", [1], lease_s=60, max_crashes=3)
        (found,) = jobs.waiting(sweep, "clean", announced_before_s=-1, limit=10)
        assert found.subject_id == 2
        assert jobs.waiting(another, "clean", announced_before_s=-1, limit=10) == []


def test_a_done_job_is_done_again_only_when_asked(database: Database) -> None:
    add(database, 1)
    (held,) = claim(database, 1)
    with database.write() as session:
        jobs.close(session, held, "done", outcome="cleaned", reason=None)
    with database.write() as session:
        assert not jobs.add(session, "clean", 1, "trace1")
        assert jobs.add(session, "clean", 1, "trace1", again=True)
    assert len(claim(database, 1)) == 1


def test_what_a_dead_worker_held_is_free_at_once_when_nobody_else_runs(database: Database) -> None:
    add(database, 1, 2)
    claim(database, 1)
    with database.write() as session:
        assert jobs.free_all(session) == 1
    (again,) = claim(database, 1)
    assert again.crashes == 0
