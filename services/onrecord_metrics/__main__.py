"""Serve the figures until asked to stop.

python -m onrecord_metrics
"""

from __future__ import annotations

import signal
import threading
from functools import partial

import structlog
from prometheus_client import CollectorRegistry, start_http_server

from onrecord import logs
from onrecord.messaging import startup
from onrecord.messaging.app import make_app
from onrecord.messaging.broker import broker_state
from onrecord_metrics.collecting import Exporter
from onrecord_metrics.settings import MetricsSettings

log = structlog.get_logger()


def main() -> None:
    """Serve until SIGTERM or SIGINT; a port that is taken, or a database that is not migrated, ends it with one line."""
    settings = MetricsSettings.of_worker()
    logs.configure("metrics", level=settings.log_level, form=settings.log_format)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, lambda *_: stopped.set())
    database = startup.opened("metrics", settings)
    startup.check("metrics", database, settings.broker_url)
    registry = CollectorRegistry()
    registry.register(
        Exporter(database, partial(broker_state, make_app("metrics", settings)), lag_s=settings.metrics_lag_s)
    )
    try:
        server, _ = start_http_server(settings.metrics_port, settings.metrics_host, registry)
    except OSError as error:
        where = f"{settings.metrics_host}:{settings.metrics_port}"
        raise SystemExit(
            f"metrics: cannot listen on {where} ({error.strerror}); set ONRECORD_METRICS_PORT to a free port"
        ) from error
    log.info("metrics_served", host=settings.metrics_host, port=settings.metrics_port)
    stopped.wait()
    server.shutdown()
    database.close()


if __name__ == "__main__":
    main()
