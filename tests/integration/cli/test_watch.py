"""`onrecord status --watch`: the four answers, for people in any terminal and for machines."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from onrecord.pipeline import LOOPS, SERVICES
from onrecord.storage import Database, jobs
from onrecord.storage.schema import DeadLetter, Destination, Entry, Feed, Heartbeat, Job
from support.command import Command
from support.living import live_a_little

LOOK = ("status", "--watch", "--looks", "1")


def _plain(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def test_an_empty_system_says_what_is_missing(command: Command) -> None:
    seen = command(*LOOK)
    assert seen.code == 0
    for words in ("nothing for an hour", "Where is it stuck? nowhere", "onrecord feeds add URL", "silent: ingest, clean",
                  "none were due in the last hour"):  # fmt: skip
        assert words in _plain(seen.out)


def test_what_happened_in_the_last_hour_is_counted_and_nothing_before(
    command: Command, database: Database
) -> None:
    live_a_little(database)
    with database.write() as session:
        session.add(
            Entry(feed_id=1, identity="2", outcome="new", revision="", seen_at=jobs.now(session) - timedelta(minutes=61))
        )  # fmt: skip
    look = command(*LOOK, "--json").json
    assert (look["entries"], sum(look["entries_a_minute"]), sum(look["articles_a_minute"])) == (1, 1, 1)
    assert look["entries_a_minute"][-2:] in ([0, 1], [1, 0])
    assert look["attempts"] == {"failed": 1, "sent": 1}
    stages = {each["stage"]: each for each in look["stages"]}
    assert (stages["clean"]["waiting"], stages["clean"]["done"], stages["extract"]["parked"]) == (1, 1, 1)
    assert 60 <= stages["clean"]["oldest_waiting_s"] < 120
    (arrived, *_) = look["arrived"]
    assert (arrived["who"], arrived["channel"], arrived["outlet"]) == (
        "Mara Quill",
        "slack",
        "Gullhaven Courier",
    )
    assert look["silent"] == []
    assert look["seen_to_alert_s"] >= 0


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_the_screen_fits_and_is_plain_outside_a_terminal(
    command: Command, database: Database, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    live_a_little(database)
    monkeypatch.setenv("COLUMNS", str(columns))
    seen = command(*LOOK)
    assert max(map(len, seen.out.splitlines())) <= columns
    assert "\x1b" not in seen.out
    for question in (
        "Is news flowing? yes",
        "Where is it stuck?",
        "What is failing?",
        "Are people getting alerts? yes",
    ):
        assert question in seen.out


def test_what_fails_is_named(command: Command, database: Database) -> None:
    with database.write() as session:
        now = jobs.now(session)
        session.add_all([
            Feed(url="https://tern.example/rss", outlet="Tern \x1b[31mTimes", polled_at=now, failures=4, reason="HTTP 503",
                 next_poll_at=now, created_at=now),
            Destination(key="0" * 64, channel="webhook", next_at=now, closed_at=now, closed_reason="HTTP 410"),
            Heartbeat(worker="clean@a", service="clean", beaten_at=now - timedelta(seconds=600)),
        ])  # fmt: skip
        jobs.add(session, "track", 1, "trace")
        session.scalars(select(Job)).one().due_at = now - timedelta(hours=2)
    seen = command(*LOOK)
    assert "\x1b" not in seen.out
    for words in ("Where is it stuck? in track", "2 h", "×4: HTTP 503", "a webhook address is closed: HTTP 410",
                  "silent: ingest, clean, extract"):  # fmt: skip
        assert words in _plain(seen.out)


def test_each_look_is_a_line_for_machines(command: Command) -> None:
    seen = command("status", "--watch", "--looks", "3", "--every", "0.2", "--json")
    looks = [json.loads(line) for line in seen.out.splitlines()]
    assert len(looks) == 3
    assert looks[0]["now"] < looks[2]["now"]


@pytest.mark.parametrize(
    ("silent", "said", "unsaid"),
    [
        (SERVICES, "beat and sweep are heard and no worker is: is the broker up?", "not heard for a day"),
        ((*SERVICES, *LOOPS), "sweep last heard", "is the broker up?"),
        (("sweep",), "sweep last heard 2 min ago", "is the broker up?"),
    ],
)
def test_who_is_silent_is_said_and_what_that_looks_like(
    command: Command, database: Database, silent: tuple[str, ...], said: str, unsaid: str
) -> None:
    live_a_little(database)
    with database.write() as session:
        long = jobs.now(session) - timedelta(seconds=125)
        session.execute(update(Heartbeat).where(Heartbeat.service.in_(silent)).values(beaten_at=long))
    status = command("status").out
    assert said in status
    assert unsaid not in status
    assert command(*LOOK, "--json").json["silent"] == [each for each in (*SERVICES, *LOOPS) if each in silent]
    assert ("is the broker up?" in command(*LOOK).out) == (silent == SERVICES)


def test_a_process_that_is_forgotten_is_said_to_be_silent_and_what_to_look_at_is_named(
    command: Command, database: Database
) -> None:
    live_a_little(database)
    with database.write() as session:
        session.execute(delete(Heartbeat).where(Heartbeat.service == "beat"))
        session.add(
            DeadLetter(
                queue="clean", name="?", reason="it is not JSON", body="", received_at=jobs.now(session)
            )
        )
    status = command("status").out
    assert "beat not heard for a day" in status
    assert status.count("onrecord dead list") == 2  # for what is parked, and for what could not be read
