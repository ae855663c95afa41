"""The help names every command in that command's own words, and imports none of them for it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.main import get_command

from onrecord_cli.commands import COMMANDS
from onrecord_cli.main import Commands, app

HELP = """
import sys
from onrecord_cli.main import run
try:
    run(["--help"])
except SystemExit as ended:
    assert not ended.code
print("imported:", [name for name in sys.modules if name.startswith("onrecord_cli.commands.") or name == "sqlalchemy"])
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_summary_is_the_first_paragraph_of_the_commands_own_help(name: str) -> None:
    group = get_command(app)
    assert isinstance(group, Commands)
    own = group.get_command(None, name).help
    assert " ".join(own.split("\n\n")[0].split()) == COMMANDS[name].summary


def test_the_help_names_every_command_and_imports_none() -> None:
    said = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True).stdout
    assert [name for name in COMMANDS if f" {name} " not in said] == []
    assert "imported: []" in said
