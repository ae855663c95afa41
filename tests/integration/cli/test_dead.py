"""What was given up: listed with its reason, done again, or ended."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from onrecord.storage import Database, jobs
from onrecord.storage.schema import DeadLetter, Job
from support import stories
from support.command import Command


@pytest.fixture
def told(command: Command, database: Database) -> Command:
    """One fetch of article 3 is parked, and one message was unreadable."""
    stories.tell(database)
    return command


def _job(database: Database) -> Job:
    with database.read() as session:
        return session.scalars(select(Job).where(Job.stage == "fetch", Job.subject_id == 3)).one()


def test_both_kinds_are_listed_with_their_reasons(told: Command) -> None:
    seen = told("dead", "list")
    assert seen.code == 0
    assert max(map(len, seen.out.splitlines())) <= 80
    for words in ("fetch of article 3", "ternisland.example/broken", "HTTP 500", "ids.0: not an integer"):
        assert words in seen.out
    listed = told("dead", "list", "--json").json
    (job,), (message,) = listed["jobs"], listed["messages"]
    assert (job["stage"], job["subject"], job["tries"], job["handle"]) == (
        "fetch",
        "article",
        6,
        f"j{job['id']}",
    )
    assert (message["queue"], message["name"]) == ("clean", "article.fetched")


@pytest.mark.parametrize(
    ("narrowed", "jobs_left", "messages_left"),
    [(["--stage", "fetch"], 1, 0), (["--stage", "clean"], 0, 0), (["--reason", "http 5"], 1, 0),
     (["--reason", "INTEGER"], 0, 1), (["--reason", "%"], 0, 0)],
)  # fmt: skip
def test_a_list_is_narrowed_by_stage_and_reason(
    told: Command, narrowed: list[str], jobs_left: int, messages_left: int
) -> None:
    listed = told("dead", "list", "--json", *narrowed).json
    assert (len(listed["jobs"]), len(listed["messages"])) == (jobs_left, messages_left)


def test_what_could_not_even_be_named_is_listed_in_words_and_the_hint_names_one_that_is_there(
    told: Command, database: Database
) -> None:
    with database.write() as session:
        session.execute(delete(Job))
        session.execute(update(DeadLetter).values(name="?"))
    seen = told("dead", "list")
    assert "m1 something without a name in the queue of clean" in seen.out
    assert "onrecord dead show m1" in seen.err


def test_one_is_shown_whole(told: Command) -> None:
    listed = told("dead", "list", "--json").json
    job = told("dead", "show", listed["jobs"][0]["handle"])
    assert "onrecord trace 3" in job.out
    assert f"onrecord dead retry {listed['jobs'][0]['handle']}" in job.err.replace("\n", " ")
    assert "6, 0 crashes" in job.out
    message = told("dead", "show", listed["messages"][0]["handle"])
    assert "Body, as it came" in message.out
    assert f"onrecord dead discard {listed['messages'][0]['handle']}" in message.err.replace("\n", " ")
    assert "{}" in message.out


def test_a_message_cannot_steer_the_terminal(command: Command, database: Database) -> None:
    with database.write() as session:
        session.add(
            DeadLetter(queue="clean", name="\x1b[2J", reason="bad \x1b]0;x\x07", body="\x1b[31m[bold]", received_at=jobs.now(session))
        )  # fmt: skip
    for ended in (command("dead", "list"), command("dead", "show", "m1"), command("dead", "list", "--json")):
        assert ended.code == 0
        assert "\x1b" not in ended.out


def test_a_job_is_done_again_as_if_for_the_first_time(told: Command, database: Database) -> None:
    handle = told("dead", "list", "--json").json["jobs"][0]["handle"]
    assert "1 job to be done again" in told("dead", "retry", handle).err
    job = _job(database)
    assert (job.state, job.tries, job.crashes, job.outcome, job.announced_at) == ("todo", 0, 0, None, None)
    with database.read() as session:
        waiting = jobs.waiting(session, "fetch", announced_before_s=30, limit=9)
    assert [each.subject_id for each in waiting] == [3]
    assert "0 jobs" in told("dead", "retry", handle).err


def test_all_are_discarded_and_nothing_else(told: Command, database: Database) -> None:
    assert "1 job and 1 message discarded" in told("dead", "discard", "--all").err
    assert (_job(database).state, _job(database).outcome) == ("done", "discarded")
    with database.read() as session:
        assert session.scalars(select(DeadLetter)).all() == []
        assert len(session.scalars(select(Job).where(Job.outcome == "discarded")).all()) == 1
    assert "Nothing was given up" in told("dead", "list").err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["retry"], "say which"),
        (["retry", "j1", "--all"], "say which"),
        (["discard", "12"], "12 is no name of one"),
        (["retry", "m1"], "a message cannot be done again"),
        (["list", "--stage", "wash"], "there is no stage wash: fetch, clean"),
    ],
)
def test_a_wrong_call_says_what_to_type(told: Command, arguments: list[str], said: str) -> None:
    ended = told("dead", *arguments)
    assert ended.code == 2
    assert said in ended.err.replace("\n", " ")


def test_one_that_is_not_there_is_named(told: Command) -> None:
    ended = told("dead", "show", "j999999")
    assert ended.code == 1
    assert "j999999" in ended.err
