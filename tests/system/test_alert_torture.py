"""The alert worker killed while it sends: nothing is lost, and what comes twice comes from one known window."""

from __future__ import annotations

from pathlib import Path

from onrecord.storage import Database
from support.torture import torture


def test_an_alert_worker_killed_while_it_sends_loses_nothing_and_repeats_only_what_was_cut_off(
    database: Database, database_url: str, broker_url: str, tmp_path: Path
) -> None:
    environment = {"ONRECORD_DATABASE_URL": database_url, "ONRECORD_BROKER_URL": broker_url}
    ordeal = torture(database, environment, tmp_path, kills=5, seed=3)
    assert len(ordeal.raised) > 30
    assert ordeal.lost == frozenset()
    assert ordeal.unexplained == frozenset()
    assert set(ordeal.states) == {"sent"}
