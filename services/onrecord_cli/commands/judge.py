"""`onrecord judge`: the novelty decision on pairs of statements."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord_cli.commands.lines import answer_lines
from onrecord_cli.commands.options import Jobs
from onrecord_track.judge_lines import judge_record


def register(app: typer.Typer) -> None:
    """Put the command under *app*."""
    app.command("judge")(judge)


def judge(
    lines: Annotated[
        bool, typer.Option("--jsonl", help="Read JSON lines from standard input; there is no other way in.")
    ] = False,
    jobs: Jobs = 1,
) -> None:
    """Judge whether a later statement repeats, updates or differs from an earlier one.

    Reads {"id", "earlier": {…}, "later": {…}} per line, each side with "speaker", "cue", "content", "sentence",
    "outlet" and "date"; prints {"id", "verdict", "score", "reason"} per line.
    """
    if not lines:
        raise typer.BadParameter("give --jsonl and a pair per line on standard input")
    answer_lines(judge_record, processes=jobs)
