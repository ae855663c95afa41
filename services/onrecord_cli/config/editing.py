"""Adding to the user's file as the user would: at its end, leaving every line and comment as it is."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from onrecord.errors import Misconfigured

START = "# What onrecord reads, what it listens for and whom it tells. The README explains every key.\n"
FILE_MODE = 0o600
"""It may hold webhook addresses, which are secrets."""

Value = str | bool | int | date | tuple[str, ...]


def with_table(text: str, table: str, values: Mapping[str, Value]) -> str:
    """Write ``[[table]]`` with *values* below *text*."""
    lines = [f"{key} = {_written(value)}" for key, value in values.items()]
    above = text.rstrip("\n")
    return "\n".join([above, *([""] if above else []), f"[[{table}]]", *lines, ""])


def _written(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | date():
            return str(value)
        case str():
            plain = "'" not in value and value.isprintable()
            return f"'{value}'" if plain and '"' in value else _quoted(value)
    return f"[{_joined(map(_quoted, value))}]"


def _joined(values: Iterable[str]) -> str:
    return ", ".join(values)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # the one sign JSON lets through


def replace(path: Path, text: str) -> None:
    """Put *text* in the place of the file at *path*, whole or not at all; its mode stays.

    Raises:
        Misconfigured: the folder cannot be written to.
    """
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else FILE_MODE
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                os.fchmod(file.fileno(), mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}") from error
