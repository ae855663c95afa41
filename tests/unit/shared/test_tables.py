"""The tables' mappers are ready when they are imported: a fork may come at any moment after that."""

from __future__ import annotations

import subprocess
import sys

LOOK = (
    "from onrecord.storage.schema import Table; "
    "print(all(mapper.configured for mapper in Table.registry.mappers), len(list(Table.registry.mappers)) > 20)"
)


def test_no_query_is_left_to_make_the_mappers_ready() -> None:
    seen = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert seen.stdout == "True True\n"
