"""A bar for what may take longer than a moment: on standard error, in a terminal, gone when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from onrecord_cli.screen.terminal import errors

Advance = Callable[[], None]


@contextmanager
def progress(what: str, total: int | None, *, quiet: bool = False) -> Iterator[Advance]:
    """Show how far *what* has come; call what is given once for each of *total* pieces (None: nobody knows)."""
    console = errors()
    if quiet or not console.is_terminal:
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
