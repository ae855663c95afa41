"""A backup of yesterday is put back and marked: nobody is told twice, and what is new from then on is told."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from onrecord_cli.children import stop
from onrecord_cli.demo.playing import Arrived, Stage, run_edition, staged
from onrecord_cli.processes import STOP_WITHIN_S, commands
from onrecord_cli.restoring import mark_restored


def test_a_restored_backup_tells_nobody_twice_and_goes_on_with_what_is_new(tmp_path: Path) -> None:
    arrived: list[Arrived] = []
    with staged(tmp_path, arrived.append) as stage:
        assert run_edition(stage)
        print_edition(stage)
        backed_up = what(arrived)
        stage.system.database.copy_to(tmp_path / "backup.db")
        print_edition(stage)
        lost = what(arrived) - backed_up

        put_back(stage, tmp_path / "backup.db")
        assert run_edition(stage)
        assert what(arrived) == backed_up + lost

        print_edition(stage)
        told = what(arrived)
    assert backed_up
    assert lost
    assert set(told) > set(backed_up + lost)
    assert [thing for thing, times in told.items() if times > 1] == []


def print_edition(stage: Stage) -> None:
    stage.room.publish(datetime.now(UTC))
    assert run_edition(stage)


def put_back(stage: Stage, copy: Path) -> None:
    """Do what docs/operations.md says: stop, put the copy in the place of the database, mark it, start again.

    The copy is written over the file that is there: the catchers, who look up what they caught, have it open.
    """
    system = stage.system
    stop(system.processes.running.values(), within_s=STOP_WITHIN_S)
    with closing(sqlite3.connect(copy)) as source, closing(
        sqlite3.connect(str(system.database.engine.url.database))
    ) as target:  # fmt: skip
        source.backup(target)
    with system.database.write() as session:
        mark_restored(session, until=datetime.now(UTC))
    for name, command in commands().items():
        system.processes.start(name, command)


def what(arrived: list[Arrived]) -> Counter[tuple[str, str, str | None, str]]:
    """How often each subscriber was told each thing: an alert that is raised anew has a name of its own."""
    return Counter(
        (each.subscriber, view.topic, view.speaker, view.words) for each in arrived for view in each.alerts
    )
