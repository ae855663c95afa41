"""All of onrecord as child processes of one: the workers, beat and the sweep, started anew when they end."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from onrecord.pipeline import LOOPS, SERVICES
from onrecord.service import STOP_SOON, command_of
from onrecord_cli.children import stop, tied_to_us

STOP_WITHIN_S = 6.5
"""Ctrl-C promises ten seconds; the broker and our own end need some of them, and more on a busy machine."""
RESTART_AFTER_S = 2.0

log = structlog.get_logger()


def commands() -> dict[str, list[str]]:
    """What runs on one machine, by name."""
    return {name: command_of(name) for name in (*SERVICES, *LOOPS)}


@dataclass(slots=True)
class Processes:
    """The running children by name, and when each that ended is to be started again."""

    environment: Mapping[str, str]
    log_folder: Path | None
    """One file a process; None: all to our own standard error."""
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    due: dict[str, float] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start *command* as *name*. Its log comes on standard error; on standard output Celery talks to terminals."""
        with ExitStack() as stack:
            log = None
            if self.log_folder is not None:
                self.log_folder.mkdir(parents=True, exist_ok=True)
                log = stack.enter_context((self.log_folder / f"{name}.log").open("ab"))
            self.running[name] = subprocess.Popen(
                command, env=self.environment, stdout=subprocess.DEVNULL, stderr=log, **tied_to_us()
            )

    def mend(self) -> None:
        """Start again what ended, a little later each time it is looked at too soon."""
        for name, command in commands().items():
            child = self.running.get(name)
            if child is None or child.poll() is None:
                continue
            if name not in self.due:
                log.warning("process_ended", process=name, status=child.returncode)
                self.due[name] = time.monotonic() + RESTART_AFTER_S
            elif time.monotonic() >= self.due[name]:
                del self.due[name]
                self.start(name, command)


@contextmanager
def all_processes(settings: Mapping[str, str], *, log_folder: Path | None) -> Iterator[Processes]:
    """Run everything until the block ends.

    Args:
        settings: Environment variables on top of ours.
        log_folder: Where each process gets a file for its log; None for our standard error.
    """
    from_files = {f"{name}_FILE" for name in settings}  # what we give stands in the place of what these hold
    inherited = {name: value for name, value in os.environ.items() if name not in from_files}
    environment = {**inherited, **settings, **STOP_SOON}
    processes = Processes(environment, log_folder)
    try:
        for name, command in commands().items():
            processes.start(name, command)
        yield processes
    finally:
        stop(processes.running.values(), within_s=STOP_WITHIN_S)
