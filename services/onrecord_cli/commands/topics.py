"""`onrecord topics`: what to listen for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.cells import cell_len
from rich.text import Text

from onrecord.errors import Misconfigured
from onrecord_cli.commands import muting
from onrecord_cli.commands.options import Json
from onrecord_cli.config.editing import Value
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import listings
from onrecord_cli.screen import tables
from onrecord_cli.screen.changes import show_changes
from onrecord_cli.screen.progress import progress
from onrecord_cli.screen.terminal import errors, hint, print_json, show, visible
from onrecord_track.grammar.query import QueryError, parse
from onrecord_track.keys import REACH_DAYS
from onrecord_track.records import Completeness
from onrecord_track.settings import TrackSettings

app = typer.Typer(help="What to listen for.", no_args_is_help=True)
muting.register(app)


Query = Annotated[str, typer.Argument(help='Such as: said_by:"Ana Lind" (tax* OR budget) NOT football')]
Wanted = Annotated[
    Completeness, typer.Option("--completeness", help="How much of an article must have been read.")
]


@app.command()
def add(  # noqa: PLR0917 - Typer calls it by names
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A short name; it stands in the alerts.")],
    query: Query,
    completeness: Wanted = "any",
    horizon_days: Annotated[
        int | None,
        typer.Option(min=1, max=REACH_DAYS, help="The same said again later than this is news again."),
    ] = None,
    expires: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day on nothing is matched.")
    ] = None,
) -> None:
    """Add a topic to your file and to the database."""
    _read(query)
    wishes: dict[str, Value] = {"name": name, "query": query}
    if completeness != "any":
        wishes["completeness"] = completeness
    if horizon_days is not None:
        wishes["horizon_days"] = horizon_days
    if expires is not None:
        wishes["expires"] = expires.date()
    show_changes(Invocation.of(context).extend("topics", [wishes]))


@app.command()
def preview(  # noqa: PLR0917
    context: typer.Context,
    query: Query,
    days: Annotated[int, typer.Option(min=1, max=366, help="How far to look back.")] = 30,
    samples: Annotated[int, typer.Option(min=0, max=1_000, help="How many matches to show.")] = 10,
    completeness: Wanted = "any",
    json: Json = False,
) -> None:
    """Show what a query would have met and told in the last days, before you save it."""
    # Loads the embedding's engine, which no other command here needs.
    from onrecord_cli.queries.previewing import articles_since, previewed  # noqa: PLC0415
    from onrecord_cli.screen import preview as pictures  # noqa: PLC0415

    _read(query)
    call = Invocation.of(context)
    horizon = call.settings(TrackSettings).horizon
    with (
        call.database() as database,
        database.read() as session,
        progress("Articles", articles_since(session, days)) as advance,
    ):
        row = previewed(
            session, query, days=days, samples=samples, completeness=completeness, horizon=horizon, advance=advance
        )  # fmt: skip
    if json:
        print_json(row)
    else:
        show(pictures.preview(row))


def _read(query: str) -> None:
    """Refuse a query that cannot be read, with a sign under the mistake."""
    try:
        parse(query)
    except QueryError as error:
        _mark(query, error)
        raise Misconfigured(f"the query cannot be read: {error}") from error


def _mark(query: str, error: QueryError) -> None:
    """Print *query* with a sign under the column where it goes wrong, and what goes wrong there."""
    start = max(0, error.column - 40)  # a long query: the part around the mistake
    shown = visible(query).replace("\n", " ")[start : start + 70]
    console = errors()
    console.print(Text.assemble("  ", (shown, "cyan")), no_wrap=True)
    console.print(Text.assemble("  ", " " * cell_len(shown[: error.column - 1 - start]), ("^", "bold red"), f" {error.reason}"), soft_wrap=True)  # fmt: skip


@app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """List the topics and how often they were met."""
    now = datetime.now(UTC)
    with Invocation.of(context).database() as database, database.read() as session:
        rows = listings.topics(session, now=now)
    if json:
        print_json(rows)
    elif rows:
        show(tables.topics(rows, now=now))
    else:
        hint("No topics yet. Add one: `onrecord topics add \"Ferry fares\" 'ferr* (fare* OR price*)'`")
