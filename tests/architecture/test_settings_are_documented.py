"""deploy/env.example says every variable that any process reads, and its default."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from onrecord.pipeline import SERVICES
from onrecord.settings import Settings
from onrecord_cli.config import SETTINGS

ENV_EXAMPLE = Path(__file__).parents[2] / "deploy" / "env.example"
LINE = re.compile(r"^#( )?(ONRECORD_[A-Z_]+)=(.*)$", re.MULTILINE)
"""``#NAME=value``; ``# NAME=`` where no text can say the default."""


def classes() -> list[type[Settings]]:
    for service in (*SERVICES, "metrics"):
        importlib.import_module(f"onrecord_{service}.settings")
    return [Settings, *Settings.__subclasses__()]


DOCUMENTED = {name: (bool(hidden), value) for hidden, name, value in LINE.findall(ENV_EXAMPLE.read_text())}


def test_every_variable_is_documented_and_no_other() -> None:
    read = {f"ONRECORD_{field.upper()}" for kind in classes() for field in kind.model_fields}
    assert set(DOCUMENTED) == read


def test_a_copy_of_the_file_sets_nothing() -> None:
    lines = ENV_EXAMPLE.read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


def test_onrecord_toml_takes_each_of_the_workers() -> None:
    of_workers = [kind for kind in classes() if not kind.__module__.startswith("onrecord_metrics")]
    assert set(SETTINGS) == set(of_workers)


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_the_documented_values_are_the_defaults(
    kind: type[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = kind()
    for name, (hidden, value) in DOCUMENTED.items():
        if not hidden:
            monkeypatch.setenv(name, value)
    assert kind() == defaults
