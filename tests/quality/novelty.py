"""Print how often verdicts are right on labelled pairs of statements, with intervals, beside simple baselines.

    ONRECORD_DATA=… python tests/quality/novelty.py [PAIRS.jsonl]

ONRECORD_DATA holds novelty/dev.jsonl. A line of PAIRS is {"id", "earlier", "later", "label", "kind", "synthetic"}; the
sides are those of `onrecord judge --jsonl`. A baseline says "same" from the threshold that is best for it on these very
pairs, and only for one speaker as the names are given.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord_track.embedding import embed
from onrecord_track.judge_lines import judge_record
from onrecord_track.stems import GRAMMAR_WORDS, stem
from onrecord_track.words import folded_words

Pair = dict[str, Any]
Marks = NDArray[np.bool_]

RESAMPLES = 2000
SEED = 1


def f1(found: Marks, gold: Marks) -> float:
    return float(2 * (found & gold).sum() / max(1, found.sum() + gold.sum()))


def false_merges(found: Marks, gold: Marks) -> float:
    """Give the share of pairs that are not the same and are taken for it."""
    return float((found & ~gold).sum() / max(1, (~gold).sum()))


def with_interval(figure: Callable[[Marks, Marks], float], found: Marks, gold: Marks) -> str:
    """Print a figure with the 95 % interval of a bootstrap over pairs."""
    draw = np.random.default_rng(SEED)
    drawn = [
        figure(found[rows], gold[rows])
        for rows in draw.integers(0, len(gold), (RESAMPLES, len(gold)))
    ]  # fmt: skip
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{figure(found, gold):.3f} [{low:.3f}, {high:.3f}]"


def containment(pair: Pair) -> float:
    """Share of the shorter side's content words that the other side holds."""
    one, other = (
        {stem(word) for word in folded_words(pair[side]["content"])} - GRAMMAR_WORDS
        for side in ("earlier", "later")
    )
    return len(one & other) / max(1, min(len(one), len(other)))


def cosine(pair: Pair) -> float:
    one, other = embed([pair["earlier"]["content"], pair["later"]["content"]])
    return float(one @ other)


def baseline(score: Callable[[Pair], float], pairs: Sequence[Pair], gold: Marks) -> Marks:
    """Say which pairs a threshold on *score* takes for the same, at its best F1."""
    one_speaker = np.array([pair["earlier"]["speaker"] == pair["later"]["speaker"] for pair in pairs])
    scores = np.array([score(pair) for pair in pairs])
    best = max(scores, key=lambda threshold: f1((scores >= threshold) & one_speaker, gold))
    found: Marks = (scores >= best) & one_speaker
    return found


def main() -> None:
    path = (
        Path(sys.argv[1])
        if len(sys.argv) > 1
        else Path(os.environ["ONRECORD_DATA"]) / "novelty" / "dev.jsonl"
    )
    pairs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    labels = np.array([pair["label"] for pair in pairs])
    judge_record(pairs[0])  # loads the models
    before = time.process_time()
    verdicts = np.array([judge_record(pair)["verdict"] for pair in pairs])
    spent = time.process_time() - before
    same, update = labels == "same", labels == "update"
    print(f"{len(pairs)} pairs, {1000 * spent / len(pairs):.1f} ms of CPU a verdict; 95 % intervals\n")
    print(f"{'':34}{'F1 of same':24}{'false merges':24}F1 of update")
    rows = {
        "onrecord": verdicts == "same",
        "shared words, same speaker": baseline(containment, pairs, same),
        "MiniLM cosine, same speaker": baseline(cosine, pairs, same),
    }
    for name, found in rows.items():
        cells = [with_interval(f1, found, same), with_interval(false_merges, found, same)]
        if name == "onrecord":
            cells.append(with_interval(f1, verdicts == "update", update))
        print(f"{name:34}" + "".join(f"{cell:24}" for cell in cells).rstrip())
    synthetic = np.array([bool(pair.get("synthetic")) for pair in pairs])
    print()
    for name, which in (("natural", ~synthetic), ("synthetic", synthetic)):
        found = (verdicts == "update") & which
        right = found & update
        print(
            f"updates, {name}: {right.sum()} of {(update & which).sum()} found, {found.sum() - right.sum()} "
            f"pairs wrongly held for one, {((verdicts == 'same') & update & which).sum()} merged"
        )
    print()
    for kind in sorted({pair["kind"] for pair in pairs}):
        of_kind = np.array([pair["kind"] == kind for pair in pairs])
        right, merged = (
            (verdicts == labels) & of_kind,
            (verdicts == "same") & ~same & of_kind,
        )
        print(f"{kind:20} {right.sum():3} of {of_kind.sum():3} right, {merged.sum()} merged falsely")


if __name__ == "__main__":
    main()
