"""`onrecord migrate` and `onrecord apply`: the database's tables, and what people set in their file."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.errors import Misconfigured
from onrecord.storage import migrate as migrations
from onrecord_cli import store
from onrecord_cli.config import example
from onrecord_cli.invocation import Invocation
from onrecord_cli.screen.changes import show_changes
from onrecord_cli.screen.terminal import output


def register(app: typer.Typer) -> None:
    """Put the commands under *app*."""
    app.command("migrate")(migrate)
    app.command("apply")(apply)


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
