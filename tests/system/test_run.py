"""`onrecord run` as a user runs it: stopped in the middle by Ctrl-C, started again, it goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from onrecord.errors import Transient
from onrecord.storage import Database
from onrecord.storage.schema import Article, Job
from onrecord_cli.demo.newsroom import Newsroom, newsroom
from onrecord_cli.demo.sources import load
from onrecord_cli.queries.flow import open_jobs, unpolled_feeds
from support.waiting import eventually

ONRECORD = str(Path(sys.executable).with_name("onrecord"))


@contextmanager
def running(folder: Path, environment: Mapping[str, str], log: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / log).open("wb") as output:
        process = subprocess.Popen(
            [ONRECORD, "run"], cwd=folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=30)


def stopped_in_s(process: subprocess.Popen[bytes]) -> float:
    since = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    return time.monotonic() - since


def file_for(room: Newsroom) -> str:
    feeds = "".join(
        f'[[feeds]]\nurl = "{url}"\noutlet = "{outlet}"\nbaseline = false\n'
        for outlet, url in room.feeds.items()
    )
    return f'[settings]\nopen_hosts = "{",".join(room.hosts)}"\nhost_gap_s = 0\n{feeds}'


def test_ctrl_c_stops_within_ten_seconds_and_the_next_start_goes_on(tmp_path: Path) -> None:
    with newsroom(load(), datetime.now(UTC)) as room:
        while room.edition < load().last_edition:
            room.publish(datetime.now(UTC))
        (tmp_path / "onrecord.toml").write_text(file_for(room))
        (tmp_path / "var").mkdir()
        database = Database(f"sqlite:///{tmp_path / 'var' / 'onrecord.db'}")
        with running(tmp_path, {}, "first.log") as first:
            eventually(lambda: "done" in states(database), within_s=60, what="work under way")
            assert stopped_in_s(first) < 10
        with running(tmp_path, {"ONRECORD_LOG_LEVEL": "WARNING"}, "second.log") as second:
            eventually(lambda: at_rest(database), within_s=90, what="all work done after the second start")
            assert stopped_in_s(second) < 10
        with database.read() as session:
            assert len(session.scalars(select(Article.id)).all()) == len(load().articles)
        assert set(states(database)) == {"done"}
        database.close()
    said = (tmp_path / "second.log").read_text()
    assert "nothing is lost" in said
    assert "Traceback" not in said


def states(database: Database) -> Counter[str]:
    """Jobs by state; none before the tables are there."""
    try:
        with database.read() as session:
            return Counter(session.scalars(select(Job.state)))
    except Transient:
        return Counter()


def at_rest(database: Database) -> bool:
    with database.read() as session:
        return open_jobs(session) + unpolled_feeds(session) == 0


def test_a_feed_is_replayed_to_a_table_that_accounts_for_every_article(tmp_path: Path) -> None:
    with newsroom(load(), datetime.now(UTC)) as room:
        room.publish(datetime.now(UTC))
        url = room.feeds["Skerrin Lantern"]
        ended = subprocess.run(
            [ONRECORD, "replay", url, "--json"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    played = json.loads(ended.stdout)
    flow = played["flow"]
    assert played["complete"]
    assert flow["articles"] == flow["entries"] > 3
    outcomes = {stage["stage"]: stage["outcomes"] for stage in flow["stages"]}
    assert sum(outcomes["fetch"].values()) == sum(outcomes["clean"].values()) == flow["articles"]
    assert "open" not in {outcome for stage in outcomes.values() for outcome in stage}
    assert flow["labels"]["body"] > flow["articles"]
    assert flow["with_speaker"] > 0
