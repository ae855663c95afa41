"""The trained labeller: features of a page's blocks to a probability for each label."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord_clean.features import Features
from onrecord_clean.words import Ints

Floats = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "model" / "weights.npz"
"""What ships with the package; a measurement may name others."""
SECOND = Path(__file__).parent / "model" / "second.npz"
"""Another labeller, asked besides where no structure helps the first."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What model/weights.npz and second.npz hold, as float32: c channels, e columns of each word table, 21 labels."""

    text: Floats  # (BUCKETS, e)
    path: Floats  # (BUCKETS, e)
    first: tuple[Floats, Floats]  # (2e + DENSE, c), (c,)
    convolutions: tuple[tuple[int, Floats, Floats], ...]  # dilation, (3c, c), (c,)
    page: tuple[Floats, Floats]  # (2c, c), (c,)
    last: tuple[Floats, Floats]  # (2c, 21), (21,)


def probabilities(features: Features) -> Floats:
    """Give shape (n, 21): of each block, the probability of each of records.LABELS; rows sum to 1.

    Plain text is judged by two labellers, and this is their mean.
    """
    if not len(features.dense):
        return np.zeros((0, 21), dtype=np.float32)
    first = judged(features, load(WEIGHTS))
    if features.outline.structured.any():
        return first
    return (first + judged(features, load(SECOND))) * np.float32(0.5)


def judged(features: Features, weights: Weights) -> Floats:
    """Give what one labeller says; each block is seen with 15 neighbours on either side and with mean and maximum of all."""
    text = _mean_rows(weights.text, features.text_ids, features.text_offsets)
    path = _mean_rows(weights.path, features.path_ids, features.path_offsets)[features.path_of]
    alone = _relu(np.concatenate([text, path, features.dense], axis=1) @ weights.first[0], weights.first[1])
    hidden = alone
    for i, (dilation, kernel, bias) in enumerate(weights.convolutions):
        hidden = hidden + _relu(_convolve(hidden, dilation, kernel), bias)
        if i == 1:
            page = np.concatenate([hidden.mean(axis=0), np.maximum(hidden, 0).max(axis=0)])
            hidden = hidden + _relu(page @ weights.page[0], weights.page[1])
    scores = np.concatenate([alone, hidden], axis=1) @ weights.last[0] + weights.last[1]
    raised: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = raised / raised.sum(axis=1, keepdims=True)
    return result


@cache
def load(path: Path) -> Weights:
    """Give the weights in *path*, read once per process."""
    with path.open("rb") as file:
        stored = {name: array.astype(np.float32) for name, array in np.load(file, allow_pickle=False).items()}

    def linear(name: str) -> tuple[Floats, Floats]:
        return np.ascontiguousarray(stored[name + ".weight"].T), stored[name + ".bias"]

    convolutions = tuple(
        (
            int(dilation),
            np.concatenate(stored[f"conv.{i}.weight"].transpose(2, 1, 0)),
            stored[f"conv.{i}.bias"],
        )
        for i, dilation in enumerate(stored["dilations"])
    )
    return Weights(
        stored["et.weight"], stored["ep.weight"], linear("inp"), convolutions, linear("mid"), linear("out")
    )


def _mean_rows(table: Floats, ids: Ints, offsets: Ints) -> Floats:
    sums: Floats = np.add.reduceat(table.take(ids, axis=0), offsets[:-1], axis=0)
    counts = (offsets[1:] - offsets[:-1])[:, None].astype(np.float32)
    sums /= counts
    return sums


def _convolve(rows: Floats, dilation: int, kernel: Floats) -> Floats:
    n, channels = rows.shape
    three = np.empty((n, 3, channels), dtype=np.float32)  # each block with the one before and the one after
    three[:dilation, 0] = 0
    three[dilation:, 0] = rows[:-dilation]
    three[:, 1] = rows
    three[:-dilation, 2] = rows[dilation:]
    three[max(0, n - dilation) :, 2] = 0
    result: Floats = three.reshape(n, -1) @ kernel
    return result


def _relu(values: Floats, bias: Floats) -> Floats:
    """Add *bias* to *values*, where they are, and take what is above 0."""
    values += bias
    return np.maximum(values, 0, out=values)
