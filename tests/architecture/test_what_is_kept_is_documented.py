"""docs/operations.md says of every table how long its rows are kept, and by which setting."""

from __future__ import annotations

import re
from pathlib import Path

from onrecord.storage.schema import Table
from onrecord_clean.settings import CleanSettings
from onrecord_ingest.settings import IngestSettings

TEXT = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
ROWS = re.findall(r"^\| .* \|$", TEXT.partition("## What is kept")[2].partition("\n## ")[0], re.MULTILINE)


def test_every_table_is_kept_for_a_time_that_is_said() -> None:
    named = {name for row in ROWS for name in re.findall(r"`([a-z_]+)`", row)}
    assert named == set(Table.metadata.tables)


def test_every_setting_that_lets_go_is_named_with_its_default() -> None:
    said = {
        (setting, days)
        for row in ROWS
        for days in re.findall(r"\| (\d+) days", row)
        for setting in re.findall(r"`(ONRECORD_KEEP_[A-Z_]+)`", row)
    }
    kept = {
        (f"ONRECORD_{name.upper()}", str(field.default))
        for kind in (IngestSettings, CleanSettings)
        for name, field in kind.model_fields.items()
        if name.startswith("keep_")
    }
    assert said == kept
