"""`onrecord migrate`, `apply`, `backup` and `restored`: the database's tables, what people set, copies of it all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from onrecord.errors import Misconfigured
from onrecord.storage import migrate as migrations
from onrecord_cli import store
from onrecord_cli.config import example
from onrecord_cli.invocation import Invocation
from onrecord_cli.restoring import mark_restored
from onrecord_cli.screen.changes import show_changes
from onrecord_cli.screen.terminal import output


def register(app: typer.Typer) -> None:
    """Put the commands under *app*."""
    app.command("migrate")(migrate)
    app.command("apply")(apply)
    app.command("backup")(backup)
    app.command("restored")(restored)


def migrate(context: typer.Context) -> None:
    """Make the database's tables, or bring them to this version."""
    with Invocation.of(context).unchecked_database() as database:
        migrations.upgrade(database)
        migrations.check_current(database)
    output().print("The database is up to date.")


def apply(
    context: typer.Context,
    print_example: Annotated[
        bool, typer.Option("--example", help="Print a commented example file and change nothing.")
    ] = False,
) -> None:
    """Bring the database in line with your file, as `onrecord run` does at its start."""
    if print_example:
        typer.echo(example(), nl=False)
        return
    invocation = Invocation.of(context)
    if invocation.config is None:
        raise Misconfigured(
            f"there is no {invocation.config_path}: `onrecord apply --example > {invocation.config_path}` makes one"
        )
    with invocation.database() as database, database.write() as session:
        applied = store.apply(session, invocation.config)
    show_changes(applied)


def backup(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The copy; a file that is not there yet.")],
) -> None:
    """Copy an SQLite database while it is worked on. (A PostgreSQL is dumped by pg_dump: docs/operations.md.)"""
    with Invocation.of(context).database() as database:
        database.copy_to(path)
    output().print(f"The database is copied to {path}.", soft_wrap=True)


def restored(
    context: typer.Context,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            help="When the lost system was last at work, UTC; now, if nobody knows.",
        ),
    ] = None,
) -> None:
    """Mark a database that was put back from a backup, before onrecord runs on it: nobody is told anything twice."""
    now = datetime.now(UTC)
    moment = until.replace(tzinfo=UTC) if until else now
    if moment > now:
        raise Misconfigured(f"--until {moment:%Y-%m-%dT%H:%M} is in the future; times are UTC")
    with Invocation.of(context).database() as database, database.write() as session:
        mark_restored(session, until=moment)
    output().print(
        f"What was published by {moment:%Y-%m-%d %H:%M} UTC counts as told; what waited to be sent is parked: "
        "see `onrecord status`.",
        soft_wrap=True,
    )
