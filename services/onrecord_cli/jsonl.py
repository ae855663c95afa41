"""JSON lines through a function, in order, on several processes; a bad line is told and the others go on."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any, Final

from onrecord.errors import Permanent
from onrecord_cli.screen.terminal import as_json

MAX_LINE_BYTES: Final = 64_000_000
AHEAD: Final = 8
"""Lines in work for each process: a long one does not make the others wait, and memory stays bounded."""

Answering = Callable[[Any], dict[str, Any]]
"""From a decoded line to what is said of it; ValueError where the line is bad."""


def run(function: Answering, lines: Iterable[bytes], *, processes: int) -> Iterator[str]:
    """Give *function*'s answer to each of *lines*, as a line of JSON without its end; blank lines are passed over.

    Args:
        function: Takes a decoded line, raises ValueError on a bad one. A module's own, so that processes share it.
        lines: In UTF-8.
        processes: 1 works in this one.

    Raises:
        Permanent: a process died over a line (out of memory, most likely).
    """
    answer = partial(_answer, function)
    full = (line for line in lines if line.strip())
    if processes == 1:
        yield from map(answer, full)
        return
    with ProcessPoolExecutor(processes) as pool:
        pending: deque[Future[str]] = deque()
        try:
            for line in full:
                pending.append(pool.submit(answer, line))
                if len(pending) >= processes * AHEAD:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BrokenProcessPool as error:
            raise Permanent("a process died over one of the lines: try again with -j 1") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _answer(function: Answering, line: bytes) -> str:
    if len(line) > MAX_LINE_BYTES:
        return as_json({"id": None, "error": f"longer than {MAX_LINE_BYTES:,} bytes"})
    try:
        record = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # the errors of JSON and of Unicode are ValueErrors
        return as_json({"id": None, "error": f"not JSON: {error}"})
    try:
        return as_json(function(record))
    except ValueError as error:
        return as_json({"id": record.get("id") if isinstance(record, dict) else None, "error": str(error)})
