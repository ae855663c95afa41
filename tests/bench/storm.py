"""A storm through the real alert worker: `python tests/bench/storm.py`. Prints what came of it and what it cost.

10,000 alerts are raised at once, by topics that meet everything, for two subscribers. Then one of them is reported by
999 further outlets, an outlet at a time.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select

from onrecord.storage import Database, jobs, migrate
from onrecord.storage.schema import Alert, Delivery, Message, MessageAlert, Subscriber
from onrecord_alert.store import outgoing
from onrecord_cli.broker import embedded_broker
from onrecord_cli.queries.fates import states_of_all
from onrecord_cli.queries.flow import open_jobs

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.alerts import NEW
from support.raised import raise_for, re_report, subscribe
from support.slack_api import CHANNEL, TOKEN, slack_workspace
from support.waiting import eventually
from support.workers import Running, sweep, worker

ALERTS = 10_000
SPEAKERS = 300
OUTLETS = 999
WITHIN_S = 3_000.0


@dataclass
class Storm:
    """All alerts are raised, and a worker is about to look at them."""

    database: Database
    worker: Running

    def report_everywhere(self) -> None:
        """Let OUTLETS outlets report the first alert that was told at once."""
        with self.database.read() as session:
            told = select(MessageAlert.alert_id).join(Message).where(Message.kind == "alert")
            alert_id = session.scalars(told.order_by(MessageAlert.alert_id)).first()
        assert alert_id is not None
        for number in range(OUTLETS):
            with self.database.write() as session:
                re_report(session, alert_id, f"Outlet {number}")
                jobs.add(session, "grow", alert_id, "trace", again=True)

    def settle(self) -> None:
        eventually(self._is_settled, within_s=WITHIN_S, what="everything planned and sent")

    def _is_settled(self) -> bool:
        with self.database.read() as session:
            return open_jobs(session) == 0

    def cpu_s(self) -> float:
        """CPU time of the worker and its children so far."""
        ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            if int(fields[2]) == self.worker.process.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def rows(self) -> Iterator[tuple[str, object]]:
        with self.database.read() as session:
            kinds = (
                select(Message.kind, func.count()).where(Message.sent_at.is_not(None)).group_by(Message.kind)
            )
            for kind, count in session.execute(kinds):
                yield f"messages sent: {kind}", count
            whys = (
                select(MessageAlert.why, func.count())
                .where(MessageAlert.part == "told")
                .group_by(MessageAlert.why)
            )
            for why, count in session.execute(whys):
                yield f"alerts told: {why}", count
            for state, count in states_of_all(session).items():
                yield f"alerts that ended as {state}", count
            yield "alerts raised", session.scalar(select(func.count()).select_from(Alert))
            edits = select(func.count()).where(Delivery.act == "edit", Delivery.state == "sent")
            yield f"edits for {OUTLETS} further outlets", session.scalar(edits)
            outlets = session.scalars(select(MessageAlert.outlets)).all()
            yield "outlets that the alert names now", max(map(len, outlets))


@contextmanager
def storm() -> Iterator[Storm]:
    with tempfile.TemporaryDirectory(prefix="storm-") as name, slack_workspace() as workspace:
        folder = Path(name)
        url = f"sqlite:///{folder / 'onrecord.db'}"
        database = Database(url)
        migrate.upgrade(database)
        raise_all(database)
        with embedded_broker(folder / "broker") as broker:
            environment = {
                "ONRECORD_DATABASE_URL": url, "ONRECORD_BROKER_URL": broker.url, "ONRECORD_SWEEP_EVERY_S": "0.5",
                "ONRECORD_OPEN_HOSTS": "127.0.0.1", "ONRECORD_SLACK_API_URL": workspace.api_url,
                "ONRECORD_GROW_EVERY_S": "5",
            }  # fmt: skip
            with worker("alert", environment, folder) as running, sweep(environment, folder):
                yield Storm(database, running)
        database.close()


def raise_all(database: Database) -> None:
    """Write ALERTS alerts for two subscribers, as many different speakers have their say."""
    with database.write() as session:
        subscriptions = [subscribe(session, f"Everything {number}", "slack", None) for number in range(2)]
        for subscriber in session.scalars(select(Subscriber)):
            subscriber.slack_bot_token, subscriber.slack_channel = TOKEN, CHANNEL
        for number in range(ALERTS):
            view = replace(NEW, token=uuid4(), speaker=f"Speaker {number % SPEAKERS}", also_in=())
            raise_for(session, view, subscriptions[number % 2])


def main() -> None:
    """Raise the storm, wait until it is over, print what came of it."""
    with storm() as raging:
        began, cpu_s = time.monotonic(), raging.cpu_s()
        raging.settle()
        print_row(
            "seconds until all are planned, and sent but for the digests", f"{time.monotonic() - began:.0f}"
        )
        print_row("CPU seconds of the worker", f"{raging.cpu_s() - cpu_s:.0f}")
        cpu_s = raging.cpu_s()
        raging.report_everywhere()
        raging.settle()
        print_row(f"CPU seconds of the worker for {OUTLETS} further outlets", f"{raging.cpu_s() - cpu_s:.1f}")
        with raging.database.write() as session:
            outgoing.bring_digests_forward(session)
        raging.settle()
        for name, value in raging.rows():
            print_row(name, value)


def print_row(name: str, value: object) -> None:
    """Print one line of the table."""
    print(f"{name:<62}{value:>8}", flush=True)


if __name__ == "__main__":
    main()
