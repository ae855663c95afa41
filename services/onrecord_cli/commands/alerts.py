"""`onrecord alerts`: what was told, what was not, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from onrecord_cli.commands.options import Json, Limit
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import alerts as queries
from onrecord_cli.screen import alerts as pictures
from onrecord_cli.screen.terminal import hint, print_json, show

app = typer.Typer(help="What was told, what was not, and why.", no_args_is_help=True)


@app.command("list")
def list_(
    context: typer.Context,
    suppressed: Annotated[
        bool, typer.Option("--suppressed", help="What met a topic and was not told, with the reason.")
    ] = False,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """List the newest alerts and what became of them."""
    (_list_suppressed if suppressed else _list_alerts)(Invocation.of(context), limit, json)


def _list_alerts(invocation: Invocation, limit: int, json: bool) -> None:
    with invocation.database() as database, database.read() as session:
        rows = queries.alerts(session, limit=limit)
    if json:
        print_json(rows)
    elif rows:
        show(pictures.alerts(rows, now=datetime.now(UTC)))
    else:
        hint("No alerts yet. `onrecord status` shows what was read, `onrecord alerts list --suppressed` what met a topic and was not told.")  # fmt: skip


def _list_suppressed(invocation: Invocation, limit: int, json: bool) -> None:
    with invocation.database() as database, database.read() as session:
        rows = queries.suppressed(session, limit=limit)
    if json:
        print_json(rows)
    elif rows:
        show(pictures.suppressed(rows, now=datetime.now(UTC)))
    else:
        hint(
            "Nothing was kept back. `onrecord alerts list` shows what was told, `onrecord status` what was read."
        )
