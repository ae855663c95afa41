"""Four answers on one screen: is news flowing, where is it stuck, what is failing, are people getting alerts?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from onrecord_cli.queries.pulse import Arrived, Pulse, StagePulse
from onrecord_cli.screen.overview import broker_is_suspect
from onrecord_cli.screen.wording import ago, count, mark, short, span, styled

BARS: Final = " ▁▂▃▄▅▆▇█"
SIDE_BY_SIDE_COLUMNS: Final = 96
SLOW_S: Final = 120.0
STUCK_S: Final = 900.0


def pulse(state: Pulse, *, columns: int, source: str) -> RenderableType:
    """Draw *state* for a terminal of so many *columns*; *source* names the database."""
    panels = [_flowing(state), _stuck(state), _failing(state), _told(state)]
    head = Text.assemble(
        ("onrecord", "bold"),
        f"  {state.now:%d %b %Y %H:%M:%S} UTC  ",
        (f"{short(source, 60)}  Ctrl-C ends", "dim"),
    )
    if columns < SIDE_BY_SIDE_COLUMNS:
        return Group(head, *panels)
    grid = Table.grid(expand=True, padding=(0, 1))
    grid.add_column(ratio=1)
    grid.add_column(ratio=1)
    grid.add_row(Group(panels[0], panels[2]), Group(panels[1], panels[3]))
    return Group(head, grid)


def out_of_reach(reason: str) -> Text:
    """Say that there is nothing to draw, and that somebody keeps asking."""
    return Text.assemble(mark("failed"), f" {short(reason)}; asking again. ", ("Ctrl-C ends", "dim"))


def _panel(question: str, answer: Text, *body: RenderableType) -> Panel:
    return Panel(
        Group(*body), title=Text.assemble(f" {question} ", answer, " "), title_align="left", border_style="bright_black", padding=(0, 1)
    )  # fmt: skip


def _flowing(state: Pulse) -> Panel:
    articles = sum(state.articles_a_minute)
    answer = (
        Text("yes", "bold green") if state.entries or articles else Text("nothing for an hour", "bold yellow")
    )
    table = _facts()
    table.add_row("entries", _line(state.entries_a_minute, "cyan"), f"{state.entries:,} new")
    table.add_row("articles", _line(state.articles_a_minute, "green"), f"{articles:,} read")
    feeds = Text.assemble((" · ", "dim")).join(
        [Text.assemble(f"{state.feeds[name]:,} ", styled(name)) for name in ("ok", "failing", "waiting") if name in state.feeds]
    )  # fmt: skip
    verdicts = Text.assemble((" · ", "dim")).join(
        [Text.assemble(f"{number:,} ", styled(name)) for name, number in sorted(state.verdicts.items(), key=lambda each: -each[1])]
    )  # fmt: skip
    return _panel(
        "Is news flowing?", answer, table,
        Text.assemble(("said      ", "dim"), verdicts or Text("none", "dim")),
        Text.assemble(("feeds     ", "dim"), feeds or Text("none: `onrecord feeds add URL`", "yellow")),
    )  # fmt: skip


def _facts() -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(style="dim", no_wrap=True, width=8)
    table.add_column(no_wrap=True, ratio=1)
    table.add_column(justify="right", no_wrap=True)
    return table


def _line(values: Sequence[int], style: str) -> Text:
    """One sign for two minutes, as high as its share of the highest."""
    pairs = [sum(values[at : at + 2]) for at in range(0, len(values), 2)]
    highest = max(pairs) or 1
    return Text("".join(BARS[-(-value * (len(BARS) - 1) // highest)] for value in pairs), style=style)


def _stuck(state: Pulse) -> Panel:
    oldest = max((each.oldest_waiting_s or 0.0 for each in state.stages), default=0.0)
    late = [each.stage for each in state.stages if (each.oldest_waiting_s or 0) > STUCK_S]
    if late:
        answer = Text(f"in {', '.join(late)}", "bold red")
    elif oldest > SLOW_S:
        answer = Text(f"{span(oldest)} behind", "bold yellow")
    else:
        answer = Text("nowhere", "bold green")
    table = Table(box=None, padding=(0, 1), expand=True, header_style="dim", pad_edge=False)
    table.add_column("", no_wrap=True)
    for name in ("waiting", "later", "doing", "oldest", "done"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in state.stages:
        table.add_row(
            each.stage, _number(each.waiting, "cyan"), _number(each.later, "yellow"), _number(each.doing, "cyan"),
            _age(each), _number(each.done, "green"),
        )  # fmt: skip
    return _panel("Where is it stuck?", answer, table)


def _number(number: int, style: str) -> Text:
    return Text(f"{number:,}", style=style) if number else Text("–", style="dim")


def _age(stage: StagePulse) -> Text:
    seconds = stage.oldest_waiting_s
    if seconds is None:
        return Text("–", style="dim")
    return Text(
        span(seconds), style="bold red" if seconds > STUCK_S else "yellow" if seconds > SLOW_S else ""
    )


def _failing(state: Pulse) -> Panel:
    lines: list[Text] = []
    if state.silent:
        broker = "  is the broker up?" if broker_is_suspect(state.silent) else ""
        lines.append(Text.assemble(mark("failed"), " silent: ", (", ".join(state.silent), "bold"), broker))
    parked = {each.stage: each.parked for each in state.stages if each.parked}
    if parked:
        what = ", ".join(f"{number:,} of {stage}" for stage, number in parked.items())
        lines.append(Text.assemble(mark("parked"), f" parked: {what}  ", ("onrecord dead list", "cyan")))
    if state.dead_letters:
        letters = count(state.dead_letters, "unreadable message")
        lines.append(Text.assemble(mark("parked"), f" {letters}  ", ("onrecord dead list", "cyan")))
    lines += [
        Text.assemble(mark("failed"), f" a {each.channel} address is closed: {short(each.reason, 60)}")
        for each in state.closed
    ]
    lines += [
        Text.assemble(
            mark("failing"), f" {short(each.outlet, 30)} ×{each.failures}: ", (short(each.reason, 60), "dim")
        )
        for each in state.failing
    ]
    answer = Text(count(len(lines), "thing"), "bold yellow") if lines else Text("nothing", "bold green")
    return _panel("What is failing?", answer, *(lines or [Text("all is well", "dim")]))


def _told(state: Pulse) -> Panel:
    sent = state.attempts.get("sent", 0)
    failed = sum(number for name, number in state.attempts.items() if name != "sent")
    if sent and sent >= failed:
        answer = Text("yes", "bold green")
    elif failed:
        answer = Text(f"{count(failed, 'attempt')} failed", "bold red")
    else:
        answer = Text("none were due in the last hour", "bold")
    attempts = Text.assemble((" · ", "dim")).join(
        [Text.assemble(f"{number:,} ", styled(name)) for name, number in state.attempts.items()]
    )
    took = "" if state.seen_to_alert_s is None else f"median {span(state.seen_to_alert_s)} to the reader"
    head = Text.assemble(attempts, (f"   {took}" if attempts else "", "dim"))
    lines = [line for each in state.arrived for line in _arrived(each, state)]
    return _panel("Are people getting alerts?", answer, *([head] if attempts else []), *lines)


def _arrived(each: Arrived, state: Pulse) -> list[Text]:
    sign = mark("update" if each.kind == "update" else "sent")
    who = Text.assemble(
        sign,
        " ",
        (short(each.who, 40), "bold cyan"),
        " ",
        (short(each.cue, 20), "yellow"),
        " ",
        short(each.words, 300),
    )
    who.no_wrap, who.overflow = True, "ellipsis"
    how = f"{short(each.topic, 30)} → {short(each.subscriber, 20)} by {each.channel} · {short(each.outlet, 30)} · {ago(each.at, state.now)}"
    where = Text(f"  {how}", style="dim", no_wrap=True, overflow="ellipsis")
    return [who, where]
