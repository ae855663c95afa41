"""What a process prints: one JSON object a line, ours and the libraries' alike, and no secret among them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

SCRIPT = """
import logging, threading, warnings, structlog
from onrecord import logs
logs.configure("ingest", level="DEBUG", form={form!r})
logging.getLogger("httpx").info('HTTP Request: POST https://hooks.example/services/s3cret "HTTP/1.1 200 OK"')
logging.getLogger("celery.worker.strategy").info("Task received: kwargs s3cret")
logging.getLogger("celery.worker.consumer.consumer").error("The full contents of the message body was: s3cret")
logging.getLogger("celery.worker.consumer.consumer").error("consumer: Cannot connect to %s: %s", "redis://:**@h", 111)
warnings.warn("mind the gap")
logging.getLogger("celery.beat").warning("clock jumped")
thread = threading.Thread(target=structlog.get_logger().info, args=["message_unsent"])
thread.start()
thread.join()
with structlog.contextvars.bound_contextvars(trace_id="abc"):
    structlog.get_logger().info("feed_polled", feed_id=7, title='line\\nbreak \\x1b[31m "quoted" {{}} %s')
def divided(token):
    return 1 / 0
try:
    divided("s3cret")
except ZeroDivisionError:
    structlog.get_logger().exception("job_crashed")
"""


def printed(form: str) -> str:
    command = [sys.executable, "-c", SCRIPT.format(form=form)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


def test_every_line_is_one_json_object_whatever_a_title_holds() -> None:
    away, warned, clock, unsent, polled, crashed = [json.loads(line) for line in printed("auto").splitlines()]
    assert (away["event"], away["level"]) == ("consumer: Cannot connect to redis://:**@h: 111", "error")
    assert "UserWarning: mind the gap" in warned["event"]
    assert (clock["event"], clock["level"], clock["service"]) == ("clock jumped", "warning", "ingest")
    assert (unsent["event"], unsent["service"]) == ("message_unsent", "ingest")
    assert (polled["event"], polled["feed_id"], polled["trace_id"]) == ("feed_polled", 7, "abc")
    assert polled["title"] == 'line\nbreak \x1b[31m "quoted" {} %s'
    assert "ZeroDivisionError" in crashed["exception"]


def test_pretty_lines_cannot_be_broken_nor_coloured_by_a_title() -> None:
    lines = printed("pretty")
    assert "line\\nbreak" in lines
    assert '\x1b[31m "' not in lines


@pytest.mark.parametrize("form", ["json", "pretty"])
def test_neither_libraries_nor_tracebacks_print_secrets(form: str) -> None:
    lines = printed(form)
    assert "ZeroDivisionError" in lines
    assert "s3cret" not in lines.replace('divided("s3cret")', "")
