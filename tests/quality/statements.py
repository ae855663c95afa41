"""Print how well statements and entities are found: by rules alone, by the model, and by the model before int8.

    ONRECORD_DATA=… ONRECORD_EVAL=… python tests/quality/statements.py [--float FOLDER]

ONRECORD_DATA holds polnear/, polnear_cofenet_split/ and worldwide_ner/, each with dev.jsonl.gz, and gum_ccby/ with
train.jsonl.gz too (its news has 13 named speakers in dev alone; the rules for speakers were written with the errors on both
in sight); ONRECORD_EVAL the scripts score_statements.py and score_entities.py. FOLDER holds what `training/statements/export.py --float` wrote.
"""

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from onrecord_extract.extraction import extract, extract_by_rules
from onrecord_extract.records import Extracted
from onrecord_extract.tagger import Tagger

Extractor = Callable[[str], Extracted]
Record = dict[str, Any]

_SPEAKING = frozenset({"PERSON", "ORGANIZATION"})
ROLES = ("content", "source", "cue")
WORDS_PER_ARTICLE = 800


def read(path: Path) -> list[Record]:
    """Read all lines of a .jsonl.gz file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def as_record(name: str, extracted: Extracted) -> Record:
    """Put *extracted* in the form of `onrecord analyze --jsonl`."""
    return {
        "id": name,
        "entities": [
            {"start": each.start, "end": each.end, "type": each.type} for each in extracted.entities
        ],
        "statements": [
            {"source": each.source, "cue": each.cue, "content": each.content, "speaker": each.speaker}
            for each in extracted.statements
        ],
    }


def scored(script: Path, gold: Path, found: Iterable[Record]) -> Record:
    """Run a scoring script and read what it prints."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in found)
        file.flush()
        printed = subprocess.run(
            [sys.executable, str(script), str(gold), file.name], check=True, capture_output=True, text=True
        ).stdout
    result: Record = json.loads(printed)
    return result


def span_f1(gold: list[Record], found: list[Record]) -> dict[str, float]:
    """Exact F1 of each role's contiguous spans over paragraphs, as CofeNet (COLING 2022) counts."""
    counts: Counter[tuple[str, str]] = Counter()
    for paragraph, record in zip(gold, found, strict=True):
        for role in ROLES:
            wanted = {(span["start"], span["end"]) for span in paragraph["spans"] if span["label"] == role}
            got = {tuple(span) for statement in record["statements"] for span in statement[role]}
            counts[role, "all"] += len(wanted) + len(got)
            counts[role, "hit"] += len(wanted & got)
    return {role: 2 * counts[role, "hit"] / (counts[role, "all"] or 1) for role in ROLES}


def speakers_right(extractor: Extractor, data: Path) -> dict[str, float]:
    """Measure speakers on GUM: the last word of the name is in one that the gold source's chain has.

    Counted are statements that are found with their source. "right", on the news: of those whose speaker is a person
    or organisation named somewhere. "named rightly", on all genres: of those that a name was given for, whether or not
    the gold source has one.
    """
    counts: Counter[str] = Counter()
    for record in (
        each for split in ("train", "dev") for each in read(data / "gum_ccby" / f"{split}.jsonl.gz")
    ):
        names: dict[str, set[str]] = {}
        for span in record["spans"]:
            if span["named"]:
                names.setdefault(span["chain"], set()).update(
                    _words(record["text"][span["start"] : span["end"]])
                )
        found = [
            (characters(each.content), characters(each.source), each.speaker)
            for each in extractor(record["text"]).statements
        ]
        for gold in record["statements"]:
            called = names.get(gold.get("speaker_chain", ""), set())
            content, source = characters(gold["content"]), characters(gold["source"])
            for ours, our_source, speaker in found:
                if len(content & ours) >= 0.5 * len(content | ours) and source & our_source:
                    right = speaker is not None and _words(speaker)[-1] in called
                    counts["named"] += speaker is not None
                    counts["named rightly"] += right
                    if called and record["meta"]["genre"] == "news" and gold["speaker_type"] in _SPEAKING:
                        counts["news"] += 1
                        counts["news right"] += right
                    break
    return {
        "GUM news: speaker right": counts["news right"] / (counts["news"] or 1),
        "GUM: named rightly": counts["named rightly"] / (counts["named"] or 1),
    }


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())


def characters(spans: Iterable[Sequence[int]]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def column(extractor: Extractor, data: Path, evaluation: Path) -> dict[str, float]:
    """Measure one way of extracting."""
    rows: dict[str, float] = {}
    words, spent = 0, 0.0

    def run(folder: str) -> tuple[Path, list[Record], list[Record]]:
        nonlocal words, spent
        path = data / folder / "dev.jsonl.gz"
        gold = read(path)
        before = time.process_time()
        found = [as_record(record["id"], extractor(record["text"])) for record in gold]
        spent += time.process_time() - before
        words += sum(len(record["text"].split()) for record in gold)
        return path, gold, found

    _, gold, found = run("polnear_cofenet_split")
    for role, value in span_f1(gold, found).items():
        rows[f"CofeNet split: {role} exact F1"] = value
    path, _, found = run("polnear")
    result = scored(evaluation / "score_statements.py", path, found)
    rows["PolNeAR: content_overlap F1"] = result["content_overlap"]["f1"]
    rows["PolNeAR: content exact F1"] = result["content_exact"]["f1"]
    rows |= {f"PolNeAR: recall of {kind}": value for kind, value in result["recall_by_type"].items()}
    rows["PolNeAR: attribution"] = result["attribution"]
    rows["PolNeAR: statement F1"] = result["statement"]["f1"]
    path, _, found = run("worldwide_ner")
    result = scored(evaluation / "score_entities.py", path, found)
    rows |= {f"worldwide_ner: {kind} F1": result[kind]["f1"] for kind in ("PERSON", "ORG", "PLACE", "all")}
    rows |= speakers_right(extractor, data)
    rows[f"articles of {WORDS_PER_ARTICLE} words per second of CPU"] = words / WORDS_PER_ARTICLE / spent
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--float", type=Path, help="folder of the model before int8")
    arguments = parser.parse_args()
    data, evaluation = (Path(os.environ[name]) for name in ("ONRECORD_DATA", "ONRECORD_EVAL"))
    ways: dict[str, Extractor] = {"rules": extract_by_rules, "int8": extract}
    if arguments.float:
        tagger = Tagger(arguments.float)
        ways["float"] = lambda text: extract(text, tagger)
    columns = {name: column(extractor, data, evaluation) for name, extractor in ways.items()}
    print(f"{'':44}" + "".join(f"{name:>9}" for name in columns))
    for row in columns["rules"]:
        print(f"{row:44}" + "".join(f"{values[row]:9.3f}" for values in columns.values()))


if __name__ == "__main__":
    main()
