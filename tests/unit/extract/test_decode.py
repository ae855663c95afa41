"""The likeliest spans: compared with trying all paths of tags, and all sets of spans."""

from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord_extract.decode import Chain, Likely, Scores, Tagged, best_paths, likely_spans, spans, worthiest

KINDS = 2
TAGS = 1 + 4 * KINDS
PRICES = [0.2, 0.3]


def chain(seed: int) -> Chain:
    """Random scores over two kinds of span."""
    numbers = np.random.default_rng(seed)
    return Chain.of(
        numbers.normal(size=(TAGS, TAGS)).astype(np.float32),
        numbers.normal(size=TAGS).astype(np.float32),
        numbers.normal(size=TAGS).astype(np.float32),
    )


def scores_of(seed: int, length: int, spread: float = 1.0) -> Scores:
    return (np.random.default_rng(seed).normal(size=(length, TAGS)) * spread).astype(np.float32)


def score(rows: Scores, path: tuple[int, ...], scores: Chain) -> float:
    steps = sum(float(scores.pairs[a, b]) for a, b in pairwise(path))
    words = sum(float(row[tag]) for row, tag in zip(rows, path, strict=True))
    return float(scores.first[path[0]] + scores.last[path[-1]]) + steps + words


def found_in(rows: Scores, scores: Chain) -> list[Tagged]:
    """The worthiest of the likely spans."""
    (likely,) = likely_spans([rows], scores, PRICES)
    return worthiest((share - PRICES[span[2]], span) for share, span in likely)


def shares(likely: list[Likely]) -> dict[Tagged, float]:
    return {span: share for share, span in likely}


def posteriors(rows: Scores, scores: Chain) -> dict[Tagged, float]:
    """Sum the share of each path over the spans that it holds."""
    weights = {
        path: np.exp(score(rows, path, scores)) for path in product(range(TAGS), repeat=len(rows))
    }  # illegal paths weigh nothing
    total = sum(weights.values())
    found: dict[Tagged, float] = {}
    for path, weight in weights.items():
        if weight > 0:
            for span in spans(list(path)):
                found[span] = found.get(span, 0.0) + weight / total
    return found


def worthiest_of_all(worth: dict[Tagged, float]) -> set[Tagged]:
    """Try all sets of spans that are apart."""
    sets = (
        chosen
        for count in range(len(worth) + 1)
        for chosen in combinations(sorted(worth), count)
        if all(a[1] < b[0] for a, b in pairwise(chosen))
    )
    return set(max(sets, key=lambda chosen: sum(worth[span] for span in chosen)))


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_the_path_found_is_the_best_of_all(length: int) -> None:
    for seed in range(20):
        scores = chain(seed)
        rows = np.random.default_rng(100 + seed).normal(size=(length, TAGS)).astype(np.float32)
        best = max(product(range(TAGS), repeat=length), key=lambda path: score(rows, path, scores))
        assert tuple(best_paths([rows], scores)[0]) == best


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_the_spans_found_are_worth_most_of_all(length: int) -> None:
    for seed in range(20):
        rows, scores = scores_of(100 + seed, length, 2.0), chain(seed)
        likely = {span: share for span, share in posteriors(rows, scores).items() if share > PRICES[span[2]]}
        assert {span: share for share, span in likely_spans([rows], scores, PRICES)[0]} == pytest.approx(
            likely
        )
        worth = {span: share - PRICES[span[2]] for span, share in likely.items()}
        assert set(found_in(rows, scores)) == worthiest_of_all(worth)


def test_a_span_of_many_paths_is_found_though_the_best_path_is_without_it() -> None:
    """Single words: the second never stands alone, so that two paths share the first, and neither is the best."""
    outside, one, other = 0, 4, 8
    pairs = np.zeros((TAGS, TAGS), np.float32)
    pairs[outside, other] = -50.0
    scores = Chain.of(pairs, np.zeros(TAGS, np.float32), np.zeros(TAGS, np.float32))
    rows = np.full((2, TAGS), -50.0, np.float32)
    rows[0, [outside, one]] = np.log([1.0, 0.7])
    rows[1, [outside, other]] = 0.0
    assert best_paths([rows], scores) == [[outside, outside]]
    (found,) = likely_spans([rows], scores, [0.5, 0.5])
    assert shares(found) == pytest.approx({(0, 0, 0): 1.4 / 2.4})


@settings(deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=8), st.integers(0, 10_000))
def test_sequences_read_together_are_read_as_they_are_alone(lengths: list[int], seed: int) -> None:
    rows = [scores_of(seed + at, length, 3.0) for at, length in enumerate(lengths)]
    scores = chain(seed)
    together = likely_spans(rows, scores, PRICES)
    for each, row in zip(together, rows, strict=True):
        (alone,) = likely_spans([row], scores, PRICES)
        assert shares(each) == pytest.approx(shares(alone))
    assert best_paths(rows, scores) == [best_paths([row], scores)[0] for row in rows]


@settings(deadline=None)
@given(st.integers(1, 320), st.integers(0, 10_000), st.sampled_from([0.1, 5.0, 100.0]))
def test_spans_are_in_order_and_apart(length: int, seed: int, spread: float) -> None:
    position = -1
    for first, last, kind in found_in(scores_of(seed, length, spread), chain(seed)):
        assert position < first <= last < length
        assert kind in range(KINDS)
        position = last


def test_scores_that_leave_no_doubt_are_read_as_they_stand() -> None:
    rows = np.full((5, TAGS), -50.0, np.float32)
    for place, tag in enumerate([0, 1, 2, 3, 8]):  # outside, begin, inside, end of kind 0, single of kind 1
        rows[place, tag] = 50.0
    assert found_in(rows, chain(0)) == [(1, 3, 0), (4, 4, 1)]
    assert best_paths([rows], chain(0)) == [[0, 1, 2, 3, 8]]


def test_nothing_to_decode_is_nothing_found() -> None:
    assert likely_spans([], chain(0), PRICES) == []
    assert best_paths([], chain(0)) == []


def test_tags_are_read_as_spans() -> None:
    assert spans([0, 1, 2, 3, 8]) == [(1, 3, 0), (4, 4, 1)]
