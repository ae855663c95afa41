"""Every service is listed wherever it must be, and only the named service writes a table."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from onrecord.pipeline import SERVICES
from onrecord.storage.schema import Table

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
FOLDERS = sorted(path.name for path in (ROOT / "services").iterdir() if (path / "__init__.py").exists())
WRITERS = {mapper.class_.__name__: mapper.class_.writer for mapper in Table.registry.mappers}
OPTIONAL = {"apprise", "otel"}
"""Extras that no service needs."""
WRITING_CALLS = {"insert", "insert_pg", "insert_sqlite", "update", "delete", "add", "add_all", "merge"}


def test_every_worker_is_in_the_pipeline() -> None:
    assert {name.removeprefix("onrecord_") for name in FOLDERS} - {"cli", "metrics"} == set(SERVICES)


def test_every_service_has_an_extra_and_the_command_has_them_all() -> None:
    extras = PYPROJECT["project"]["optional-dependencies"]
    assert {name.removeprefix("onrecord_") for name in FOLDERS} | {"all", *OPTIONAL} == set(extras)
    assert f"onrecord[{','.join(SERVICES)},metrics]" in extras["cli"]


def test_every_service_is_in_the_import_rules() -> None:
    rules = PYPROJECT["tool"]["importlinter"]
    assert set(rules["root_packages"]) == {*FOLDERS, "onrecord"}
    independent = next(each for each in rules["contracts"] if each["type"] == "independence")
    assert set(independent["modules"]) == set(FOLDERS) - {"onrecord_cli"}
    circles = next(each for each in rules["contracts"] if each["type"] == "acyclic_siblings")
    assert set(circles["ancestors"]) == {*FOLDERS, "onrecord"}


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_worker_has_the_same_edge(service: str) -> None:
    folder = ROOT / "services" / f"onrecord_{service}"
    assert {"tasks", "settings", "store"} <= {path.stem for path in folder.iterdir()}


def test_every_package_says_what_it_takes_in_and_gives_out() -> None:
    silent = [
        path.parent.name
        for root in ("services", "shared")
        for path in (ROOT / root).rglob("__init__.py")
        if "versions" not in path.parts and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_only_the_named_service_writes_a_table() -> None:
    strangers = []
    for path in [*(ROOT / "services").rglob("*.py"), *(ROOT / "shared").rglob("*.py")]:
        package = path.relative_to(ROOT).parts[1].removeprefix("onrecord_")
        for table, line in written_tables(ast.parse(path.read_text())):
            if WRITERS[table] != package:
                strangers.append(
                    f"{path.relative_to(ROOT)}:{line} writes {table}, which is {WRITERS[table]}'s"
                )
    assert strangers == []


def written_tables(tree: ast.AST) -> list[tuple[str, int]]:
    """Tables named in a call that writes: ``insert(Feed)``, ``session.add(Feed(…))``, ``update(Feed)`` …"""
    found = []
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and call.args and called(call) in WRITING_CALLS:
            first = call.args[0]
            name = called(first) if isinstance(first, ast.Call) else getattr(first, "id", "")
            if name in WRITERS:
                found.append((name, call.lineno))
    return found


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def test_the_writer_check_sees_each_way_of_writing() -> None:
    code = "session.add(Feed(url=u))\nsession.execute(insert(Alert).values())\nupdate(Job)\nsession.merge(Host(name=n))"
    assert {table for table, _ in written_tables(ast.parse(code))} == {"Feed", "Alert", "Job", "Host"}
