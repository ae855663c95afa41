"""Who and what is named: a list of names, and one of them in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group
from rich.table import Table
from rich.text import Text

from onrecord_cli.queries.entities import EntityRow, EntityView, MergeRow
from onrecord_cli.screen.tables import grid
from onrecord_cli.screen.wording import ago, count, mark, moment, short

STYLES = {"PERSON": "green", "ORG": "magenta", "PLACE": "blue"}


def entities(rows: Sequence[EntityRow], *, now: datetime) -> Table:
    """Draw the list of names."""
    table = grid()
    for row in rows:
        what = Text.assemble(
            (short(row.name, 120), f"bold {STYLES.get(row.type, '')}"), " ", (row.type.lower(), "dim")
        )
        if row.merged:
            what.append(f"\nalso {short(', '.join(row.merged), 300)}", style="dim")
        said = f" · {count(row.statements, 'statement')}" if row.statements else ""
        how = Text.assemble(
            f"{count(row.articles, 'article')}{said}", "\n", (f"seen {ago(row.seen_at, now)}", "dim")
        )
        table.add_row(mark("ok"), what, how)
    return table


def entity(view: EntityView, *, now: datetime) -> Group:
    """Draw one name with all that is known of it."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for label, value in (
        ("merged", ", ".join(view.merged)),
        ("called", _counted(view.forms)),
        ("as", _counted(view.roles)),
        ("in", _counted(view.outlets)),
        ("like", ", ".join(view.resembling)),
    ):
        if value:
            table.add_row(label, short(value, 600))
    for said in view.latest:
        where = f"{said.outlet}, {moment(said.published_at)}"
        table.add_row("said", Text.assemble(short(said.content, 300), "\n", (short(where, 120), "dim")))
    head = Text.assemble(
        (short(view.name, 120), f"bold {STYLES.get(view.type, '')}"), " ", (view.type.lower(), "dim"),
        f"  {count(view.articles, 'article')} · {count(view.statements, 'statement')} · seen {ago(view.seen_at, now)}",
    )  # fmt: skip
    return Group(head, table)


def _counted(pairs: Sequence[tuple[str, int]]) -> str:
    return ", ".join(
        f"{short(name, 80)} ×{number}" if number > 1 else short(name, 80) for name, number in pairs
    )


def merges(rows: Sequence[MergeRow], *, now: datetime) -> Table:
    """Draw the names that stand for others."""
    table = grid()
    for row in rows:
        what = Text.assemble((short(row.alias, 120), "bold"), " is ", (short(row.name, 120), "bold"))
        if row.outlet:
            what.append(f"\nin {short(row.outlet, 120)}", style="dim")
        table.add_row(mark("ok"), what, Text(f"since {ago(row.created_at, now)}", style="dim"))
    return table
