"""The `onrecord` command.

Exit codes: 0 done; 1 it failed, and may succeed later or with other input; 2 wrong usage or configuration, which
the message says how to mend; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.text import Text

from onrecord import logs
from onrecord.errors import Misconfigured, OnrecordError
from onrecord_cli.commands import (
    alerts,
    analyze,
    database,
    feeds,
    judge,
    running,
    status,
    subscribers,
    topics,
    trace,
)
from onrecord_cli.config import FILE_NAME
from onrecord_cli.invocation import Invocation
from onrecord_cli.screen.terminal import errors, visible

FAILED = 1
WRONG = 2
INTERRUPTED = 130

app = typer.Typer(
    name="onrecord",
    help="Tells you when somebody goes on record about a topic you track, and only when it is news.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 130 stopped by Ctrl-C.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(feeds.app, name="feeds")
app.add_typer(topics.app, name="topics")
app.add_typer(subscribers.app, name="subscribers")
app.add_typer(alerts.app, name="alerts")
for group in (running, analyze, judge, trace, status, database):
    group.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onrecord {version('onrecord')}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option("--config", help="Your feeds, topics and subscribers.", envvar="ONRECORD_CONFIG")
    ] = Path(FILE_NAME),
    _: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Tells you when somebody goes on record about a topic you track, and only when it is news."""
    logs.configure("cli", level="WARNING")
    context.obj = Invocation(config, os.environ)


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit with its code; an error of ours is one red line, not a traceback.

    *arguments* are those of this process where none are given.
    """
    try:
        app(arguments)
    except OnrecordError as error:
        _print_error(error)
        raise SystemExit(WRONG if isinstance(error, Misconfigured) else FAILED) from error
    except KeyboardInterrupt as error:
        raise SystemExit(INTERRUPTED) from error
    raise SystemExit(0)


def _print_error(error: OnrecordError) -> None:
    details = ", ".join(f"{name} {value}" for name, value in error.context.items() if value is not None)
    message = visible(f"{error.message} ({details})" if details else error.message)
    errors().print(Text.assemble(("onrecord: ", "bold red"), (message, "red")), soft_wrap=True)


if __name__ == "__main__":
    run()
