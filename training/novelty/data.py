"""PolNeAR's training part as statements, and pairs of them with labels."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from onrecord_track.records import Said

Statements = dict[tuple[int, str], Said]
"""By line of the file, from 0, and the statement's id in its article."""


@dataclass(frozen=True, slots=True)
class Pair:
    earlier: Said
    later: Said
    same: bool
    kind: str
    group: str
    """Month and speaker: pairs of one group retell the same matters, so no group is both learned from and tested on."""


def read_statements(path: Path) -> Statements:
    """Read the statements of *path* (polnear/train.jsonl.gz) whose speaker is named or was resolved."""
    found: Statements = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            article = json.loads(line)
            date = datetime.fromisoformat(article["meta"]["publication_date"]).replace(tzinfo=UTC)
            for statement in article["statements"]:
                if statement["content"] and statement["source"]:
                    found[number, statement["id"]] = _said(article, statement, date)
    return found


def read_pairs(path: Path, statements: Statements) -> Iterator[Pair]:
    """Read the pairs labelled by hand (pairs.tsv): line, id, line, id, s or d; updates are left out."""
    for row in path.read_text(encoding="utf-8").splitlines():
        line, name, other_line, other_name, label = row.split("\t")
        if label in "sd":
            earlier, later = statements[int(line), name], statements[int(other_line), other_name]
            kind = "within article" if line == other_line else "across articles"
            yield Pair(earlier, later, label == "s", kind, group_of(earlier))


def group_of(said: Said) -> str:
    return f"{said.date:%Y-%m} {said.speaker}"


def _said(article: dict[str, Any], statement: dict[str, Any], date: datetime) -> Said:
    text = article["text"]

    def joined(role: str) -> str:
        return " … ".join(text[start:end] for start, end in statement[role])

    spans = [span for role in ("source", "cue", "content") for span in statement[role]]
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    around = [span for span in article["sentences"] if span[1] > first and span[0] < last]
    sentence = text[around[0][0] : around[-1][1]] if around else text[first:last]
    return Said(
        statement["speaker_silver"] or joined("source"),
        joined("cue"),
        joined("content"),
        sentence,
        article["meta"]["publisher"],
        date,
    )
