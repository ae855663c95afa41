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

_LEAST = -50.0
"""Of a tag's score less the word's highest: what is as unlikely as that may be a little likelier."""

_STEPS_WITHOUT_DIVISION = 8
"""Words whose weights multiply before they are brought back near 1: e to the power of 8 * (50 + 10) is a double still."""


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


@dataclass(frozen=True, slots=True)
class _Abreast:
    """Sequences to go through side by side, a step at a time; those that are over leave no gaps.

    What is known of each word is laid out step by step, the longest sequences first within each. ``places`` and
    ``behind`` say where the words of all sequences, one after the other, stand for going forward and for going back;
    ``steps`` where each step's words are; ``starts`` and ``lengths`` which words are each sequence's.
    """

    places: Places
    behind: Places
    steps: list[slice]
    starts: Places
    lengths: Places

    @classmethod
    def of(cls, rows: Sequence[Scores]) -> "_Abreast":
        lengths = np.array([len(each) for each in rows])
        starts = np.cumsum(lengths) - lengths
        column = np.argsort(np.argsort(-lengths, kind="stable"))
        going = len(rows) - np.cumsum(np.bincount(lengths))[:-1]
        ends = np.cumsum(going)
        step = np.arange(lengths.sum()) - np.repeat(starts, lengths)
        beside = np.repeat(column, lengths)
        return cls(
            (ends - going)[step] + beside,
            (ends - going)[np.repeat(lengths, lengths) - 1 - step] + beside,
            [slice(end - count, end) for end, count in zip(ends.tolist(), going.tolist(), strict=True)],
            starts,
            lengths,
        )

    def before(self, step: int) -> slice:
        """Say where the words before those of *step* are."""
        here, last = self.steps[step], self.steps[step - 1]
        return slice(last.start, last.start + here.stop - here.start)

    def sums(self, numbers: Floats) -> Floats:
        """Add up the numbers of words (N,) from the start of each sequence."""
        sums = np.cumsum(numbers)
        return sums - np.repeat((sums - numbers)[self.starts], self.lengths)


def best_paths(rows: list[Scores], chain: Chain) -> list[list[int]]:
    """Find each sequence's best legal tags.

    Args:
        rows: Per sequence its scores by word and tag, (W, K), W >= 1 and different for each.

    Returns:
        Per sequence its W tags.
    """
    if not rows:
        return []
    abreast = _Abreast.of(rows)
    scores = np.concatenate(rows)
    sums = np.empty_like(scores.T)  # (K, N): words last, as numpy goes quickest through the last axis
    sums[:, abreast.places] = scores.T
    sums[:, abreast.steps[0]] += chain.first[:, None]
    pairs = chain.pairs[:, :, None]
    for step in range(1, len(abreast.steps)):
        sums[:, abreast.steps[step]] += (sums[:, None, abreast.before(step)] + pairs).max(0)
    best = sums.T[abreast.places]
    came_from = (best[:, None, :] + chain.pairs.T).argmax(2).astype(np.uint8).tobytes()
    tags = len(chain.first)
    ends = (abreast.starts + abreast.lengths - 1).tolist()
    finals = (best[ends] + chain.last).argmax(1).tolist()
    paths = []
    for start, end, tag in zip(abreast.starts.tolist(), ends, finals, strict=True):
        path = [tag]
        for word in range(end - 1, start - 1, -1):
            path.append(came_from[word * tags + path[-1]])
        paths.append(path[::-1])
    return paths


def spans(tags: list[int]) -> list[Tagged]:
    """Read legal *tags* as spans, in order."""
    found = []
    start = 0
    for place, tag in enumerate(tags):
        if tag == 0:
            continue
        part = (tag - 1) % 4
        if part in (_BEGIN, _SINGLE):
            start = place
        if part >= _END:
            found.append((start, place, (tag - 1) // 4))
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
    scores = np.maximum(scores, scores.max(1, keepdims=True) + _LEAST)
    abreast = _Abreast.of(rows)
    ahead, behind, totals = _sweeps(scores, abreast, chain)
    sequence = np.repeat(np.arange(len(rows)), abreast.lengths)
    start = abreast.starts
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


def _sweeps(scores: Scores, abreast: _Abreast, chain: Chain) -> tuple[Floats, Floats, Floats]:
    """Sum over the paths: to each word and tag, from there, and over all; logarithms.

    Going back is going forward over the reversed sequence, so all sequences go both ways at once, side by side.

    Args:
        scores: Of all words, sequence after sequence, (N, K); none below the word's highest by more than _LEAST.

    Returns:
        Two of (N, K), both with the score of the word itself, and one of (sequences,).
    """
    peaks = scores.max(1).astype(np.float64)
    weights = np.exp(scores - peaks[:, None])
    reached = np.empty((2, *scores.shape))  # the sums, divided by the peaks and sizes so far
    reached[0, abreast.places] = reached[1, abreast.behind] = weights
    reached[:, abreast.steps[0]] *= np.exp(np.stack([chain.first, chain.last]).astype(np.float64))[:, None]
    sizes = np.ones((2, len(scores)))
    pairs = np.exp(np.stack([chain.pairs, chain.pairs.T]).astype(np.float64))
    for step in range(1, len(abreast.steps)):
        here = abreast.steps[step]
        now = reached[:, here]
        now *= np.matmul(reached[:, abreast.before(step)], pairs)
        if step % _STEPS_WITHOUT_DIVISION == 0:
            sizes[:, here] = size = now.max(2)
            now /= size[:, :, None]
    np.log(sizes, out=sizes)
    first, last = abreast.starts, abreast.starts + abreast.lengths - 1
    divided = abreast.sums(peaks + sizes[0, abreast.places])
    ahead = np.log(reached[0, abreast.places] + _TINY) + divided[:, None]
    # of what comes behind: the sums to the sequence's end, by those from its start
    divided = abreast.sums(from_end := peaks + sizes[1, abreast.behind])
    divided = np.repeat(divided[last], abreast.lengths) - divided + from_end
    behind = np.log(reached[1, abreast.behind] + _TINY) + divided[:, None]
    totals = np.logaddexp.reduce(behind[first] + chain.first, axis=1)
    return ahead, behind, totals


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
