"""`onrecord alerts`: what was told, what was not, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from onrecord.errors import Misconfigured
from onrecord_cli.commands import sampling
from onrecord_cli.commands.options import Json, Limit
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import alerts as queries
from onrecord_cli.screen import alerts as pictures
from onrecord_cli.screen.terminal import hint, print_json, show
from onrecord_track.records import Kept

app = typer.Typer(help="What was told, what was not, and why.", no_args_is_help=True)
app.command("test")(sampling.send_sample)


@app.command("list")
def list_(  # noqa: PLR0917 - Typer calls it by names
    context: typer.Context,
    suppressed: Annotated[
        bool, typer.Option("--suppressed", help="What met a topic and was not told, with the reason.")
    ] = False,
    why: Annotated[
        Kept | None, typer.Option(help="Of the suppressed, only those kept back for this.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic's.")] = None,
    subscriber: Annotated[str | None, typer.Option(help="Only this subscriber's.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Only what this person said, by the full name.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=36_500, help="Only the last days'.")] = None,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """List the newest alerts and what became of them."""
    now = datetime.now(UTC)
    since = None if days is None else now - timedelta(days=days)
    wanted = queries.Wanted(topic, subscriber, speaker, since, why)
    if why is not None and not suppressed:
        raise Misconfigured("--why goes with --suppressed")
    with Invocation.of(context).database() as database, database.read() as session:
        if suppressed:
            _show_suppressed(queries.suppressed(session, wanted, limit=limit), now, json=json)
        else:
            _show_alerts(queries.alerts(session, wanted, limit=limit), now, json=json)


def _show_alerts(rows: list[queries.AlertRow], now: datetime, *, json: bool) -> None:
    if json:
        print_json(rows)
    elif rows:
        show(pictures.alerts(rows, now=now))
    else:
        hint("No such alerts yet. `onrecord status` shows what was read, `onrecord alerts list --suppressed` what met a topic and was not told.")  # fmt: skip


def _show_suppressed(rows: list[queries.SuppressedRow], now: datetime, *, json: bool) -> None:
    if json:
        print_json(rows)
    elif rows:
        show(pictures.suppressed(rows, now=now))
    else:
        hint(
            "Nothing such was kept back. `onrecord alerts list` shows what was told, `onrecord status` what was read."
        )
