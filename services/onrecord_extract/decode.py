"""From scores of tags to spans, by a conditional random field over BIOES tags: its best path, its likeliest spans.

Tag 0 is "outside"; kind k has the tags 4k+1 … 4k+4: begin, inside, end, single. The best path of all tags is not the
best set of spans, as it is as good as its worst: so each span is also judged by its own posterior, summed over all
paths that hold it, and the set with the highest gain is taken (minimum Bayes risk; Goodman, ACL 1996). Pure numpy,
linear in the words of a text, as no segment is longer than LONGEST_SEGMENT.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Floats = NDArray[np.float64]
Places = NDArray[np.intp]

Tagged = tuple[int, int, int]
"""First word, last word, kind."""

Likely = tuple[float, Tagged]
"""A span and its posterior, or what it is worth."""

_NEVER = np.float32(-1e4)
"""What an illegal step costs; finite, so that sums stay finite."""

_BEGIN, _INSIDE, _END, _SINGLE = range(4)
_TINY = 1e-300


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

    @property
    def kinds(self) -> int:
        return (len(self.first) - 1) // 4


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
        came_from[step, :going] = scores.argmax(1)
        best[:going] = scores.max(1) + padded[step, :going]
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


def spans(tags: list[int]) -> list[Tagged]:
    """Read legal *tags* as spans, in order."""
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


def likely_spans(rows: Sequence[Scores], chain: Chain, floors: Sequence[float]) -> list[list[Likely]]:
    """Find in each sequence all spans that are likelier than *floors* says.

    Args:
        rows: Per sequence its scores by word and tag, (W, K), W >= 1 and different for each.
        floors: Per kind, in (0, 1).

    Returns:
        Per sequence spans with their posteriors; they may overlap, in no order.
    """
    if not rows:
        return []
    scores = np.concatenate(rows)
    ahead, behind, totals = _sweeps(rows, chain)
    sequence = np.repeat(np.arange(len(rows)), [len(each) for each in rows])
    start = np.searchsorted(sequence, np.arange(len(rows)))
    low = np.log(np.asarray(floors))
    by_part = (ahead + behind - scores - totals[sequence, None])[:, 1:].reshape(len(scores), chain.kinds, 4)
    found: list[list[Likely]] = [[] for _ in rows]

    def add(shares: Floats, firsts: Places, lasts: Places, kinds: Places) -> None:
        of, enough = sequence[firsts], shares > np.asarray(floors)[kinds]
        columns = (of, shares, firsts - start[of], lasts - start[of], kinds)
        for at, share, first, last, kind in zip(
            *(column[enough].tolist() for column in columns), strict=True
        ):
            found[at].append((share, (first, last, kind)))

    words, kinds = np.nonzero(by_part[:, :, _SINGLE] > low)
    add(np.exp(by_part[words, kinds, _SINGLE]), words, words, kinds)
    # A span is no likelier than its beginning or its end, so few pairs of them are to be looked at: each beginning with
    # all ends of its kind behind it in its sequence.
    stride = len(scores)
    begins, ends = (
        np.sort((sequence[words] * chain.kinds + kinds) * stride + words)
        for words, kinds in (np.nonzero(by_part[:, :, part] > low) for part in (_BEGIN, _END))
    )
    low_end = np.searchsorted(ends, begins, "right")
    count = np.searchsorted(ends, (begins // stride + 1) * stride) - low_end
    of_begin = np.repeat(np.arange(len(begins)), count)
    of_end = np.arange(len(of_begin)) + np.repeat(low_end - np.cumsum(count) + count, count)
    firsts, lasts = begins[of_begin] % stride, ends[of_end] % stride
    kinds = begins[of_begin] // stride % chain.kinds
    begin, inside, end = (4 * kinds + 1 + part for part in (_BEGIN, _INSIDE, _END))
    staying = np.diag(chain.pairs)
    until = np.concatenate(
        [np.zeros((1, len(staying))), np.cumsum(scores + staying, axis=0, dtype=np.float64)]
    )
    longer = until[lasts, inside] - until[np.minimum(firsts + 1, lasts), inside] - staying[inside]
    longer += chain.pairs[begin, inside] + chain.pairs[inside, end]
    within = np.where(lasts == firsts + 1, chain.pairs[begin, end], longer)
    logs = ahead[firsts, begin] + within + behind[lasts, end] - totals[sequence[firsts]]
    add(np.exp(np.minimum(logs, 0.0)), firsts, lasts, kinds)
    return found


def _sweeps(rows: Sequence[Scores], chain: Chain) -> tuple[Floats, Floats, Floats]:
    """Sum over the paths: to each word and tag, from there, and over all; logarithms.

    Going back is going forward over the reversed sequence, so all sequences go both ways at once, side by side.

    Returns:
        Two of (all words, K), both with the score of the word itself, and one of (sequences,).
    """
    # Longest first, so that the sequences still going on at any step are the first ones.
    order = sorted(range(len(rows)), key=lambda index: -len(rows[index]))
    lengths = [len(rows[index]) for index in order]
    scores = np.zeros((lengths[0], 2, len(rows), len(chain.first)))
    for column, index in enumerate(order):
        scores[: lengths[column], 0, column] = rows[index]
        scores[: lengths[column], 1, column] = rows[index][::-1]
    peaks = scores.max(3, keepdims=True)
    weights = np.exp(scores - peaks)
    steps = np.exp(np.stack([chain.pairs, chain.pairs.T]).astype(np.float64))
    reached = np.zeros_like(scores)  # of each word, divided by their largest
    sizes = np.ones((lengths[0], 2, len(rows), 1))  # the largest
    now = weights[0] * np.exp(np.stack([chain.first, chain.last]).astype(np.float64))[:, None]
    going = len(rows)
    for step in range(lengths[0]):
        if step:
            while lengths[going - 1] <= step:
                going -= 1
            now = np.matmul(now[:, :going], steps) * weights[step, :, :going]
        sizes[step, :, :going] = size = now.max(2, keepdims=True)
        now /= size
        reached[step, :, :going] = now
    logs = np.log(reached + _TINY) + np.cumsum(np.log(sizes) + peaks, axis=0)
    columns = np.argsort(order)
    ahead = [logs[: len(rows[index]), 0, columns[index]] for index in range(len(rows))]
    behind = [logs[: len(rows[index]), 1, columns[index]][::-1] for index in range(len(rows))]
    totals = np.logaddexp.reduce(np.stack([each[-1] for each in ahead]) + chain.last, axis=1)
    return np.concatenate(ahead), np.concatenate(behind), totals


def worthiest(candidates: Iterable[Likely]) -> list[Tagged]:
    """Choose of spans, each with what it is worth, those that are apart and together worth most; in order.

    A span's worth is its posterior less a price: half of the F1 that is reached makes F1 highest, less finds more.
    """
    candidates = sorted((each for each in candidates if each[0] > 0), key=lambda each: each[1][1])
    ends = [span[1] for _, span in candidates]
    best = [0.0]  # by the first n candidates
    taken: list[int] = []  # how many candidates may stand before the nth, if it is taken; -1 if it is not
    for number, (worth, (first, _, _)) in enumerate(candidates):
        before = bisect_right(ends, first - 1, 0, number)
        better = best[before] + worth > best[number]
        best.append(best[before] + worth if better else best[number])
        taken.append(before if better else -1)
    chosen: list[Tagged] = []
    number = len(candidates)
    while number:
        if taken[number - 1] < 0:
            number -= 1
        else:
            chosen.append(candidates[number - 1][1])
            number = taken[number - 1]
    return chosen[::-1]
