"""The `onrecord` command as a user types it: in a folder of its own, with its exit code and both streams."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onrecord_cli.main import run


@dataclass(frozen=True)
class Ended:
    """A call that came to its end."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Command:
    """Calls the command in this process: the same way in as the console script, without its start."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def __call__(self, *arguments: str) -> Ended:
        self._capture.readouterr()
        with pytest.raises(SystemExit) as left:
            run(arguments)
        streams = self._capture.readouterr()
        assert isinstance(left.value.code, int)
        return Ended(left.value.code, streams.out, streams.err)

    def file(self, text: str, name: str = "onrecord.toml") -> Path:
        """Write a file into the working folder."""
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path
