"""The best legal path: compared with trying them all."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord_extract.decode import Chain, best_paths, spans

KINDS = 2
TAGS = 1 + 4 * KINDS


def chain(seed: int) -> Chain:
    """Random scores over two kinds of span."""
    numbers = np.random.default_rng(seed)
    return Chain.of(
        numbers.normal(size=(TAGS, TAGS)).astype(np.float32),
        numbers.normal(size=TAGS).astype(np.float32),
        numbers.normal(size=TAGS).astype(np.float32),
    )


def score(rows: np.ndarray, path: tuple[int, ...], scores: Chain) -> float:
    steps = sum(float(scores.pairs[a, b]) for a, b in pairwise(path))
    words = sum(float(row[tag]) for row, tag in zip(rows, path, strict=True))
    return float(scores.first[path[0]] + scores.last[path[-1]]) + steps + words


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_the_path_found_is_the_best_of_all(length: int) -> None:
    for seed in range(20):
        scores = chain(seed)
        rows = np.random.default_rng(100 + seed).normal(size=(length, TAGS)).astype(np.float32)
        best = max(product(range(TAGS), repeat=length), key=lambda path: score(rows, path, scores))
        assert tuple(best_paths([rows], scores)[0]) == best


@settings(deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=8), st.integers(0, 10_000))
def test_sequences_read_together_are_read_as_they_are_alone(lengths: list[int], seed: int) -> None:
    numbers = np.random.default_rng(seed)
    rows = [numbers.normal(size=(length, TAGS)).astype(np.float32) * 3 for length in lengths]
    scores = chain(seed)
    together = best_paths(rows, scores)
    assert together == [best_paths([row], scores)[0] for row in rows]


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(0, 10_000))
def test_spans_are_whole_in_order_and_apart(length: int, seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(length, TAGS)).astype(np.float32) * 5
    path = best_paths([rows], chain(seed))[0]
    found = spans(path)
    position = -1
    for first, last, kind in found:
        assert position < first <= last < length
        assert {(tag - 1) // 4 for tag in path[first : last + 1]} == {kind}
        position = last
    covered = {place for first, last, _ in found for place in range(first, last + 1)}
    assert covered == {place for place, tag in enumerate(path) if tag}


def test_tags_are_read_as_spans() -> None:
    # outside, begin, inside, end of kind 0, single of kind 1
    assert spans([0, 1, 2, 3, 8]) == [(1, 3, 0), (4, 4, 1)]


def test_nothing_to_decode_is_no_path() -> None:
    assert best_paths([], chain(0)) == []
