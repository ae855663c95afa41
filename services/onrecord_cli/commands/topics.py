"""`onrecord topics`: what to listen for."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from onrecord.errors import Misconfigured
from onrecord_cli.commands.options import Json
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import listings
from onrecord_cli.screen import tables
from onrecord_cli.screen.changes import show_changes
from onrecord_cli.screen.terminal import errors, hint, print_json, show, visible
from onrecord_track.grammar.query import QueryError, parse

app = typer.Typer(help="What to listen for.", no_args_is_help=True)


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A short name; it stands in the alerts.")],
    query: Annotated[str, typer.Argument(help='Such as: said_by:"Ana Lind" (tax* OR budget) NOT football')],
) -> None:
    """Add a topic to your file and to the database."""
    try:
        parse(query)
    except QueryError as error:
        _mark(query, error)
        raise Misconfigured(f"the query cannot be read: {error}") from error
    show_changes(Invocation.of(context).extend("topics", [{"name": name, "query": query}]))


def _mark(query: str, error: QueryError) -> None:
    """Print *query* with a sign under the column where it goes wrong, and what goes wrong there."""
    start = max(0, error.column - 40)  # a long query: the part around the mistake
    shown = visible(query).replace("\n", " ")[start : start + 70]
    console = errors()
    console.print(Text.assemble("  ", (shown, "cyan")), no_wrap=True)
    console.print(Text.assemble("  ", " " * (error.column - 1 - start), ("^", "bold red"), f" {error.reason}"), soft_wrap=True)  # fmt: skip


@app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """List the topics and how often they were met."""
    with Invocation.of(context).database() as database, database.read() as session:
        rows = listings.topics(session)
    if json:
        print_json(rows)
    elif rows:
        show(tables.topics(rows))
    else:
        hint("No topics yet. Add one: `onrecord topics add \"Ferry fares\" 'ferr* (fare* OR price*)'`")
