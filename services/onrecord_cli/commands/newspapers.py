"""`onrecord newspapers`: the demo's three newspapers for a system that runs elsewhere, such as in containers."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from onrecord_cli.demo.printing import edition_rule
from onrecord_cli.demo.serving import serve
from onrecord_cli.invocation import Invocation
from onrecord_cli.screen.terminal import show


def register(app: typer.Typer) -> None:
    """Put the command under *app*."""
    app.command("newspapers")(newspapers)


def newspapers(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The name by which the system reaches this machine.")],
    port: Annotated[
        int, typer.Option(min=1, max=65_000, help="Of the first newspaper; the others follow.")
    ] = 8001,
    every_s: Annotated[float, typer.Option("--every", min=1, help="Seconds between two editions.")] = 20.0,
) -> None:
    """Serve the demo's newspapers to a system that runs elsewhere, and follow them in its database."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with Invocation.of(context).database() as database:
        serve(
            database, host=host, port=port, every_s=every_s, stopped=stopped,
            tell=lambda number, last: show(edition_rule(number, last)),
        )  # fmt: skip
