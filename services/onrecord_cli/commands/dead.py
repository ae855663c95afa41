"""`onrecord dead`: what was given up, why, and once more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from onrecord.errors import Misconfigured, Permanent
from onrecord.pipeline import STAGES
from onrecord.storage import Session, dead_letters, jobs
from onrecord_cli.commands.options import Json, Limit
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import dead as queries
from onrecord_cli.queries.dead import Letter, ParkedJob, Wanted
from onrecord_cli.screen import dead as pictures
from onrecord_cli.screen.terminal import hint, print_json, show
from onrecord_cli.screen.wording import count

app = typer.Typer(
    help="What was given up: jobs that were parked, and messages that nobody could read.",
    no_args_is_help=True,
)

HANDLE: Final = re.compile(r"([jm])([0-9]{1,18})")

Handles = Annotated[
    list[str] | None,
    typer.Argument(help="As `list` names them: j12 is a job, m3 a message.", show_default=False),
]
Stage = Annotated[str | None, typer.Option(help="Jobs of this stage only.", show_default=False)]
Reason = Annotated[str | None, typer.Option(help="Those with this text in their reason.", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="All of them, or all that --stage and --reason leave.")]


@app.command("list")
def list_(
    context: typer.Context, stage: Stage = None, reason: Reason = None, limit: Limit = 20, json: Json = False
) -> None:
    """List them, the latest first."""
    wanted = Wanted(_stage(stage), reason)
    with Invocation.of(context).database() as database, database.read() as session:
        parked = queries.parked(session, wanted, limit=limit)
        letters = queries.letters(session, wanted, limit=limit)
        totals = queries.totals(session, wanted)
    if json:
        print_json({"jobs": parked, "messages": letters})
    elif parked or letters:
        show(pictures.dead(parked, letters, totals, now=datetime.now(UTC)))
        handles = [each.handle for each in parked] + [each.handle for each in letters]
        hint(
            f"`onrecord dead show {handles[0]}` tells all of one; `dead retry` does jobs once more, `dead discard` ends them."
        )
    else:
        hint("Nothing was given up. `onrecord status` shows how everything stands.")


@app.command("show")
def show_(
    context: typer.Context, handle: Annotated[str, typer.Argument(help="j12 or m3.")], json: Json = False
) -> None:
    """Tell all that is known of one."""
    wanted = _wanted([handle], every=False, stage=None, reason=None)
    with Invocation.of(context).database() as database, database.read() as session:
        found: list[ParkedJob | Letter] = [*queries.parked(session, wanted, limit=1)]
        found += queries.letters(session, wanted, limit=1)
    if not found:
        raise Permanent(f"nothing that was given up is called {handle}: see `onrecord dead list`")
    if json:
        print_json(found[0])
    else:
        show(pictures.one(found[0], now=datetime.now(UTC)))
        hint(_what_to_do(found[0]))


@app.command()
def retry(
    context: typer.Context,
    handles: Handles = None,
    stage: Stage = None,
    reason: Reason = None,
    every: All = False,
) -> None:
    """Do parked jobs once more, as if for the first time.

    Messages need none: the work they were about stands in the jobs, and was announced again.
    """
    wanted = _wanted(handles, every=every, stage=stage, reason=reason)
    if wanted.letters:
        raise Misconfigured(
            "a message cannot be done again, its work can: see `onrecord status`, then discard it"
        )
    with Invocation.of(context).database() as database, database.write() as session:
        done = jobs.retry_parked(session, _found_jobs(session, wanted))
    hint(f"{count(done, 'job')} to be done again; the sweep announces them within half a minute.")


@app.command()
def discard(
    context: typer.Context,
    handles: Handles = None,
    stage: Stage = None,
    reason: Reason = None,
    every: All = False,
) -> None:
    """End parked jobs as discarded, and forget unreadable messages."""
    wanted = _wanted(handles, every=every, stage=stage, reason=reason)
    with Invocation.of(context).database() as database, database.write() as session:
        done = jobs.discard_parked(session, _found_jobs(session, wanted))
        letters = [each.id for each in queries.letters(session, wanted, limit=None)]
        forgotten = dead_letters.discard(session, letters)
    hint(f"{count(done, 'job')} and {count(forgotten, 'message')} discarded.")


def _what_to_do(found: ParkedJob | Letter) -> str:
    if isinstance(found, Letter):
        return (
            f"Nothing is lost by it: its work stands in the jobs. `onrecord dead discard {found.handle}` forgets it; "
            "if more of them come, see who writes to the broker."
        )
    return (
        f"Mend the cause, then `onrecord dead retry {found.handle}` does it once more; "
        f"`onrecord dead discard {found.handle}` ends it."
    )


def _found_jobs(session: Session, wanted: Wanted) -> list[int]:
    return [each.id for each in queries.parked(session, wanted, limit=None)]


def _wanted(handles: Sequence[str] | None, *, every: bool, stage: str | None, reason: str | None) -> Wanted:
    narrowed = stage is not None or reason is not None
    if bool(handles) == (every or narrowed):
        raise Misconfigured("say which: their names from `onrecord dead list`, or --all, --stage or --reason")
    if not handles:
        return Wanted(_stage(stage), reason)
    read = [HANDLE.fullmatch(handle) for handle in handles]
    for handle, found in zip(handles, read, strict=True):
        if found is None:
            raise Misconfigured(
                f"{handle[:50]} is no name of one: `onrecord dead list` shows them, such as j12 or m3"
            )
    named = [(found[1], int(found[2])) for found in read if found]
    return Wanted(
        jobs=tuple(number for kind, number in named if kind == "j"),
        letters=tuple(number for kind, number in named if kind == "m"),
    )


def _stage(name: str | None) -> str | None:
    names = [stage.name for stage in STAGES]
    if name is not None and name not in names:
        raise Misconfigured(f"there is no stage {name[:50]}: {', '.join(names)}")
    return name
