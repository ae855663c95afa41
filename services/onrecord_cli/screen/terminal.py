"""The two streams: pictures for people, JSON for machines, and nothing a stranger wrote that could steer a terminal."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import Any, Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

WIDEST_COLUMNS: Final = 110
"""Lines longer than this are hard to read."""
WIDEST_SCREEN_COLUMNS: Final = 180
NARROWEST_COLUMNS: Final = 60

_STEERING: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Controls, overrides of the direction of writing, halves of characters. Tab and line feed stay."""
_UNPRINTED: Final = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def output() -> Console:
    """Standard output; colours only in a terminal, and not where NO_COLOR is set."""
    return _console(stderr=False)


def errors() -> Console:
    """Standard error."""
    return _console(stderr=True)


def wide_output() -> Console:
    """Standard output as wide as the terminal is, for what fills it."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(max(console.width, NARROWEST_COLUMNS), WIDEST_SCREEN_COLUMNS)
    return console


def _console(*, stderr: bool) -> Console:
    console = Console(highlight=False, markup=False, emoji=False, stderr=stderr)
    console.width = min(max(console.width, NARROWEST_COLUMNS), WIDEST_COLUMNS)
    return console


def show(*renderables: RenderableType) -> None:
    """Print *renderables* one below the other, a blank line between."""
    console = output()
    for number, each in enumerate(renderables):
        if number:
            console.print()
        console.print(Padding(each, (0, 0, 0, 1)) if not isinstance(each, str) else each)


def hint(text: str) -> None:
    """Say on standard error what to do next; `commands` in backquotes stand out."""
    parts = Text()
    for number, part in enumerate(text.split("`")):
        parts.append(part, style="bold cyan" if number % 2 else "")
    errors().print(parts)


def print_json(value: Any) -> None:
    """Print *value* (rows, or lists and dicts of them) as indented JSON: keys as the rows name them, ISO 8601 times."""
    sys.stdout.write(as_json(value, indent=2) + "\n")


def as_json(value: Any, *, indent: int | None = None) -> str:
    """Write *value* as JSON that any terminal and any encoder takes."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, indent=indent)
    return _UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def visible(text: str) -> str:
    """Replace what could steer a terminal, one sign for one, so that offsets stay."""
    return _STEERING.sub("\ufffd", text)
