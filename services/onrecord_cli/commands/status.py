"""`onrecord status`: how the whole stands."""

from __future__ import annotations

import typer

from onrecord_cli.commands.options import Json
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import overview as queries
from onrecord_cli.screen import overview as pictures
from onrecord_cli.screen.terminal import print_json, show


def register(app: typer.Typer) -> None:
    """Put the command under *app*."""
    app.command("status")(status)


def status(context: typer.Context, json: Json = False) -> None:
    """Show feeds, articles by stage, statements, alerts and workers on one screen."""
    with Invocation.of(context).database() as database, database.read() as session:
        state = queries.overview(session)
    if json:
        print_json(state)
    else:
        show(pictures.overview(state))
