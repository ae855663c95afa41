"""docs/events.md names every event that the code logs, at its levels, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([a-z_]+)` \| ([a-z, ]+) \|", re.MULTILINE)
LEVELS = {"debug": "debug", "info": "info", "warning": "warning", "error": "error", "exception": "error"}


def test_every_event_is_documented_with_its_levels_and_no_other() -> None:
    logged: dict[str, set[str]] = {}
    for folder in ("services", "shared"):
        for path in (ROOT / folder).rglob("*.py"):
            for event, level in events(ast.parse(path.read_text())):
                logged.setdefault(event, set()).add(level)
    documented = {
        event: set(levels.split(", ")) for event, levels in ROW.findall((ROOT / "docs/events.md").read_text())
    }
    assert documented == logged


def test_every_event_is_a_noun_and_what_happened_to_it() -> None:
    documented = [event for event, _ in ROW.findall((ROOT / "docs/events.md").read_text())]
    assert [event for event in documented if not re.fullmatch(r"[a-z]+(_[a-z]+)+", event)] == []


def events(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The constant first arguments of ``log.info(…)`` and its like; a call by ``a if b else c`` counts as both."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        called = [call.func.body, call.func.orelse] if isinstance(call.func, ast.IfExp) else [call.func]
        for each in called:
            if (
                isinstance(each, ast.Attribute)
                and each.attr in LEVELS
                and ast.unparse(each.value).endswith("log")
            ):
                (event,) = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
                yield str(event), LEVELS[each.attr]


def test_the_scan_sees_each_way_of_logging() -> None:
    code = "log.info('a_b', x=1)\n(log.info if ok else log.warning)('c_d')\nself.log.exception('e_f')\nmath.log(2)"
    assert sorted(events(ast.parse(code))) == [
        ("a_b", "info"),
        ("c_d", "info"),
        ("c_d", "warning"),
        ("e_f", "error"),
    ]
