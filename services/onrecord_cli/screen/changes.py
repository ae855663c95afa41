"""What bringing the database in line with the file changed."""

from __future__ import annotations

from rich.text import Text

from onrecord_cli.screen.terminal import hint, output, visible
from onrecord_cli.store import Applied


def show_changes(applied: Applied) -> None:
    """Print one line for each change; say so where there is none."""
    console = output()
    signs = (("+", "green", applied.added), ("~", "yellow", applied.changed), ("-", "red", applied.stopped))
    for sign, style, names in signs:
        for name in names:
            console.print(Text.assemble((f"{sign} ", style), visible(name)), soft_wrap=True)
    if not any(names for *_, names in signs):
        hint("Nothing to change.")
