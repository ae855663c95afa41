"""`onrecord-service NAME` becomes one process of onrecord, as containers and other supervisors start it."""

from __future__ import annotations

import os
import sys
from typing import Final

from onrecord.pipeline import SERVICES

WRONG: Final = 2

OTHERS: Final = {
    "beat": ["celery", "-q", "-A", "onrecord.messaging.beat", "beat"],
    "sweep": ["onrecord.messaging.sweep"],
    "metrics": ["onrecord_metrics"],
    "migrate": ["onrecord.migrating"],
}

STOP_SOON: Final = {"REMAP_SIGTERM": "SIGQUIT"}
"""What Celery reads: asked to stop by SIGTERM, it gives running tasks ONRECORD_STOP_WITHIN_S and takes no new ones."""


def command_of(name: str) -> list[str]:
    """The command a person would type to start the process *name*.

    Raises:
        KeyError: there is none of that name.
    """
    if name in SERVICES:
        module = ["celery", "-q", "-A", f"onrecord_{name}.tasks", "worker", "-P", "prefork", "-n", f"{name}@%h",
                  "--without-gossip", "--without-mingle"]  # fmt: skip
    else:
        module = OTHERS[name]
    return [sys.executable, "-m", *module]


def main() -> None:
    """Become the process that is named on the command line."""
    names = [*SERVICES, *OTHERS]
    if len(sys.argv) != 2 or sys.argv[1] not in names:
        print(f"usage: onrecord-service {'|'.join(names)}", file=sys.stderr)
        raise SystemExit(WRONG)
    command = command_of(sys.argv[1])
    os.execve(command[0], command, {**os.environ, **STOP_SOON})  # noqa: S606 - a command of our own, no shell


if __name__ == "__main__":
    main()
