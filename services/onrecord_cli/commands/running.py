"""`onrecord run`, `demo` and `replay`: the whole system on this machine."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from onrecord.errors import Misconfigured
from onrecord.settings import Settings
from onrecord_cli import replaying
from onrecord_cli.commands.options import Json
from onrecord_cli.config import SETTINGS, editing, example
from onrecord_cli.demo import playing, printing
from onrecord_cli.embedded import embedded
from onrecord_cli.invocation import SQLITE, Invocation
from onrecord_cli.screen import alerts as alert_pictures
from onrecord_cli.screen import running as pictures
from onrecord_cli.screen.terminal import errors, print_json, show
from onrecord_cli.store import apply

LOOK_EVERY_S = 0.5
BROKER_VARIABLES = ("ONRECORD_BROKER_URL", "REDIS_URL")

Folder = Annotated[Path, typer.Option("--folder", help="For its own database, the broker and the logs.")]


def register(app: typer.Typer) -> None:
    """Put the commands under *app*."""
    app.command("run")(run)
    app.command("demo")(demo)
    app.command("replay")(replay)


def run(context: typer.Context) -> None:
    """Run onrecord on your own onrecord.toml until Ctrl-C; the first call writes an example of it."""
    call = Invocation.of(context)
    if call.config is None:
        editing.replace(call.config_path, example())
        del call.config  # read it now that it is there
        show(pictures.example_written(call.config_path))
    if call.config is None:
        raise Misconfigured(f"{call.config_path} cannot be read back")
    for kind in SETTINGS:  # a wrong one stops us here, before a worker stumbles over it again and again
        call.settings(kind)
    settings = call.settings(Settings)
    given = next((call.environment[name] for name in BROKER_VARIABLES if call.environment.get(name)), None)
    environment = {
        **call.config.variables_beside(call.environment),
        "ONRECORD_DATABASE_URL": settings.database_url,
    }
    url = settings.database_url  # the lock stands beside the database it is for
    folder = Path(url.removeprefix(SQLITE)).parent if url.startswith(SQLITE) else Path("var")
    with embedded(folder, environment, broker_url=given) as system:
        with system.database.write() as session:
            applied = apply(session, call.config)
        show(pictures.started(call.config, applied, folder=folder))
        system.poll_now()
        stopped = _stop_signal()
        while not stopped.wait(LOOK_EVERY_S):
            system.mend()
        show(pictures.stopping())
    show(pictures.stopped())


def demo(folder: Folder = Path("var/demo")) -> None:
    """Three newspapers on loopback, all services, and the alerts as they arrive; ends by itself in a minute."""
    shows = playing.Shows(
        edition=lambda number, last: show(printing.edition_rule(number, last)),
        digests=lambda: show(printing.digests_rule()),
        message=_show_message,
    )
    show(pictures.demo_begins(folder))
    played = playing.play(folder, shows)
    show(alert_pictures.suppressed(played.spared, now=datetime.now(UTC)))
    show(printing.closing_table(played.tally))


def _show_message(arrived: playing.Arrived) -> None:
    message, who = arrived.message, arrived.subscriber
    if message.digest:
        show(printing.digest_card(message.digest, subscriber=who, channel=arrived.channel))
    for view in message.alerts:
        if arrived.grown:
            show(printing.growth_line(view, subscriber=who))
        else:
            show(printing.alert_card(view, subscriber=who, channel=arrived.channel))


def replay(
    url: Annotated[str, typer.Argument(help="Address of a feed; its host is opened for it.")],
    folder: Folder = Path("var/replay"),
    json: Json = False,
) -> None:
    """Play one feed through every stage from an empty database, tell nobody, and show what became of it."""
    with Progress(
        SpinnerColumn(), TextColumn("articles through every stage"), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(), console=errors(), transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("replay", total=None)
        played = replaying.replay(
            url,
            folder,
            lambda progress: bar.update(task, completed=progress.finished, total=progress.articles or None),
        )
    if json:
        print_json(played)
    else:
        show(pictures.replayed(played, folder))
    if not played.complete:
        raise typer.Exit(1)


def _stop_signal() -> threading.Event:
    """Set by Ctrl-C, or by whoever supervises us."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
