"""Draws docs/pictures/{status,logs}.png: what those who run onrecord look at.

The status is made up; the lines are those of the last `make demo`, one article's from feed to alert.

    PYTHONPATH=tests uv run --no-sync python -m quality.terminal_pictures docs/pictures var/demo/logs
"""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import structlog
from rich.console import Console, Group, RenderableType
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from onrecord_cli.queries.pulse import Arrived, ClosedWay, FailingFeed, Pulse, StagePulse
from onrecord_cli.screen.pulse import pulse
from quality.analysis_picture import FRAME
from quality.pictures import take

COLUMNS = 128
DARK = TerminalTheme(
    (20, 23, 28),
    (222, 224, 228),
    [(40, 44, 52), (224, 108, 117), (126, 192, 122), (214, 178, 94), (97, 155, 229), (190, 132, 220), (92, 190, 190), (200, 204, 212)],
    [(110, 116, 128), (240, 128, 136), (152, 214, 146), (232, 200, 120), (124, 178, 246), (208, 158, 236), (124, 212, 212), (240, 242, 246)],
)  # fmt: skip
NOW = datetime(2026, 11, 23, 8, 31, 12, tzinfo=UTC)


def a_morning() -> Pulse:
    """A busy morning, on which one paper's server is down and extract has fallen a little behind."""
    dice = Random(4)
    entries = tuple(max(0, round(3 + minute / 9 + dice.gauss(0, 2))) for minute in range(60))
    stages = [("fetch", 3, 2, 16, 0, 4.0, 402), ("clean", 0, 0, 2, 0, None, 398), ("extract", 57, 0, 4, 0, 141.0, 341),
              ("track", 0, 0, 1, 0, None, 341), ("plan", 0, 0, 0, 0, None, 23), ("deliver", 0, 2, 0, 1, None, 19),
              ("grow", 0, 4, 0, 0, None, 11)]  # fmt: skip
    told = [
        (0.4, "Harbour tolls", "Ana", "slack", "update", "Mara Quill", "said", "the tolls will rise by 4 per cent in March", "Tern Island Times"),
        (3, "Ferries", "Island desk", "email", "new", "Josip Brandt", "denied", "that a buyer had been found for the ferry company", "Lighthouse Radio"),
        (11, "Harbour tolls", "Ana", "slack", "new", "Mara Quill", "insisted", "“We will not raise the harbour tolls before the new breakwater is paid for, and not by a penny”", "Gullhaven Courier"),
        (26, "Eels", "Bo", "webhook", "new", "Wren Castell", "warned", "“Nobody alive has seen a glass eel in the lower Ellow this year”", "The Ellow Courier"),
    ]  # fmt: skip
    return Pulse(
        now=NOW,
        entries=sum(entries),
        entries_a_minute=entries,
        articles_a_minute=tuple(max(0, number - dice.randint(0, 2)) for number in entries),
        verdicts={"new": 1_204, "re_report": 311, "repeat": 58, "update": 17},
        feeds={"ok": 118, "failing": 2, "waiting": 1},
        stages=tuple(
            StagePulse(stage, waiting, later, doing, parked, oldest, done)
            for stage, waiting, later, doing, parked, oldest, done in stages
        ),
        silent=(),
        dead_letters=0,
        failing=(FailingFeed("Tolney Echo", 7, "HTTP 503"), FailingFeed("Skerry Post", 1, "no answer")),
        closed=(ClosedWay("webhook", "HTTP 410"),),
        attempts={"sent": 21, "failed": 2, "parked": 1},
        arrived=tuple(Arrived(NOW - timedelta(minutes=minutes), *rest) for minutes, *rest in told),
        seen_to_alert_s=9.0,
    )


def one_article(folder: Path) -> Group:
    """The lines of the article that was told to most, as a terminal shows them."""
    lines = [
        json.loads(line)
        for path in sorted(folder.glob("*.log"))
        for line in path.read_text().splitlines()
        if line[:1] == "{"
    ]
    traced: Counter[str] = Counter(line["trace_id"] for line in lines if line.get("event") == "job_done")
    ((trace_id, _),) = traced.most_common(1)
    its = sorted(
        (line for line in lines if line.get("trace_id") == trace_id), key=lambda line: str(line["timestamp"])
    )
    start = Text.assemble(("$ ", "dim"), (f"make logs TRACE={trace_id}", "bold"))
    return Group(start, *(Text.from_ansi(_pretty(line)) for line in its))


def _pretty(line: dict[str, Any]) -> str:
    render = structlog.dev.ConsoleRenderer(colors=True, force_colors=True, pad_event_to=10, sort_keys=False)
    first = {
        name: line[name] for name in ("service", "stage", "outcome", "duration_ms", "reason") if name in line
    }
    shown = {name: value for name, value in (first | line).items() if name not in ("trace_id", "message")}
    shown["timestamp"] = shown["timestamp"][11:19]
    return str(render(None, "", shown))


def terminal(drawn: RenderableType, columns: int) -> str:
    """Give a terminal's picture of *drawn* as HTML."""
    console = Console(
        record=True, width=columns, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(drawn)
    return console.export_html(code_format=FRAME, inline_styles=True, theme=DARK)


if __name__ == "__main__":
    pictures, logs = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    status = pulse(a_morning(), columns=COLUMNS, source="onrecord")
    take("status", terminal(status, COLUMNS), (1_090, 430), pictures, scale=1.5)
    take("logs", terminal(one_article(logs), 160), (1_345, 270), pictures, scale=1.5)
