"""Fit the two logistic regressions of ``onrecord_track.sameness`` and write their weights.

    python training/novelty/train.py --polnear $ONRECORD_DATA/polnear/train.jsonl.gz \\
        --out services/onrecord_track/model/sameness.json

Prints, by cross-validation over groups of month and speaker, what each would find. One seed; two minutes.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data import Pair, read_pairs, read_statements
from generate import generate, generate_changes
from onrecord_track.judging import SAME_FROM, judge
from onrecord_track.likeness import Telling, likeness
from onrecord_track.sameness import SIGNALS, WORD_SIGNALS, meaning_signals, word_signals

Rows = NDArray[np.float64]

PENALTY = 3.0
"""Of the squared weights of standardised signals; 1 to 30 differ by less than .002 in AUC."""

FOLDS = 8
SEED = 5


def signals(pair: Pair) -> list[float]:
    """Give SIGNALS of *pair*, in their order."""
    one, other = Telling(pair.earlier), Telling(pair.later)
    found = word_signals(one, other, likeness(one, other)) | meaning_signals(one, other)
    return [found[name] for name in SIGNALS]


def fit(rows: Rows, same: Rows, weights: Rows) -> Rows:
    """Fit a logistic regression by Newton's steps; gives the bias and then a weight per column of *rows*."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    told = np.column_stack([np.ones(len(rows)), (rows - mean) / scale])
    penalty = np.diag([0.0, *[PENALTY] * rows.shape[1]])
    found = np.zeros(told.shape[1])
    for _ in range(30):
        sure = 1 / (1 + np.exp(-told @ found))
        slope = told.T @ (weights * (sure - same)) + penalty @ found
        curve = (told.T * (weights * sure * (1 - sure))) @ told + penalty
        found -= np.linalg.solve(curve, slope)
    plain = found[1:] / scale
    return np.array([found[0] - plain @ mean, *plain])


def sure(found: Rows, rows: Rows) -> Rows:
    return np.asarray(1 / (1 + np.exp(-(found[0] + rows @ found[1:]))))


def auc(same: Rows, score: Rows) -> float:
    """Give how often a pair that is the same scores higher than one that is not."""
    yes, no = score[same == 1], score[same == 0]
    return float((yes[:, None] > no).mean() + (yes[:, None] == no).mean() / 2)


def cross_validated(rows: Rows, same: Rows, weights: Rows, groups: Sequence[str]) -> Rows:
    """Give each row's probability from a model that saw nothing of its group."""
    names = sorted(set(groups))
    random.Random(SEED).shuffle(names)
    fold = np.array([names.index(group) % FOLDS for group in groups])
    found = np.empty(len(rows))
    for number in range(FOLDS):
        out = fold == number
        found[out] = sure(fit(rows[~out], same[~out], weights[~out]), rows[out])
    return found


def print_changes(pairs: Sequence[Pair]) -> None:
    """Say how many made changes are held for updates; rules find them, with the weights in use."""
    for kind in sorted({pair.kind for pair in pairs}):
        verdicts = [judge(pair.earlier, pair.later).verdict for pair in pairs if pair.kind == kind]
        print(
            f"{kind}: {verdicts.count('update')} of {len(verdicts)} an update, {verdicts.count('same')} merged"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--polnear", type=Path, required=True)
    parser.add_argument("--made", type=int, default=300, help="quotations to make pairs of")
    parser.add_argument(
        "--made-weight", type=float, default=0.1, help="of a made pair; one labelled by hand: 1"
    )
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()

    statements = read_statements(arguments.polnear)
    pairs = list(read_pairs(Path(__file__).with_name("pairs.tsv"), statements))
    by_hand = len(pairs)
    draw = random.Random(SEED)
    quotations = [said for said in statements.values() if list(generate(said, draw))]
    for said in draw.sample(quotations, arguments.made):
        pairs.extend(generate(said, draw))
    rows = np.array([signals(pair) for pair in pairs])
    same = np.array([float(pair.same) for pair in pairs])
    weights = np.array([1.0 if number < by_hand else arguments.made_weight for number in range(len(pairs))])
    groups = [pair.group for pair in pairs]
    print(
        f"{by_hand} pairs labelled by hand, {same[:by_hand].mean():.0%} the same; {len(pairs) - by_hand} made"
    )

    found = {}
    for kind, names in (("words", WORD_SIGNALS), ("whole", SIGNALS)):
        columns = rows[:, : len(names)]
        score = cross_validated(columns, same, weights, groups)
        taken = score >= SAME_FROM
        natural = np.arange(len(pairs)) < by_hand
        right, wrong = taken[natural & (same == 1)].mean(), taken[natural & (same == 0)].mean()
        made = {pair.kind for pair in pairs[by_hand:]}
        print(f"{kind}: AUC {auc(same[natural], score[natural]):.3f}; found {right:.0%}, falsely {wrong:.1%}")
        for each in sorted(made):
            print(f"  {each}: found {taken[[pair.kind == each for pair in pairs]].mean():.0%}")
        bias, *plain = fit(columns, same, weights).round(3).tolist()
        found[kind] = {"bias": bias} | dict(zip(names, plain, strict=True))
    print(json.dumps(found, indent=1))
    if arguments.out:
        arguments.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print_changes(
        [pair for said in draw.sample(quotations, arguments.made) for pair in generate_changes(said, draw)]
    )


if __name__ == "__main__":
    main()
