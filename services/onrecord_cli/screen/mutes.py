"""What is muted: what it is about on the left, for how long on the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.table import Table
from rich.text import Text

from onrecord_cli.queries.mutes import MuteRow
from onrecord_cli.screen.tables import grid
from onrecord_cli.screen.wording import ago, mark, short, styled


def mutes(rows: Sequence[MuteRow], *, now: datetime) -> Table:
    """Draw the list of mutes, each with its number."""
    table = grid()
    for row in rows:
        where = f"in {short(row.topic, 120)}" if row.topic else "in every topic"
        whom = f" for {short(row.subscriber, 120)}" if row.subscriber else ""
        what = Text.assemble((_what(row), "bold"), "\n", (where + whom, "dim"))
        table.add_row(mark("ok" if row.state == "on" else "off"), what, _state(row, now))
    return table


def _what(row: MuteRow) -> str:
    if row.speaker:
        return short(row.speaker, 120)
    if row.outlet:
        return short(row.outlet, 120)
    return f"“{short(row.said, 200)}”" if row.said else "everything"


def _state(row: MuteRow, now: datetime) -> Text:
    number = (f"mute {row.id} · ", "bold")
    since = (f"since {ago(row.created_at, now)}", "dim")
    match row.state:
        case "on":
            until = f"ends {ago(row.until, now)}" if row.until else "until taken back"
            return Text.assemble(number, until, "\n", since)
        case _:
            return Text.assemble(number, styled("off", row.state), "\n", since)
