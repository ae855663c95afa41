"""Serve the figures until asked to stop.

python -m onrecord_metrics
"""

from __future__ import annotations

import signal
import threading
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from prometheus_client import CollectorRegistry, start_http_server

from onrecord import logs
from onrecord.messaging import startup
from onrecord.messaging.app import make_app
from onrecord.messaging.broker import broker_state
from onrecord_metrics.collecting import Exporter
from onrecord_metrics.settings import MetricsSettings

if TYPE_CHECKING:
    from onrecord_metrics.spans import Spans

log = structlog.get_logger()


CATCH_UP_EVERY_S: Final = 10.0


def main() -> None:
    """Serve until SIGTERM or SIGINT; a port that is taken, or a database that is not migrated, ends it with one line."""
    settings = MetricsSettings.of_worker()
    logs.configure("metrics", level=settings.log_level, form=settings.log_format)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, lambda *_: stopped.set())
    database = startup.opened("metrics", settings)
    startup.check("metrics", database, settings.broker_url)
    spans = _spans(settings)
    exporter = Exporter(
        database,
        partial(broker_state, make_app("metrics", settings)),
        on_ended=spans.add if spans else None,
    )
    registry = CollectorRegistry()
    registry.register(exporter)
    try:
        server, _ = start_http_server(settings.metrics_port, settings.metrics_host, registry)
    except OSError as error:
        where = f"{settings.metrics_host}:{settings.metrics_port}"
        raise SystemExit(
            f"metrics: cannot listen on {where} ({error.strerror}); set ONRECORD_METRICS_PORT to a free port"
        ) from error
    log.info("metrics_served", host=settings.metrics_host, port=settings.metrics_port)
    while not stopped.wait(CATCH_UP_EVERY_S):
        exporter.catch_up()
    server.shutdown()
    if spans:
        spans.close()
    database.close()


def _spans(settings: MetricsSettings) -> Spans | None:
    if settings.otlp_endpoint is None:
        return None
    try:
        from onrecord_metrics.spans import Spans  # noqa: PLC0415 - its libraries are an extra
    except ImportError as error:
        raise SystemExit(
            "metrics: ONRECORD_OTLP_ENDPOINT needs OpenTelemetry: pip install 'onrecord[metrics,otel]'"
        ) from error
    return Spans(str(settings.otlp_endpoint))


if __name__ == "__main__":
    main()
