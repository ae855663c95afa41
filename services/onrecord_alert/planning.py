"""An alert that was raised: in which message it goes, and when, by its subscription's rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from onrecord.contracts import MessagePlanned
from onrecord.messaging import Work
from onrecord.storage import Database, jobs
from onrecord_alert.store import planning


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans alerts."""

    database: Database
    wait: timedelta
    """How long an alert waits for others to be told with it."""

    def plan(self, work: Work) -> None:
        """Put one alert into the message that is to tell it; outcome planned, unwanted or gone."""
        with self.database.read() as session:
            alert = planning.raised(session, work.subject_id)
            now = jobs.now(session)
        if alert is None or not alert.is_wanted(now):
            with work.finish("gone" if alert is None else "unwanted"):
                return
        with work.finish("planned") as ending:
            placed = planning.place(ending.session, alert, wait=self.wait)
            if placed.opened:
                ending.then(MessagePlanned, placed.message_id, delay_s=placed.due_in_s)
            ending.note(message_id=placed.message_id, why=placed.why)
