"""The page on topics says what the program does: its queries are read, its mistakes are told in these words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from onrecord_track.grammar.expression import FIELDS
from onrecord_track.grammar.query import QueryError, parse
from onrecord_track.records import Outcome

PAGE = (Path(__file__).parents[3] / "docs" / "topics.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE))
WRITTEN = re.findall(r"`([^`]+)`", "".join(re.findall(r"^\| (`.+?) \|", SECTIONS["Words"], re.MULTILINE)))
EXAMPLES = [
    line.strip().split("   ")[0] for line in SECTIONS["Fields"].splitlines() if line.startswith("    ")
]
MISTAKES = re.findall(r"^    (\S.*?)\s\s+(column .+)$", SECTIONS["Mistakes"], re.MULTILINE)


@pytest.mark.parametrize("query", [*WRITTEN, *EXAMPLES])
def test_its_queries_are_read(query: str) -> None:
    parse(query)


@pytest.mark.parametrize(("query", "told"), MISTAKES)
def test_its_mistakes_are_told_in_these_words(query: str, told: str) -> None:
    with pytest.raises(QueryError) as error:
        parse(query)
    assert str(error.value).startswith(told.removesuffix("…"))


def test_it_names_every_field_and_every_outcome() -> None:
    assert len(WRITTEN) >= 10
    assert len(EXAMPLES) >= 4
    assert len(MISTAKES) >= 4
    assert set(re.findall(r"^\| `(\w+):`", SECTIONS["Fields"], re.MULTILINE)) == set(FIELDS)
    rows = "".join(re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", SECTIONS["What you are told"], re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", rows)) == set(get_args(Outcome))
