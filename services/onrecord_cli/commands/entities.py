"""`onrecord entities`: who and what is named, across articles; two names made one, and one taken apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from onrecord.errors import Permanent
from onrecord.storage import Session, jobs
from onrecord_cli.commands.options import Json, Limit
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import entities as queries
from onrecord_cli.screen import entities as pictures
from onrecord_cli.screen.terminal import hint, print_json, show
from onrecord_cli.screen.wording import count
from onrecord_cli.store import naming
from onrecord_track.settings import TrackSettings

app = typer.Typer(help="Who and what is named, across articles; which names are one.", no_args_is_help=True)

ANNOUNCED_AFTER_S = 1.0
"""By the sweep: this command knows no broker."""

Name = Annotated[str, typer.Argument(help="To the letter, as `onrecord entities list` has it.")]
Days = Annotated[int, typer.Option(min=1, max=36_500, help="Of articles first seen in so many days.")]
Outlet = Annotated[str, typer.Option(help="In this outlet's articles only.", show_default=False)]


class Type(StrEnum):
    """What can be named."""

    PERSON = "person"
    ORG = "org"
    PLACE = "place"


@app.command("list")
def list_(
    context: typer.Context,
    *,
    type_: Annotated[Type | None, typer.Option("--type", help="Only these.")] = None,
    like: Annotated[str | None, typer.Option(help="Only names with this in them.")] = None,
    days: Days = 30,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List those whom most articles name."""
    since = datetime.now(UTC) - timedelta(days=days)
    kind = type_.name if type_ else None
    with Invocation.of(context).database() as database, database.read() as session:
        rows = queries.entities(session, since=since, type_=kind, like=like, limit=limit)
    if json:
        print_json(rows)
    elif rows:
        show(pictures.entities(rows, now=datetime.now(UTC)))
    else:
        hint(
            f"No article of the last {count(days, 'day')} names anybody{' like that' if like or kind else ''}."
        )


@app.command("show")
def show_(context: typer.Context, name: Name, days: Days = 30, json: Json = False) -> None:
    """Show what articles call somebody, as what, and what they were last heard to say."""
    since = datetime.now(UTC) - timedelta(days=days)
    with Invocation.of(context).database() as database, database.read() as session:
        view = queries.entity(session, name, since=since)
    if view is None:
        raise Permanent(
            f"no article of the last {count(days, 'day')} names {name}: `onrecord entities list --like …` finds names"
        )
    if json:
        print_json(view)
    else:
        show(pictures.entity(view, now=datetime.now(UTC)))


@app.command()
def merge(
    context: typer.Context,
    alias: Annotated[str, typer.Argument(help="The name to give up, to the letter.")],
    name: Annotated[str, typer.Argument(help="The name that it stands for.")],
    outlet: Outlet = "",
) -> None:
    """Take two names for one from now on; what was said within the horizon is read again, and nobody is told."""
    call, alias, name = Invocation.of(context), naming.tidied(alias), naming.tidied(name)
    with call.database() as database, database.write() as session:
        stands_for = naming.merge(session, alias, name, outlet=outlet)
        again = _read_again(session, call, alias, outlet)
    hint(
        f"{alias} is {stands_for} from now on{_where(outlet)}{again}. `onrecord entities split` takes it back."
    )


@app.command()
def split(context: typer.Context, alias: Name, outlet: Outlet = "") -> None:
    """Take a merge back: the name stands for itself again.

    Two people of one name are told apart with `merge --outlet`, which gives one of them another name there.
    """
    call, alias = Invocation.of(context), naming.tidied(alias)
    with call.database() as database, database.write() as session:
        name = naming.split(session, alias, outlet=outlet)
        again = _read_again(session, call, name, outlet)
    hint(f"{alias} is not {name} any more{_where(outlet)}{again}.")


@app.command()
def merges(context: typer.Context, json: Json = False) -> None:
    """List the names that stand for others."""
    with Invocation.of(context).database() as database, database.read() as session:
        rows = queries.merges(session)
    if json:
        print_json(rows)
    elif rows:
        show(pictures.merges(rows, now=datetime.now(UTC)))
    else:
        hint("Every name stands for itself. `onrecord entities merge ALIAS NAME` takes two for one.")


def _read_again(session: Session, call: Invocation, name: str, outlet: str) -> str:
    """Have what novelty still compares with extracted again; say how much it is."""
    since = jobs.now(session) - call.settings(TrackSettings).horizon
    traces = queries.articles_naming(session, name, since=since, outlet=outlet)
    jobs.add_all(session, "extract", traces, again=True, quiet=True, delay_s=ANNOUNCED_AFTER_S)
    return f"; {count(len(traces), 'article')} to be read again, nobody is told" if traces else ""


def _where(outlet: str) -> str:
    return f" in {outlet}" if outlet else ""
