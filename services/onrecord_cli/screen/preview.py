"""What a topic would have met: a column for each day, what would have become of it, and ten samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord_cli.queries.previewing import Previewed, SampleRow
from onrecord_cli.screen.alerts import INDENT
from onrecord_cli.screen.wording import attributed, count, mark, moment, quoted, short, styled

LEVELS: Final = " ▁▂▃▄▅▆▇█"
WIDEST: Final = 60
"""Columns of the plot; several days share one where there are more."""
HIGHLIGHT: Final = "bold reverse"


def preview(row: Previewed) -> Group:
    """Draw what a topic would have met."""
    head = Text.assemble(
        (count(row.matches, "match", "matches"), "bold"),
        f" and {count(row.alerts, 'alert')} in {count(row.days, 'day')}, of {count(row.statements, 'statement')}"
        f" in {count(row.articles, 'article')}",
    )
    drawn: list[RenderableType] = [head]
    if row.matches:
        drawn += ["", _plot(row), "", _outcomes(row.outcomes)]
        for sample in row.samples:
            drawn += ["", *_sample(sample)]
    return Group(*drawn)


def _plot(row: Previewed) -> Table:
    days = [row.since.date() + timedelta(days=number) for number in range(row.days + 1)]
    width = -(-len(days) // WIDEST)
    columns = [days[first : first + width] for first in range(0, len(days), width)]
    table = Table.grid(padding=(0, 1))
    for name, counted, style in (
        ("matches", row.matches_by_day, "cyan"),
        ("alerts", row.alerts_by_day, "green"),
    ):
        heights = [sum(counted.get(day.isoformat(), 0) for day in column) for column in columns]
        table.add_row(
            Text(name, style="dim"),
            Text(_bars(heights), style=style),
            Text(f"up to {max(heights):,}", style="dim"),
        )
    axis = f"{_day(days[0])}{_day(days[-1]).rjust(max(1, len(columns) - len(_day(days[0]))))}"
    a_column = "a day each" if width == 1 else f"{count(width, 'day')} each"
    table.add_row("", Text(axis, style="dim"), Text(a_column, style="dim"))
    return table


def _bars(heights: Sequence[int]) -> str:
    """Draw counts as bars of eight levels; whatever is there is seen."""
    highest = max(*heights, 1)
    return "".join(LEVELS[-(-height * (len(LEVELS) - 1) // highest)] for height in heights)


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _outcomes(outcomes: Mapping[str, int]) -> Text:
    parts: list[Text] = []
    for outcome, number in Counter(outcomes).most_common():
        parts.append(Text.assemble(mark(outcome), " ", styled(outcome), f" {number:,}"))
    return Text("   ").join(parts)


def _sample(row: SampleRow) -> list[RenderableType]:
    said = row.said
    words = Text(quoted(said.words, said.kind), style="green")
    who = attributed(said.speaker, said.source, role=said.role, cue=said.cue)
    for hit in row.why:
        for text in (words, who):
            text.highlight_words([hit.words], HIGHLIGHT, case_sensitive=False)
    where = Text(
        f"{short(said.outlet, 120)} · {moment(said.published_at)} · {short(said.title)}", style="dim"
    )
    outcome = Text.assemble(mark(row.outcome), " ", who)
    why = Text.assemble(styled(row.outcome), (f": {short(row.reason)}", "dim"))
    return [outcome, Padding(words, (0, 0, 0, 4)), Padding(where, INDENT), Padding(why, INDENT)]
