"""The state of things on one screen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.pipeline import LOOPS, SERVICES, stage_named
from onrecord_cli.queries.overview import Overview
from onrecord_cli.screen.wording import ago, count, mark, short, span, styled

SILENT_AFTER_S = 90
"""Three ticks of a worker."""

HEARD_FOR: Final = "a day"
"""A process that was not heard for longer is forgotten: onrecord.storage.heartbeats."""


def broker_is_suspect(silent: Collection[str]) -> bool:
    """Say whether it looks as if no worker got a message: all are silent, and those that need no broker are not."""
    return set(SERVICES) <= set(silent) and not set(LOOPS) & set(silent)


def overview(state: Overview) -> Group:
    """Draw *state*."""
    drawn: list[RenderableType] = [_summary(state), "", _stages(state)]
    if state.parked:
        drawn += ["", _parked(state)]
    drawn += ["", _workers(state)]
    return Group(*drawn)


def _summary(state: Overview) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("Feeds", _mix(state.feeds) or Text("none: `onrecord feeds add URL`", style="yellow"))
    table.add_row("Articles", Text.assemble(f"{state.articles:,}", (_same_text(state), "dim")))
    table.add_row("Statements", _total(state.statements, state.verdicts))
    table.add_row("Alerts", _mix(state.alerts) or Text("none yet", style="dim"))
    table.add_row("Not told", _mix(state.suppressed) or Text("nothing", style="dim"))
    if state.ratings:
        table.add_row("Found useful", _found_useful(state))
    if state.closed:
        table.add_row("Given up", _given_up(state))
    dead = Text("none", style="dim")
    if state.latest_dead_letter is not None:
        latest = state.latest_dead_letter
        dead = Text.assemble(
            (f"{state.dead_letters:,}", "bold red"),
            f" · latest {ago(latest.received_at, state.now)} in {latest.queue}: {short(latest.reason, 80)} · ",
            ("onrecord dead list", "cyan"),
        )
    table.add_row("Dead letters", dead)
    return table


def _found_useful(state: Overview) -> Text:
    return Text("\n").join(
        Text.assemble(
            f"{each.precision:.0%} of {count(each.answers, 'answered alert')} ", (short(each.topic), "dim")
        )
        for each in state.ratings
    )


def _given_up(state: Overview) -> Text:
    return Text("\n").join(
        Text.assemble(
            (each.channel, "bold red"), f" {ago(each.closed_at, state.now)}: {short(each.reason, 80)}"
        )
        for each in state.closed
    )


def _same_text(state: Overview) -> str:
    if not state.stories:
        return ""
    return f" · {state.copies:,} of them copies of {count(state.stories, 'text')}"


def _total(number: int, parts: Mapping[str, int]) -> Text:
    text = Text(f"{number:,}")
    if parts:
        text.append(": ", style="dim").append_text(_mix(parts))
    return text


def _mix(parts: Mapping[str, int]) -> Text:
    return Text.assemble((" · ", "dim")).join(
        [Text.assemble(f"{number:,} ", styled(name)) for name, number in parts.items()]
    )


def _stages(state: Overview) -> Table:
    table = Table(box=None, padding=(0, 1), expand=True, header_style="bold", pad_edge=False)
    table.add_column("Stage", no_wrap=True)
    for name in ("waiting", "later", "doing", "parked", "done"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("outcomes", ratio=1, overflow="fold")
    for row in state.stages:
        table.add_row(
            Text(row.stage, style="bold"),
            _number(row.waiting, "cyan", f" ({span(row.oldest_waiting_s)})" if row.oldest_waiting_s else ""),
            _number(row.later, "yellow"),
            _number(row.doing, "cyan"),
            _number(row.parked, "bold red"),
            _number(row.done, "green"),
            _mix({name or "?": number for name, number in row.outcomes.items()}),
        )
    return table


def _number(number: int, style: str, more: str = "") -> Text:
    return Text(f"{number:,}{more}", style=style) if number else Text("–", style="dim")


def _parked(state: Overview) -> Group:
    every = sum(stage.parked for stage in state.stages)
    more = f", the latest {len(state.parked)} of {every:,}" if every > len(state.parked) else ""
    lines: list[RenderableType] = [
        Text.assemble(("Parked", "bold red"), (more, "dim"), "  ", ("onrecord dead list", "cyan"))
    ]
    for each in state.parked:
        what = stage_named(each.stage).subject
        lines.append(
            Text.assemble(mark("parked"), f" {each.stage} of {what} {each.subject_id}: {short(each.reason, 200)}")
        )  # fmt: skip
    return Group(*lines)


def _workers(state: Overview) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for number, service in enumerate((*SERVICES, *LOOPS)):
        table.add_row("Workers" if number == 0 else "", _worker(service, state))
    if broker_is_suspect([service for service in (*SERVICES, *LOOPS) if _is_silent(service, state)]):
        guess = (
            "beat and sweep are heard and no worker is: is the broker up? Nothing is lost while it is not."
        )
        table.add_row("", Text(guess, style="yellow"))
    return table


def _worker(service: str, state: Overview) -> Text:
    latest = _heard_at(service, state)
    if latest is None:
        return Text.assemble(mark("off"), f" {service} ", (f"not heard for {HEARD_FOR}", "yellow"))
    silent = _is_silent(service, state)
    said = Text(f"last heard {ago(latest, state.now)}", style="bold red" if silent else "green")
    return Text.assemble(mark("failed" if silent else "ok"), f" {service} ", said)


def _heard_at(service: str, state: Overview) -> datetime | None:
    return max((each.beaten_at for each in state.workers if each.service == service), default=None)


def _is_silent(service: str, state: Overview) -> bool:
    latest = _heard_at(service, state)
    return latest is None or (state.now - latest).total_seconds() > SILENT_AFTER_S
