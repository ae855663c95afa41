"""Alerts and what was not told: the words first, then where they stood and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord_cli.queries.alerts import AlertRow, SaidRow, SuppressedRow
from onrecord_cli.queries.fates import Fate
from onrecord_cli.screen.wording import (
    ago,
    attributed,
    count,
    due,
    mark,
    plain,
    quoted,
    reached,
    short,
    styled,
)

INDENT = (0, 0, 0, 2)
MOST_OUTLETS = 6


def alerts(rows: Sequence[AlertRow], *, now: datetime) -> Group:
    """Draw alerts with what became of them."""
    drawn: list[RenderableType] = []
    for row in rows:
        state = Text.assemble(
            (f"#{row.id} ", "dim"),
            styled(row.fate.state),
            _how(row.fate, now),
            f" · {ago(row.fate.sent_at or row.created_at, now)}",
        )
        drawn += [_head(row.kind, row.topic, f"{row.subscriber} by {row.channel}", state), *said(row.said)]
        reason = row.fate.answer or row.fate.reason
        if row.fate.state in ("retrying", "parked", "unknown") and reason:
            drawn.append(Padding(Text(short(reason), style="yellow"), INDENT))
        if row.fate.also_in:
            drawn.append(Padding(Text(f"also in {_outlets(row.fate.also_in)}", style="dim"), INDENT))
        if row.reach.outlets > 1:
            drawn.append(Padding(Text(reached(row.reach), style="dim"), INDENT))
        if row.why:
            drawn.append(Padding(Text.assemble(("because ", "dim"), *_why(row.why)), INDENT))
        drawn.append("")
    return Group(*drawn[:-1])


def _how(fate: Fate, now: datetime) -> str:
    """Say at which try, or when next; and that it is for a digest."""
    tries = sum(each.act == "send" for each in fate.attempts)
    way = " in a digest" if fate.digest else ""
    if fate.next_at is not None:
        return f"{way}, {due(fate.next_at, now)}"
    return f"{way} at try {tries}" if tries > 1 else way


def _outlets(names: Sequence[str]) -> str:
    shown = [short(name, 60) for name in names[:MOST_OUTLETS]]
    if len(names) > MOST_OUTLETS:
        shown.append(f"{len(names) - MOST_OUTLETS} more")
    return ", ".join(shown)


def suppressed(rows: Sequence[SuppressedRow], *, now: datetime) -> Group:
    """Draw matches that raised no alert, each with the reason."""
    drawn: list[RenderableType] = []
    for row in rows:
        head = _head(
            row.outcome, row.topic, f"{row.subscriber} by {row.channel}", Text(ago(row.matched_at, now))
        )
        reason = Text.assemble((f"{plain(row.outcome)}: ", "dim"), short(row.reason))
        drawn += [head, *said(row.said), Padding(reason, INDENT), ""]
    return Group(*drawn[:-1])


def _head(kind: str, topic: str, whom: str, state: Text) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=1)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    label = {"update": " · update", "new": ""}.get(kind, "")
    what = Text.assemble(
        (short(topic, 120), "bold"), (label, "bold magenta"), ("  → ", "dim"), (short(whom, 120), "")
    )
    table.add_row(mark(kind), what, state)
    return table


def said(row: SaidRow) -> list[RenderableType]:
    """Draw who said what, and where it stood."""
    who = attributed(row.speaker, row.source, role=row.role, cue=row.cue)
    wire = f" · {row.agency}" if row.agency else ""
    more = f" · the same text in {row.outlets:,} outlets" if row.outlets > 1 else ""
    where = Text(f"{short(row.outlet, 120)} · {short(row.title)}{wire}{more}", style="dim")
    return [
        Padding(who, INDENT),
        Padding(Text(quoted(row.words, row.kind), style="green"), (0, 0, 0, 4)),
        Padding(where, INDENT),
        Padding(Text(short(row.url, 1_000), style="dim", overflow="fold"), INDENT),
    ]


def _why(explanation: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    for number, each in enumerate(explanation[:4]):
        if number:
            parts.append((", ", "dim"))
        parts += [(short(str(each["clause"]), 80), "cyan"), (f" → {short(str(each['words']), 80)}", "dim")]
    if len(explanation) > 4:
        parts.append((f" and {count(len(explanation) - 4, 'clause')} more", "dim"))
    return parts
