"""Parses feeds in a child process that may be killed: a feed can cost ten seconds, never a worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from types import TracebackType
from typing import Any, Final, Self

import structlog

from onrecord_ingest.caged import LENGTH
from onrecord_ingest.records import FeedDocument, FeedEntry, Kind

CPU_S: Final = 10
"""For one feed. Ten honest megabytes take two."""

DEADLINE_S: Final = 20.0
"""By the wall clock, for one feed."""

MAX_ANSWER_BYTES: Final = 128 * 1024 * 1024
USES: Final = 500
"""Feeds before a fresh child: whatever the parser leaks goes with the old one."""

_ENVIRONMENT: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "TZ")

log = structlog.get_logger()


class Cage:
    """One parsing child, started when first needed and again after each death. Safe to use from threads, in turn.

    A plain subprocess, because the children of a Celery pool may not have ``multiprocessing`` children.
    """

    def __init__(self, *, cpu_s: int = CPU_S, deadline_s: float = DEADLINE_S) -> None:
        self._cpu_s = cpu_s
        self._deadline_s = deadline_s
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._uses = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, body: bytes, *, url: str, content_type: str | None = None) -> FeedDocument:
        """Parse as ``parsing.parse_feed`` does; a feed that kills the child is PARSE_FAILED with the reason."""
        head = json.dumps({"url": url, "content_type": content_type}).encode("ascii")
        with self._lock:
            child = self._running()
            too_late = threading.Timer(self._deadline_s, child.kill)
            too_late.start()
            try:
                answer = _ask(child, head + b"\n", body)
            except BaseException:  # interrupted in the middle: what the child says next belongs to nobody
                self._end()
                raise
            finally:
                too_late.cancel()
            if answer is None:
                reason = _why(child.wait(), self._deadline_s)
                self._end()
                log.warning("parser_killed", reason=reason, size_bytes=len(body))
                return FeedDocument(Kind.PARSE_FAILED, reason)
            return _document(json.loads(answer))

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and (self._uses >= USES or self._child.poll() is not None):
            self._end()
        if self._child is None:
            self._uses = 0
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "onrecord_ingest.caged", str(self._cpu_s)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},  # no secrets
            )
        self._uses += 1
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close(pipe)


def _ask(child: subprocess.Popen[bytes], *request: bytes) -> bytes | None:
    """Send the pieces of *request* and read the answer; None where the child died instead."""
    assert child.stdin is not None  # noqa: S101 - both are pipes; this tells the type checker
    assert child.stdout is not None  # noqa: S101
    try:
        child.stdin.write(LENGTH.pack(sum(map(len, request))))
        for piece in request:
            child.stdin.write(piece)
        child.stdin.flush()
    except BrokenPipeError:
        return None
    length = child.stdout.read(LENGTH.size)
    if len(length) < LENGTH.size or LENGTH.unpack(length)[0] > MAX_ANSWER_BYTES:
        child.kill()
        return None
    answer = child.stdout.read(LENGTH.unpack(length)[0])
    return answer if len(answer) == LENGTH.unpack(length)[0] else None


def _why(status: int, deadline_s: float) -> str:
    if status == -signal.SIGXCPU:
        return "parsing took too much CPU time"
    if status == -signal.SIGKILL:
        return f"parsing took longer than {deadline_s:g} s, or too much memory"
    return "parsing took too much memory"


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except BrokenPipeError:  # what was not yet written is for nobody
        return


def _document(answer: dict[str, Any]) -> FeedDocument:
    entries = tuple(FeedEntry(**entry) for entry in answer.pop("entries"))
    return FeedDocument(**{**answer, "kind": Kind(answer["kind"]), "entries": entries})
