"""What bringing the database in line with the file changed."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from onrecord_cli.screen.terminal import hint, output, visible
from onrecord_cli.store import Applied

SHOWN: Final = 50
"""Changes of one kind; a list of feeds may bring thousands."""


def show_changes(applied: Applied) -> None:
    """Print one line for each change; say so where there is none."""
    console = output()
    signs = (("+", "green", applied.added), ("~", "yellow", applied.changed), ("-", "red", applied.stopped))
    for sign, style, names in signs:
        for name in names[:SHOWN]:
            console.print(Text.assemble((f"{sign} ", style), visible(name)), soft_wrap=True)
        if len(names) > SHOWN:
            console.print(Text.assemble((f"{sign} ", style), f"and {len(names) - SHOWN:,} more"))
    if not any(names for *_, names in signs):
        hint("Nothing to change.")
