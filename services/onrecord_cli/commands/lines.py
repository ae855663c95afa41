"""JSON lines from standard input to standard output, for the commands that work through many."""

from __future__ import annotations

import sys

from onrecord_cli import jsonl
from onrecord_cli.jsonl import Answering
from onrecord_cli.screen.progress import progress


def answer_lines(function: Answering, *, processes: int) -> None:
    """Answer each line as soon as those before it are answered; a bar counts them where the answers go elsewhere."""
    with progress("Lines", None, quiet=sys.stdout.isatty()) as advance:
        for answer in jsonl.run(function, sys.stdin.buffer, processes=processes):
            sys.stdout.write(answer + "\n")
            sys.stdout.flush()
            advance()
