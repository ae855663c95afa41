"""Beat: sends the ticks of the pipeline by the clock, and does nothing else.

celery -A onrecord.messaging.beat beat
"""

from __future__ import annotations

from celery import Celery, signals

from onrecord import logs
from onrecord.messaging.app import make_app
from onrecord.pipeline import TICKS
from onrecord.settings import Settings


def make_beat(settings: Settings) -> Celery:
    """Make the application whose schedule is the pipeline's ticks. A tick nobody read in time is dropped."""
    beat = make_app("beat", settings)
    beat.conf.beat_schedule = {
        tick.message.name: {
            "task": tick.message.name,
            "schedule": tick.every_s,
            "args": [tick.message().model_dump(mode="json")],
            "options": {"queue": tick.service, "expires": tick.every_s},
        }
        for tick in TICKS
    }
    beat.conf.beat_scheduler = (
        "celery.beat:Scheduler"  # starts afresh each time: no file of its own to corrupt
    )
    beat.conf.beat_max_loop_interval = 1.0
    return beat


settings = Settings.of_worker()
signals.setup_logging.connect(
    lambda **_: logs.configure("beat", level=settings.log_level, form=settings.log_format), weak=False
)
app = make_beat(settings)
