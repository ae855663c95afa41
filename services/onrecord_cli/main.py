"""The `onrecord` command.

Exit codes: 0 done; 1 it failed, and may succeed later or with other input; 2 wrong usage or configuration, which
the message says how to mend; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer
from rich.text import Text
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from onrecord import logs
from onrecord.errors import Misconfigured, OnrecordError
from onrecord_cli.commands import COMMANDS
from onrecord_cli.screen.terminal import errors, visible

FAILED: Final = 1
WRONG: Final = 2
INTERRUPTED: Final = 130


class Contents(TyperGroup):
    """The commands by name and summary alone."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        return TyperCommand(name=cmd_name, help=COMMANDS[cmd_name].summary)


class Commands(Contents):
    """Imports a command's module when that command is called: a listing needs no broker, a judgement no database."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"onrecord_cli.commands.{COMMANDS[cmd_name].module}")
        holder = typer.Typer()
        if hasattr(module, "register"):
            module.register(holder)
        else:
            holder.add_typer(module.app, name=cmd_name)
        return get_group(holder).commands[cmd_name]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help from the summaries."""
        Contents(name=self.name, params=self.params, help=self.help, epilog=self.epilog).format_help(
            ctx, formatter
        )


app = typer.Typer(
    name="onrecord",
    cls=Commands,
    help="Tells you when somebody goes on record about a topic you track, and only when it is news.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 130 stopped by Ctrl-C.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onrecord {version('onrecord')}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option("--config", help="Your feeds, topics and subscribers.", envvar="ONRECORD_CONFIG")
    ] = Path("onrecord.toml"),
    _: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Tells you when somebody goes on record about a topic you track, and only when it is news."""
    logs.configure("cli", level="WARNING")
    context.obj = config


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit with its code; an error of ours is one red line, not a traceback.

    *arguments* are those of this process where none are given.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # a terminal that knows no “ shows \u201c, which JSON reads too
            stream.reconfigure(errors="backslashreplace")
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
