"""What was given up, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord_cli.queries.dead import Letter, ParkedJob
from onrecord_cli.screen.tables import grid
from onrecord_cli.screen.terminal import visible
from onrecord_cli.screen.wording import ago, count, mark, moment, short

BODY_CHARS = 4_000
UNNAMED = "?"
"""What could not be read as far as its name."""


def dead(
    jobs: Sequence[ParkedJob], letters: Sequence[Letter], totals: tuple[int, int], *, now: datetime
) -> Group:
    """Draw both lists; *totals* are the numbers of all there are, of each."""
    drawn: list[RenderableType] = []
    for title, rows, total in (("Parked jobs", jobs, totals[0]), ("Unreadable messages", letters, totals[1])):
        if not rows:
            continue
        more = f", the latest {len(rows)} of {total:,}" if total > len(rows) else f" {total:,}"
        table = grid()
        for row in rows:
            table.add_row(mark("parked"), _what(row), Text(ago(row.at, now), style="dim"))
        drawn += [*([""] if drawn else []), Text.assemble((title, "bold red"), (more, "dim")), table]
    return Group(*drawn)


def _what(row: ParkedJob | Letter) -> Text:
    if isinstance(row, Letter):
        head = f"{_name(row)} in the queue of {short(row.queue, 40)}"
        return Text.assemble((row.handle, "bold cyan"), f" {head}\n", (short(row.reason, 200), "red"))
    text = Text.assemble((row.handle, "bold cyan"), f" {row.stage} of {row.subject} {row.subject_id}\n")
    if row.url:
        text.append(f"{short(row.url, 200)}\n", style="dim")
    return text.append(short(row.reason, 200), style="red")


def _name(letter: Letter) -> str:
    return "something without a name" if letter.name == UNNAMED else short(letter.name, 60)


def one(found: ParkedJob | Letter, *, now: datetime) -> Group:
    """Draw one of them whole."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    when = f"{moment(found.at)}, {ago(found.at, now)}"
    if isinstance(found, Letter):
        table.add_row("Message", _name(found))
        table.add_row("Queue", short(found.queue))
        table.add_row("Received", when)
        table.add_row("Reason", Text(short(found.reason, 2_000), style="red"))
        return Group(
            table, "", Text("Body, as it came", style="bold"), Text(visible(found.body[:BODY_CHARS]))
        )
    table.add_row("Job", f"{found.stage} of {found.subject} {found.subject_id}")
    if found.url:
        table.add_row("Article", short(found.url, 2_000))
    table.add_row("Parked", when)
    table.add_row("Reason", Text(short(found.reason, 2_000), style="red"))
    table.add_row("Tries", f"{found.tries}, {count(found.crashes, 'crash', 'crashes')} of its worker")
    table.add_row("Trace", found.trace_id)
    if found.subject != "article":
        return Group(table)
    how = Text.assemble("Its way: ", (f"onrecord trace {found.subject_id}", "bold cyan"))
    return Group(table, "", how)
