"""Child processes that end with us, and not before us."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any

PR_SET_PDEATHSIG = 1
"""prctl(2): the signal a child gets when its parent dies."""


def tied_to_us() -> dict[str, Any]:
    """Arguments for ``Popen``: out of the terminal's reach (Ctrl-C is ours to pass on), and gone if we are killed."""
    arguments: dict[str, Any] = {"stdin": subprocess.DEVNULL, "start_new_session": True}
    if sys.platform == "linux":
        arguments["preexec_fn"] = _die_with_parent
    return arguments


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(children: Iterable[subprocess.Popen[bytes]], *, within_s: float) -> None:
    """Ask *children* to stop, all at once; kill those that have not after *within_s* seconds."""
    running = [child for child in children if child.poll() is None]
    for child in running:
        child.terminate()
    deadline = time.monotonic() + within_s
    for child in running:
        try:
            child.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
