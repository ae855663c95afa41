"""Code run as a user who may not write everywhere, also where the tests run as root."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

NOBODY = 65_534


@contextmanager
def folder_for_nobody() -> Iterator[Path]:
    """A folder that everybody can enter, unlike pytest's."""
    with tempfile.TemporaryDirectory(prefix="onrecord-nobody-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        path.chmod(0o755)


def as_nobody(function: Callable[[], object]) -> str:
    """Call *function* in a forked process without root's rights; give what it raised as ``Type: message``, or ""."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=_call, args=(function, theirs))
    child.start()
    assert ours.poll(60), "no answer"
    said = ours.recv()
    child.join()
    assert isinstance(said, str)
    return said


def _call(function: Callable[[], object], answer: Connection) -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        function()
    except Exception as error:
        answer.send(f"{type(error).__name__}: {error}")
    else:
        answer.send("")
