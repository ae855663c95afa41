"""How the alert worker takes being killed: `python tests/bench/torture_alert.py --kills 200`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from onrecord.storage import Database, migrate
from onrecord_cli.broker import embedded_broker
from support.torture import Ordeal, torture


def main() -> int:
    """Torture, print the table, and say by the exit code whether the promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'onrecord.db'}"
        database = Database(url)
        migrate.upgrade(database)
        with embedded_broker(folder / "broker") as broker:
            environment = {"ONRECORD_DATABASE_URL": url, "ONRECORD_BROKER_URL": broker.url}
            ordeal = torture(database, environment, folder, kills=given.kills, seed=given.seed)
        database.close()
    for name, value in rows(ordeal):
        print(f"{name:<58}{value:>10}")
    return 1 if ordeal.lost or ordeal.unexplained else 0


def rows(ordeal: Ordeal) -> list[tuple[str, str]]:
    """Say what came of it, line by line."""
    return [
        ("kills of the alert worker (SIGKILL), a message under way", f"{ordeal.kills}"),
        ("  of these with all its children", f"{ordeal.whole}"),
        ("seconds", f"{ordeal.seconds:.0f}"),
        ("alerts raised", f"{len(ordeal.raised):,}"),
        ("alerts arrived", f"{len(ordeal.arrived):,}"),
        ("alerts lost", f"{len(ordeal.lost)}"),
        ("messages arrived", f"{len(ordeal.messages):,}"),
        ("  of which an attempt was cut off", f"{len(ordeal.in_the_window)}"),
        ("  arrived twice or more", f"{len(ordeal.twice)}"),
        ("  arrived twice, and not from that window", f"{len(ordeal.unexplained)}"),
        *((f"deliver jobs that ended as {state}", f"{count:,}") for state, count in ordeal.states.items()),
    ]


if __name__ == "__main__":
    sys.exit(main())
