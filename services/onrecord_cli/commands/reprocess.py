"""`onrecord reprocess`: a stretch of time once more, through better code or settings."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from onrecord.errors import Misconfigured
from onrecord.storage import jobs
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import reprocessing as queries
from onrecord_cli.queries.reprocessing import Stretch
from onrecord_cli.screen.progress import progress
from onrecord_cli.screen.terminal import hint
from onrecord_cli.screen.wording import count

ARTICLES_IN_ONE_STEP = 200
ANNOUNCED_AFTER_S = 1.0
"""By the sweep: this command knows no broker."""


class From(StrEnum):
    """Where to begin again; the stages after it follow."""

    CLEAN = "clean"
    EXTRACT = "extract"
    TRACK = "track"


def register(app: typer.Typer) -> None:
    """Put the command under *app*."""
    app.command("reprocess")(reprocess)


def reprocess(
    context: typer.Context,
    *,
    since: Annotated[
        str,
        typer.Option(
            "--from", help="Articles first seen from then on: 2026-11-20, or 2026-11-20T08:00; UTC."
        ),
    ],
    until: Annotated[
        str | None, typer.Option(help="… and before then; else until now.", show_default=False)
    ] = None,
    stage: Annotated[From, typer.Option(help="Where to begin again; the later stages follow.")] = From.CLEAN,
    outlet: Annotated[str | None, typer.Option(help="Of this outlet only.", show_default=False)] = None,
    alert: Annotated[bool, typer.Option("--alert", help="Tell subscribers what comes of it.")] = False,
) -> None:
    """Read the articles of a stretch of time again. What comes of it is kept, and nobody is told.

    May be interrupted, and called again: nothing is told twice.
    """
    invocation = Invocation.of(context)
    with invocation.database() as database:
        with database.read() as session:
            end = jobs.now(session) if until is None else _time(until, "--until")
            stretch = Stretch(_time(since, "--from"), end, outlet)
            total = queries.articles(session, stretch)
        if not total:
            hint("No articles were first seen then. `onrecord status` shows how many there are.")
            return
        begun = 0
        with progress("Articles", total) as advance:
            last = 0
            while True:
                with database.write() as session:
                    traces = queries.next_articles(session, stretch, after=last, limit=ARTICLES_IN_ONE_STEP)
                    begun += len(
                        jobs.add_all(
                            session,
                            stage.value,
                            traces,
                            again=True,
                            quiet=not alert,
                            delay_s=ANNOUNCED_AFTER_S,
                        )
                    )
                if not traces:
                    break
                last = max(traces)
                for _ in traces:
                    advance()
    there = "" if begun == total else f"; {total - begun:,} were being read already"
    told = "as of any article" if alert else "nobody is told"
    hint(
        f"{count(begun, 'article')} to be read again from {stage.value} on, {told}{there}. `onrecord status` shows how far it is."
    )


def _time(text: str, option: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise Misconfigured(
            f"{option} {text[:40]} is no time: write 2026-11-20 or 2026-11-20T08:00"
        ) from error
    return read if read.tzinfo else read.replace(tzinfo=UTC)
