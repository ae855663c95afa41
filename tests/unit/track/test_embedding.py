"""Texts to vectors: unit rows, near where the meaning is near, the same in every company."""

import numpy as np
import pytest

from onrecord_track.embedding import MAX_CHARS, WIDTH, embed

FERRY = "the ferry to Stoneholm will run through the winter"
FERRY_AGAIN = "boats to Stoneholm are going to sail during the cold months"
TAXES = "property taxes must never be raised again"


def test_rows_are_of_length_one_and_as_many_as_texts() -> None:
    vectors = embed([FERRY, TAXES, "", "否认"])
    assert vectors.shape == (4, WIDTH)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert embed([]).shape == (0, WIDTH)


def test_what_means_the_same_is_nearer_than_what_shares_a_subject_or_nothing() -> None:
    ferry, again, taxes = embed([FERRY, FERRY_AGAIN, TAXES])
    assert ferry @ again > 0.6
    assert ferry @ taxes < 0.3


def test_a_vector_does_not_depend_on_what_is_embedded_with_it() -> None:
    alone = embed([FERRY])[0]
    assert np.array_equal(embed([TAXES * 20, FERRY])[1], alone)


def test_a_huge_text_is_cut_before_it_costs() -> None:
    huge = "no tolls " * 1_000_000
    assert np.array_equal(embed([huge]), embed([huge[:MAX_CHARS]]))
