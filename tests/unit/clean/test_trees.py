"""How a page is laid out, and what the trees make of it."""

import numpy as np
import pytest

from onrecord_clean import trees
from onrecord_clean.blocks import PageBlock, parse
from onrecord_clean.features import featurise
from onrecord_clean.layout import REACH, TAGS, WIDTH, containers, layout, neighbours, windows

PARAGRAPH = "The harbour at Wexley will close on Monday after cracks were found in two piers, the port authority said."
PAGE = parse(
    "<ul class=menu>" + "<li><a href=/x>Sport</a></li>" * 30 + "</ul><main><h1>Harbour closed</h1>"
    f"<div class=article-body>{f'<p>{PARAGRAPH}</p>' * 8}</div></main>"
    "<ul class=teasers>" + "<li><a href=/y>Council to pay for a survey</a></li>" * 10 + "</ul>"
).blocks


def test_the_trees_that_ship_fit_the_layout() -> None:
    shipped = trees.load()
    depth, count = shipped.columns.shape
    assert shipped.columns.min() >= 0
    assert shipped.columns.max() < WIDTH
    assert shipped.borders.shape == (depth, count)
    assert shipped.leaves.shape == (count << depth,)
    assert np.isfinite(shipped.leaves).all()


def test_paragraphs_of_an_article_are_likelier_read_than_links() -> None:
    odds = trees.log_odds(layout(PAGE, featurise(PAGE)), trees.load())
    prose = np.array([block.text == PARAGRAPH for block in PAGE])
    linked = np.array([block.link_density == 1 for block in PAGE])
    assert odds[prose].min() > 0 > odds[linked].max()


@pytest.mark.parametrize("count", [1, 2, REACH, trees.ROWS, trees.ROWS + 1])
def test_every_block_is_judged_however_many_there_are(count: int) -> None:
    blocks = (PAGE * (1 + count // len(PAGE)))[:count]
    columns = layout(blocks, featurise(blocks))
    assert columns.shape == (count, WIDTH)
    assert np.isfinite(columns).all()
    odds = trees.log_odds(columns, trees.load())
    assert odds.shape == (count,)
    assert odds[-1] == pytest.approx(trees.log_odds(columns[-1:], trees.load())[0], abs=1e-4)


def test_a_tree_adds_the_leaf_that_its_questions_lead_to() -> None:
    two = trees.Trees(
        columns=np.array([[0, 1], [1, 1]]),
        borders=np.array([[0.5, 0.5], [0.5, 2.0]], np.float32),
        leaves=np.array([1, 2, 4, 8, 10, 20, 40, 80], np.float32),
        bias=0.25,
    )
    rows = np.array([[0, 0], [1, 0], [0, 1], [1, 1], [1, 3]], np.float32)
    assert trees.log_odds(rows, two).tolist() == [11.25, 12.25, 24.25, 28.25, 88.25]


def test_a_container_is_measured_as_a_whole() -> None:
    groups = np.array([[0], [1], [0]]).repeat(4, axis=1) + np.arange(4) * 2
    of_block = np.array([[20, 0, 20, 1, 0, 1], [5, 5, 0, 0, 0, 0], [10, 5, 0, 0, 1, 0]], dtype=float)
    found = containers(groups, of_block)[:, :13]
    assert found[:, 1].tolist() == [15, 5, 15]  # mean words
    assert found[0, 2] == pytest.approx(5 / 30)  # in links
    assert found[:, 3].tolist() == pytest.approx([20 / 21, 0, 20 / 21])
    assert found[0, 4:8].tolist() == pytest.approx([0.5, 0.5, 0.5, 2 / 3])
    assert found[0, 8:10].tolist() == pytest.approx([0, 2 / 3])
    assert found[:, 12].tolist() == pytest.approx([0, 0, 2 / 3])  # where in its stretch


def test_neighbours_stand_in_order_and_past_the_ends_is_nothing() -> None:
    found = neighbours(np.array([[1.0], [2.0], [3.0]]))
    assert found.tolist() == [[-1, -1, -1, 2, 3, -1], [-1, -1, 1, 3, -1, -1], [-1, 1, 2, -1, -1, -1]]


def test_a_window_counts_what_stands_near() -> None:
    words = np.full(20, 10.0)
    prose = np.where(np.arange(20) < 3, 10.0, 0)
    found = windows(words, np.zeros(20), prose)
    assert found[0, 0] == 1
    assert found[4, 0] == pytest.approx(1 / 5)
    assert found[19, 6] == 0


def test_tags_have_numbers_of_their_own() -> None:
    def tag_of(tag: str) -> float:
        block = [PageBlock("Harbour", tag, ("body", tag))]
        return float(layout(block, featurise(block))[0, 48])

    assert len({tag_of(tag) for tag in (*TAGS, "center")}) == len(TAGS) + 1
