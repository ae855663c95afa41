"""`onrecord status`: how the whole stands."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from itertools import count
from typing import Annotated

import typer
from rich.live import Live

from onrecord.errors import Transient
from onrecord.storage import Database
from onrecord_cli.commands.options import Json
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import overview as queries
from onrecord_cli.queries.pulse import pulse
from onrecord_cli.screen import overview as pictures
from onrecord_cli.screen.pulse import out_of_reach
from onrecord_cli.screen.pulse import pulse as drawn
from onrecord_cli.screen.terminal import as_json, print_json, show, wide_output


def register(app: typer.Typer) -> None:
    """Put the command under *app*."""
    app.command("status")(status)


def status(
    context: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="Keep looking, until Ctrl-C.")] = False,
    every: Annotated[float, typer.Option(help="Seconds between two looks.", min=0.2, max=3_600)] = 2.0,
    looks: Annotated[
        int | None, typer.Option(help="Look so often, then end.", min=1, show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """Show feeds, articles by stage, statements, alerts and workers on one screen.

    With --watch: is news flowing, where is it stuck, what is failing, are people getting alerts? With --json as well,
    each look is one line.
    """
    with Invocation.of(context).database() as database:
        if watch:
            _watch(database, every_s=every, looks=looks, json=json)
            return
        with database.read() as session:
            state = queries.overview(session)
    if json:
        print_json(state)
    else:
        show(pictures.overview(state))


def _watch(database: Database, *, every_s: float, looks: int | None, json: bool) -> None:
    console = wide_output()
    numbers = range(looks) if looks is not None else count()
    with (
        Live(console=console, screen=console.is_terminal and not json, auto_refresh=False) as live,
        suppress(KeyboardInterrupt),
    ):
        for number in numbers:
            if number:
                time.sleep(every_s)
            try:
                with database.read() as session:
                    state = pulse(session)
            except Transient as error:
                live.update(out_of_reach(error.message), refresh=True)
                continue
            if json:
                sys.stdout.write(as_json(state) + "\n")
                sys.stdout.flush()
            else:
                live.update(
                    drawn(state, columns=console.width, source=str(database.engine.url.database)),
                    refresh=True,
                )
    if not (console.is_terminal or json):
        console.print()
