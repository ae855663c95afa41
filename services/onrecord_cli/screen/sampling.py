"""What came of a sample, as a picture. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from onrecord_cli.sampling import Sampled
from onrecord_cli.screen.tables import grid
from onrecord_cli.screen.wording import mark


def samples(rows: Sequence[Sampled]) -> Table:
    """Draw one line for each channel."""
    table = grid()
    for row in rows:
        what = Text.assemble((row.channel, "bold"), f"\n{row.answer}")
        if row.opened:
            what.append("\nit had been given up, and is used again", style="dim")
        table.add_row(mark("ok" if row.taken else "failed"), what)
    return table
