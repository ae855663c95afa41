"""From scores of tags to spans: the best legal path of a conditional random field, over BIOES tags.

Tag 0 is "outside"; kind k has the tags 4k+1 … 4k+4: begin, inside, end, single. Pure numpy, linear in the words.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_NEVER = np.float32(-1e4)
"""What an illegal step costs; finite, so that sums stay finite."""

_BEGIN, _INSIDE, _END, _SINGLE = range(4)


@dataclass(frozen=True, slots=True)
class Chain:
    """A linear chain's scores: from tag to tag (K, K), of the first tag (K,), of the last (K,)."""

    pairs: Scores
    first: Scores
    last: Scores

    @classmethod
    def of(cls, transitions: Scores, first: Scores, last: Scores) -> "Chain":
        """Add to learned scores the cost of what the tags do not allow."""
        parts = [None if tag == 0 else (tag - 1) % 4 for tag in range(len(first))]
        kinds = [None if tag == 0 else (tag - 1) // 4 for tag in range(len(first))]
        starts = np.array([part in (None, _BEGIN, _SINGLE) for part in parts])
        stops = np.array([part in (None, _END, _SINGLE) for part in parts])
        same = np.array([[a == b for b in kinds] for a in kinds])
        legal = np.where(stops[:, None], starts[None, :], ~starts[None, :] & same)
        return cls(
            np.where(legal, transitions, _NEVER).astype(np.float32),
            np.where(starts, first, _NEVER).astype(np.float32),
            np.where(stops, last, _NEVER).astype(np.float32),
        )


def best_paths(rows: list[Scores], chain: Chain) -> list[list[int]]:
    """Find each sequence's best legal tags.

    Args:
        rows: Per sequence its scores by word and tag, (W, K), W >= 1 and different for each.

    Returns:
        Per sequence its W tags.
    """
    if not rows:
        return []
    # Longest first, so that the sequences still going on at any step are the first ones.
    order = sorted(range(len(rows)), key=lambda index: -len(rows[index]))
    lengths = [len(rows[index]) for index in order]
    tags = rows[0].shape[1]
    padded = np.zeros((lengths[0], len(rows), tags), np.float32)
    for column, index in enumerate(order):
        padded[: lengths[column], column] = rows[index]
    best = chain.first + padded[0]
    came_from = np.zeros((lengths[0], len(rows), tags), np.int8)
    going = len(rows)
    for step in range(1, lengths[0]):
        while lengths[going - 1] <= step:
            going -= 1
        scores = best[:going, :, None] + chain.pairs
        came_from[step, :going] = source = scores.argmax(1)
        best[:going] = np.take_along_axis(scores, source[:, None], 1)[:, 0] + padded[step, :going]
    final = (best + chain.last).argmax(1)
    paths: list[list[int]] = [[] for _ in rows]
    for column, index in enumerate(order):
        tag = int(final[column])
        path = [tag]
        for step in range(lengths[column] - 1, 0, -1):
            tag = int(came_from[step, column, tag])
            path.append(tag)
        paths[index] = path[::-1]
    return paths


def spans(tags: list[int]) -> list[tuple[int, int, int]]:
    """Read legal *tags* as spans, in order: (first word, last word, kind)."""
    found = []
    start = 0
    for place, tag in enumerate(tags):
        if tag == 0:
            continue
        kind, part = divmod(tag - 1, 4)
        if part in (_BEGIN, _SINGLE):
            start = place
        if part in (_END, _SINGLE):
            found.append((start, place, kind))
    return found
