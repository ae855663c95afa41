"""The jobs as OpenTelemetry spans: an article's trace is one trace, its fetch the root, each later job a span beneath it.

Read from the database as the figures are, so no worker needs a way out, and none loses its last spans when it ends.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context
from opentelemetry.trace.status import Status, StatusCode

from onrecord_metrics.queries import Ended

ROOT_STAGE: Final = "fetch"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
UNSENT: Final = 20_000
"""Spans that wait for a collector that does not answer; what comes on top is dropped."""


class Spans:
    """Sends spans to a collector in the background; one that is away costs nothing but its spans.

    Args:
        endpoint: Where the collector takes traces by OTLP over HTTP, such as http://127.0.0.1:4318/v1/traces.
    """

    def __init__(self, endpoint: str) -> None:
        self._ids = _Ids()
        self._provider = TracerProvider(
            id_generator=self._ids, resource=Resource.create({"service.name": "onrecord"})
        )
        self._provider.add_span_processor(
            BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint), max_queue_size=UNSENT)
        )
        self._tracer = self._provider.get_tracer("onrecord")

    def add(self, ended: Ended) -> None:
        """Send *ended* as a span; a job whose trace id is none of OpenTelemetry's is left out."""
        trace_id = _trace_id(ended.trace_id)
        if trace_id is None:
            return
        root_id = trace_id & (2**64 - 1) or 1
        is_root = ended.stage == ROOT_STAGE
        self._ids.next_trace_id = trace_id
        self._ids.next_span_id = root_id if is_root else secrets.randbits(64) or 1
        root = SpanContext(trace_id, root_id, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
        begun_at = ended.at - timedelta(milliseconds=ended.duration_ms or 0)
        span = self._tracer.start_span(
            ended.stage,
            context=None if is_root else set_span_in_context(NonRecordingSpan(root)),
            start_time=_nanoseconds(begun_at),
            attributes={
                "onrecord.stage": ended.stage,
                "onrecord.subject_id": ended.subject_id,
                "onrecord.outcome": ended.outcome,
                "onrecord.tries": ended.tries,
            },
        )
        if ended.parked:
            span.set_status(Status(StatusCode.ERROR, ended.reason))
        span.end(_nanoseconds(ended.at))

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


class _Ids(IdGenerator):
    """Gives out what it was told: our traces have their ids already."""

    next_trace_id = 1
    next_span_id = 1

    def generate_trace_id(self) -> int:
        return self.next_trace_id

    def generate_span_id(self) -> int:
        return self.next_span_id


def _nanoseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1) * 1_000


def _trace_id(text: str) -> int | None:
    try:
        return int(text, 16) or None if len(text) == 32 else None
    except ValueError:
        return None
