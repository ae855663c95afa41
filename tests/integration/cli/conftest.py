"""The command in a folder of the test's own, on either database."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command import Command


@pytest.fixture
def bare_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """On a machine where nothing was set up: no file, no database, no variable."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in (
        "ONRECORD_DATABASE_URL",
        "ONRECORD_CONFIG",
        "ONRECORD_OPEN_HOSTS",
        "FORCE_COLOR",
        "NO_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    return Command(folder, capsys)


@pytest.fixture
def command(bare_command: Command, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """With an empty, migrated database."""
    monkeypatch.setenv("ONRECORD_DATABASE_URL", database_url)
    return bare_command
