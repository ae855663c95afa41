"""The trained trees: how a page is laid out around a block, to the odds that the block belongs to the article."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TREES = Path(__file__).parent / "model" / "trees.npz"
"""What ships with the package; a measurement may name others."""
ROWS = 512
"""Blocks judged at once: what is held meanwhile is this times the number of trees."""


@dataclass(frozen=True, slots=True)
class Trees:
    """What model/trees.npz holds: t symmetric trees, each of which asks the same d questions of every block, 8 at most."""

    columns: NDArray[np.int64]  # (d, t): which column of layout.layout each question is about
    borders: Floats  # (d, t): whether it is greater than this
    leaves: Floats  # (t * 2**d,): what each tree adds, question i being bit i of the leaf's number
    bias: float


def log_odds(columns: Floats, trees: Trees) -> Floats:
    """Judge blocks by their rows of layout.layout, shape (n, WIDTH).

    Returns:
        Shape (n,): log odds that each is read on.
    """
    depth, count = trees.columns.shape
    roots = (np.arange(count) << depth)[:, None]
    found = np.full(len(columns), trees.bias, dtype=np.float32)
    for start in range(0, len(columns), ROWS):
        rows = np.ascontiguousarray(columns[start : start + ROWS].T)
        leaf = np.zeros((count, rows.shape[1]), dtype=np.uint8)
        for of_tree, borders in zip(trees.columns[::-1], trees.borders[::-1], strict=True):
            leaf += leaf
            leaf += rows.take(of_tree, axis=0) > borders[:, None]
        found[start : start + ROWS] += trees.leaves.take(roots + leaf).sum(axis=0)
    return found


def load() -> Trees:
    """Give the trees in TREES, read once per process."""
    return _read(TREES)


@cache
def _read(path: Path) -> Trees:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return Trees(
            stored["columns"].astype(np.int64),
            stored["borders"].astype(np.float32),
            stored["leaves"].astype(np.float32).ravel(),
            float(stored["bias"]),
        )
