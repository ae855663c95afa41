"""`onrecord topics pause, resume, mute, unmute, mutes`: silence for a while, and its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from onrecord.errors import Misconfigured
from onrecord_cli.commands.options import Json
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries.mutes import mutes as read_mutes
from onrecord_cli.screen import mutes as pictures
from onrecord_cli.screen.terminal import hint, print_json, show
from onrecord_cli.store import listening

Name = Annotated[str, typer.Argument(help="The topic's name.")]


def register(app: typer.Typer) -> None:
    """Put the commands under *app*."""
    for command in (pause, resume, mute, unmute, mutes):
        app.command()(command)


def pause(context: typer.Context, name: Name) -> None:
    """Match a topic no more, until it is resumed."""
    with Invocation.of(context).database() as database, database.write() as session:
        changed = listening.pause(session, name)
    hint(f"Paused. `onrecord topics resume '{name}'` takes it back." if changed else "It is paused already.")


def resume(context: typer.Context, name: Name) -> None:
    """Match a paused topic again: what is said from now on."""
    with Invocation.of(context).database() as database, database.write() as session:
        changed = listening.resume(session, name)
    hint("Resumed: what was said meanwhile is not told." if changed else "It is not paused.")


def mute(  # noqa: PLR0917 - Typer calls it by names
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="The topic's name; every topic without it.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Only what this person says.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only what this newspaper prints.")] = None,
    alert: Annotated[
        int | None,
        typer.Option(help="Only what this alert told, its updates included; `alerts list` has its number."),
    ] = None,
    subscriber: Annotated[str | None, typer.Option(help="Only for this subscriber.")] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="For so long; until it is taken back without it.")
    ] = None,
) -> None:
    """Match on, but tell nothing of a topic, a speaker, a newspaper or one thing said."""
    chosen = [each for each in (speaker, outlet, alert) if each is not None]
    if len(chosen) > 1:
        raise Misconfigured("a mute is about one thing: give one of --speaker, --outlet and --alert")
    if name is None and not chosen:
        raise Misconfigured("say what to mute: a topic's name, or --speaker, --outlet or --alert")
    until = None if days is None else datetime.now(UTC) + timedelta(days=days)
    wanted = listening.Wanted(name, subscriber, speaker, outlet, alert, until)
    with Invocation.of(context).database() as database, database.write() as session:
        number = listening.mute(session, wanted)
    hint(f"Muted. `onrecord topics unmute {number}` takes it back.")


def unmute(
    context: typer.Context,
    numbers: Annotated[list[int], typer.Argument(help="As `onrecord topics mutes` lists them.")],
) -> None:
    """Take mutes back; what was kept back meanwhile is told at its next sighting."""
    with Invocation.of(context).database() as database, database.write() as session:
        lifted = [number for number in numbers if listening.lift(session, number)]
    hint(f"Taken back: {', '.join(map(str, lifted))}." if lifted else "That was done before.")


def mutes(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Those too that were taken back or are over.")] = False,
    json: Json = False,
) -> None:
    """List what is muted."""
    now = datetime.now(UTC)
    with Invocation.of(context).database() as database, database.read() as session:
        rows = read_mutes(session, now=now, lifted=every)
    if json:
        print_json(rows)
    elif rows:
        show(pictures.mutes(rows, now=now))
    else:
        hint(
            "Nothing is muted. Mute something: `onrecord topics mute \"Ferry fares\" --speaker 'Ana Lind' --days 7`"
        )
