"""Jobs as a collector of OpenTelemetry receives them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from onrecord_metrics.queries import Ended
from onrecord_metrics.spans import Spans

TRACE = "0123456789abcdef" * 2
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@contextmanager
def collector() -> Iterator[tuple[str, list[Span]]]:
    """A server on loopback that takes OTLP over HTTP; gives its address, and the spans it was sent."""
    received: list[Span] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = ExportTraceServiceRequest.FromString(body)
            received.extend(
                span for each in request.resource_spans for scope in each.scope_spans for span in scope.spans
            )
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", received
    finally:
        server.shutdown()
        server.server_close()


def _ended(stage: str, *, trace_id: str = TRACE, parked: bool = False) -> Ended:
    return Ended(
        id=1, stage=stage, subject_id=7, trace_id=trace_id, outcome="failed" if parked else "done", reason="HTTP 500",
        parked=parked, tries=2, duration_ms=250, at=AT,
    )  # fmt: skip


def _sent(*jobs: Ended) -> list[Span]:
    with collector() as (endpoint, received):
        spans = Spans(endpoint)
        for job in jobs:
            spans.add(job)
        spans.close()
    return received


def test_an_articles_jobs_are_one_trace_under_its_fetch() -> None:
    fetch, clean, track = _sent(_ended("fetch"), _ended("clean"), _ended("track", parked=True))
    assert {span.trace_id.hex() for span in (fetch, clean, track)} == {TRACE}
    assert fetch.parent_span_id == b""
    assert clean.parent_span_id == track.parent_span_id == fetch.span_id
    assert len({fetch.span_id, clean.span_id, track.span_id}) == 3
    assert clean.end_time_unix_nano == int(AT.timestamp()) * 10**9
    assert clean.end_time_unix_nano - clean.start_time_unix_nano == 250_000_000
    said = {each.key: each.value.string_value or each.value.int_value for each in clean.attributes}
    assert said == {"onrecord.stage": "clean", "onrecord.subject_id": 7, "onrecord.outcome": "done", "onrecord.tries": 2}  # fmt: skip
    assert (clean.status.code, track.status.code) == (Status.STATUS_CODE_UNSET, Status.STATUS_CODE_ERROR)
    assert track.status.message == "HTTP 500"


@pytest.mark.parametrize("trace_id", ["", "abc", "g" * 32, "0" * 32, "-" + "1" * 31 + "0"])
def test_a_job_without_a_trace_id_of_the_kind_is_left_out(trace_id: str) -> None:
    (span,) = _sent(_ended("clean", trace_id=trace_id), _ended("clean"))
    assert span.trace_id.hex() == TRACE


def test_a_collector_that_is_away_holds_nobody_up() -> None:
    spans = Spans("http://127.0.0.1:1/v1/traces")
    for _ in range(100):
        spans.add(_ended("clean"))
    spans.close()
