"""The Celery application, set so that losing a message costs time and nothing else."""

from __future__ import annotations

import warnings

from celery import Celery
from kombu import Queue

from onrecord.messaging import transport
from onrecord.pipeline import STAGES, TICKS
from onrecord.settings import Settings

KEY_PREFIX = "onrecord:"
"""Of every key in Redis: what an access list lets us write."""


def make_app(service: str, settings: Settings) -> Celery:
    """Make the application of one process; *service* consumes the queue of that name, and no other.

    Source:
        The settings and what each was measured for: docs/decisions/0003-no-loss.md.
    """
    transport.install()
    # Celery warns of root because of pickle, which is off; an image has its own user all the same.
    warnings.filterwarnings("ignore", message=".*running the worker with superuser privileges")
    app = Celery(service, broker=settings.broker_url, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_concurrency=settings.concurrency,
        task_time_limit=settings.task_time_limit_s,
        task_soft_time_limit=settings.soft_limit_s,
        broker_transport_options=_transport_options(settings.broker_url),
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        task_publish_retry_policy={
            "max_retries": 3,
            "interval_start": 0.2,
            "interval_step": 0.5,
            "interval_max": 1,
        },
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_soft_shutdown_timeout=settings.stop_within_s,
        worker_max_tasks_per_child=500,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,  # nobody commands a worker over the broker, nor needs to listen there
        worker_direct=True,  # a queue of its own for each worker: its tick goes there
        task_default_queue=service,
        task_queues=[Queue(service)],
        task_create_missing_queues=True,
        task_routes={stage.announced_by.name: {"queue": stage.service} for stage in STAGES}
        | {tick.message.name: {"queue": tick.service} for tick in TICKS},
    )
    return app


def _transport_options(broker_url: str) -> dict[str, object]:
    if broker_url.startswith("amqp"):  # without confirms, RabbitMQ drops what it has no room for in silence
        return {"confirm_publish": True}
    return {
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "retry_on_timeout": True,
        "global_keyprefix": KEY_PREFIX,
    }
