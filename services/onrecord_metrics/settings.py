"""What the metrics process reads from its environment."""

from __future__ import annotations

from pydantic import Field, HttpUrl

from onrecord.settings import Settings


class MetricsSettings(Settings):
    """Environment of the process that serves figures to Prometheus."""

    metrics_host: str = "127.0.0.1"
    """Where it listens; 0.0.0.0 in a container, which publishes no port."""

    metrics_port: int = Field(default=9464, ge=1, le=65535)
    """The port that Prometheus asks at; 9464 is the customary one of exporters without one of their own."""

    otlp_endpoint: HttpUrl | None = None
    """Where a collector takes traces by OTLP over HTTP; each job is sent there as a span. Needs the extra ``otel``."""
