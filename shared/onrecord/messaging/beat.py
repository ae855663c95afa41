"""Beat: sends the ticks of the pipeline by the clock, and does nothing else.

celery -A onrecord.messaging.beat beat
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from celery import Celery, signals
from celery.beat import Scheduler

from onrecord import logs
from onrecord.messaging import startup
from onrecord.messaging.app import make_app
from onrecord.messaging.heartbeat import Loop
from onrecord.pipeline import TICKS
from onrecord.settings import Settings


class BeatingScheduler(Scheduler):
    """Celery's scheduler, which starts afresh each time (no file of its own to corrupt), with a heart."""

    @cached_property
    def _heart(self) -> Loop:
        return Loop(database, settings, service="beat")

    def tick(self, *args: Any, **kwargs: Any) -> float:
        wait_s: float = super().tick(*args, **kwargs)
        self._heart.turned()
        return wait_s


def make_beat(settings: Settings) -> Celery:
    """Make the application whose schedule is the pipeline's ticks. A tick nobody read in time is dropped."""
    beat = make_app("beat", settings)
    beat.conf.beat_schedule = {
        f"{tick.service} {tick.message.name}": {
            "task": tick.message.name,
            "schedule": tick.every_s,
            "args": [tick.message().model_dump(mode="json")],
            "options": {"queue": tick.service, "expires": tick.every_s},
        }
        for tick in TICKS
    }
    beat.conf.beat_scheduler = f"{__name__}:{BeatingScheduler.__name__}"
    beat.conf.beat_max_loop_interval = 1.0
    return beat


settings = Settings.of_worker()
database = startup.opened("beat", settings)
signals.setup_logging.connect(
    lambda **_: logs.configure("beat", level=settings.log_level, form=settings.log_format), weak=False
)
signals.beat_init.connect(lambda **_: startup.check("beat", database, settings.broker_url), weak=False)
app = make_beat(settings)
