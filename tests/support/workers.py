"""Workers as a user starts them: processes of their own, looked at from outside."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onrecord.service import STOP_SOON, command_of
from support.waiting import eventually

START_WITHIN_S = 60.0

SOON_FREE = {
    "ONRECORD_LEASE_S": "21", "ONRECORD_TASK_TIME_LIMIT_S": "20", "ONRECORD_ANSWER_WITHIN_S": "6",
    "ONRECORD_SLACK_TIMEOUT_S": "2.2", "ONRECORD_SMTP_TIMEOUT_S": "5", "ONRECORD_WEBHOOK_TIMEOUT_S": "10",
}  # fmt: skip
"""What a killed worker held is free again after twenty-one seconds: no job of the tests takes as long, on a loaded machine too."""


@dataclass(frozen=True)
class Running:
    """One process and the file its log goes to."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8", errors="replace")

    def kill(self) -> None:
        """SIGKILL to the process and all its children, as the kernel does when memory runs out."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def worker(
    service: str, environment: Mapping[str, str], folder: Path, *, concurrency: int = 1
) -> Iterator[Running]:
    """Run a worker of *service* and wait until it consumes."""
    variables = {**environment, "ONRECORD_CONCURRENCY": str(concurrency)}
    with running(f"{service}-worker", command_of(service), variables, folder) as started:
        eventually(
            lambda: "worker_started" in started.said or started.process.poll() is not None,
            within_s=START_WITHIN_S,
            what=f"{service} worker consumes",
        )
        assert started.process.poll() is None, started.said[-2000:]
        yield started


@contextmanager
def sweep(environment: Mapping[str, str], folder: Path) -> Iterator[Running]:
    """Run the sweep."""
    with running("sweep", command_of("sweep"), environment, folder) as started:
        yield started


@contextmanager
def running(name: str, command: list[str], environment: Mapping[str, str], folder: Path) -> Iterator[Running]:
    """Run *command* in a process group of its own until the block ends."""
    log = folder / f"{name}-{len(list(folder.glob(f'{name}-*.log')))}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **STOP_SOON, "ONRECORD_STOP_WITHIN_S": "2", **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        yield Running(process, log)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
