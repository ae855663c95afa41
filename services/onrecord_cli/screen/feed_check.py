"""What a look at each feed showed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.table import Table
from rich.text import Text

from onrecord.urls import outlet_of
from onrecord_cli.checking import Checked
from onrecord_cli.screen.tables import grid
from onrecord_cli.screen.wording import ago, count, mark, plain, short, size, styled


def checks(seen: Sequence[Checked], *, now: datetime) -> Table:
    """Draw one feed after the other, those that are none with the reason."""
    table = grid()
    for each in seen:
        title = short(each.title or outlet_of(each.url))
        what = Text.assemble((title, "bold"), "\n", (each.url, "dim"))
        if each.answered_from not in (None, each.url):
            what.append(f"\n→ {each.answered_from}", style="dim")
        if each.detail and each.status in (None, 200):
            what.append(f"\n{short(each.detail)}", style="yellow" if each.good else "red")
        table.add_row(mark("ok" if each.good else "parked"), what, _seen(each, now))
    return table


def _seen(each: Checked, now: datetime) -> Text:
    answer = f"HTTP {each.status}" if each.status else "no answer"
    cost = f"{answer} · {each.elapsed_ms:,} ms · {size(each.size_bytes)}"
    if not each.good:
        kind = plain(each.kind) if each.status in (None, 200) else "no feed there"
        return Text.assemble(styled("parked", kind), "\n", (cost, "dim"))
    undated = each.entries - each.dated
    entries = count(each.entries, "entry", "entries") + (f", {undated:,} undated" if undated else "")
    dated = f"newest {ago(each.newest, now)}" if each.newest else "no dates"
    return Text.assemble(styled("ok", each.format or "feed"), f" · {entries}\n", dated, "\n", (cost, "dim"))
