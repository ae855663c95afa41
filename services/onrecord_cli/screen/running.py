"""What `run` and `replay` show: how it started and stopped, and the table of a replay."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord_cli.config import Config
from onrecord_cli.queries.flow import Flow
from onrecord_cli.replaying import Replayed
from onrecord_cli.store import Applied


def example_written(path: Path) -> Text:
    """The first run made the user's file."""
    return Text.assemble(
        ("wrote ", "bold"), (str(path), "bold cyan"),
        " with example feeds and topics: put your own in, and start again.",
    )  # fmt: skip


def started(config: Config, applied: Applied, *, folder: Path) -> Text:
    """What is running, and how to stop it."""
    text = Text.assemble(
        ("onrecord runs: ", "bold green"),
        f"{_count(len(config.feeds), 'feed')}, {_count(len(config.topics), 'topic')}, "
        f"{_count(len(config.subscribers), 'subscriber')}; its files are in {folder}/. ",
        ("Ctrl-C stops it.\n", "bold"),
    )
    if any(feed.baseline and f"feed {feed.url}" in applied.added for feed in config.feeds):
        text.append("What stands in a new feed now counts as old news.\n", "dim")
    for verb, names in (("new", applied.added), ("changed", applied.changed), ("off", applied.stopped)):
        for name in names:
            text.append(f"  {verb}: {name}\n", "dim")
    text.append("Elsewhere: `onrecord status`, `onrecord alerts list`, `onrecord trace URL`.", "dim")
    return text


def stopping() -> Text:
    return Text("stopping…", style="bold yellow")


def stopped() -> Text:
    return Text("stopped; nothing is lost, and the next start goes on here.", style="bold")


def demo_begins(folder: Path) -> Text:
    """What will be seen."""
    return Text.assemble(
        ("onrecord demo: ", "bold"),
        "three newspapers, two subscribers, every service. Alerts appear as Slack and the mail server get them.\n",
        (f"Logs, database and broker: {folder}/", "dim"),
    )


def replayed(played: Replayed, folder: Path) -> RenderableType:
    """The table of a replay: each stage's outcomes and times, then what was found."""
    flow = played.flow
    parts: list[RenderableType] = [_stages(flow, played.seconds), _found(flow)]
    if not played.complete:
        parts.append(Text("given up: nothing moved any more; the logs say why", style="bold red"))
    parts.append(Text(f"database and logs: {folder}/", style="dim"))
    return Group(*parts)


def _stages(flow: Flow, seconds: float) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
    table.title = Text(f"{flow.articles} articles of {flow.entries} entries in {seconds:.1f} s", style="bold")
    table.add_column("stage", style="bold")
    table.add_column("outcome", overflow="fold")
    table.add_column("retried", justify="right")
    table.add_column("mean s", justify="right", style="cyan")
    table.add_column("slowest s", justify="right")
    for stage in flow.stages:
        if stage.outcomes:
            table.add_row(
                stage.stage, _parts(stage.outcomes), str(stage.retried),
                f"{stage.mean_ms / 1000:.3f}", f"{stage.slowest_ms / 1000:.3f}",
            )  # fmt: skip
    return table


def _found(flow: Flow) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right", style="cyan")
    table.add_column(overflow="fold")
    for name, counts in (
        ("blocks", flow.labels),
        ("completeness", flow.completeness),
        ("entities", flow.entities),
        ("statements", flow.statements),
        ("verdicts", flow.verdicts),
    ):
        table.add_row(name, str(sum(counts.values())), _parts(counts))
    table.add_row("with a speaker", str(flow.with_speaker), "")
    return table


def _parts(counts: dict[str, int]) -> str:
    return " · ".join(f"{name} {count}" for name, count in counts.items())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
