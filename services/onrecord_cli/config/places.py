"""Where a value stands in a TOML text: tomllib gives values without their lines."""

from __future__ import annotations

import re

Loc = tuple[str | int, ...]
"""Way to a value: ``("topics", 1, "query")`` is the query of the second [[topics]]."""

_HEADER = re.compile(r"\s*\[{1,2}\s*([\w.-]+)\s*\]{1,2}")
_KEY = re.compile(r"\s*[\"']?([\w.-]+)[\"']?\s*=")


def line_of(text: str, loc: Loc) -> int:
    """Count the line, from 1, on which *loc* is written; its table's, if the key is not there; 0 for neither."""
    table = str(loc[0]) if loc else ""
    wanted = loc[1] if len(loc) > 1 and isinstance(loc[1], int) else None
    key = next((part for part in loc[1:] if isinstance(part, str)), None)
    found = 0
    inside = False
    seen = -1
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            seen += header[1] == table
            inside = header[1] == table and wanted in (None, seen)
            found = number if inside else found
        elif (named := _KEY.match(line)) and inside and named[1] == key:
            return number
        elif named and not found and seen < 0 and not inside and named[1] == table:
            found = number  # written in one line: topics = [{…}]
    return found
