"""The labeller's arithmetic and the rules around it."""

from pathlib import Path

import numpy as np
import pytest

from onrecord_clean.blocks import PageBlock, parse
from onrecord_clean.features import DENSE, featurise
from onrecord_clean.labels import (
    adopt_embedded,
    adopt_lone_paragraphs,
    is_lock,
    label,
    neighbourly,
)
from onrecord_clean.records import LABELS
from onrecord_clean.tagger import SECOND, WEIGHTS, load, probabilities
from onrecord_clean.words import BUCKETS

PARAGRAPH = (
    "The harbour closed on Monday after inspectors found cracks in two of its piers, the port authority said."
)


@pytest.mark.parametrize("path", [WEIGHTS, SECOND])
def test_the_weights_that_ship_fit_the_features(path: Path) -> None:
    weights = load(path)
    width = weights.text.shape[1]
    assert weights.text.shape == weights.path.shape == (BUCKETS, width)
    assert weights.first[0].shape[0] == 2 * width + DENSE
    assert weights.last[0].shape[1] == len(LABELS)


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_each_block_gets_a_probability_for_each_label(count: int) -> None:
    scores = probabilities(featurise([PageBlock(PARAGRAPH)] * count))
    assert scores.shape == (count, len(LABELS))
    assert np.allclose(scores.sum(axis=1), 1)


def test_features_do_not_depend_on_the_page_before() -> None:
    blocks = parse("<main class=story><h1>Dam</h1><p>One two three</p></main>").blocks
    before = featurise(blocks, "Dam")
    featurise([PageBlock(PARAGRAPH, "li", ("ul.menu", "li"), 1.0)] * 30)
    after = featurise(blocks, "Dam")
    for one, other in ((before, after), (before.outline, after.outline)):
        arrays = [name for name in one.__slots__ if name != "outline"]
        assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays)


def test_a_paragraph_of_an_odd_kind_stands_by_its_container() -> None:
    html = "<div id=a7><p>x y</p><p>z</p></div><ul><li>w</li></ul>"
    features = featurise(parse(html).blocks)
    said = neighbourly(features, np.array([2, 1, 1]), np.array([6.0, -1.0, -6.0], dtype=np.float32))
    assert said[0] == said[1] > 0 > said[2]
    plain = featurise([PageBlock("x")] * 2)
    assert list(neighbourly(plain, np.array([1, 1]), np.array([6.0, 6.0], dtype=np.float32))) == [0, 0]


@pytest.mark.parametrize(
    "text", ["Subscribe to continue reading", "Already a subscriber? Log in", "Unlock this story"]
)
def test_a_bare_lock_is_one(text: str) -> None:
    assert is_lock(text)


@pytest.mark.parametrize(
    "text",
    [
        PARAGRAPH,
        "“Subscribe to continue reading” is what most read.",
        "Readers who subscribe to continue reading are few.",
    ],
)
def test_a_sentence_about_locks_is_none(text: str) -> None:
    assert not is_lock(text)


def test_news_of_two_lines_has_a_body() -> None:
    assert "body" in label([PageBlock("Harbour closed"), PageBlock("By Ada Moss"), PageBlock(PARAGRAPH)])


def test_a_post_between_paragraphs_is_read_with_its_authors_name_and_one_after_them_is_not() -> None:
    post = "<blockquote class='twitter-tweet'><p>Closed.</p>— Ruth Adeyemi (@radeyemi) March 3, 2025</blockquote>"
    blocks = parse(f"<p>one</p>{post}<p>two</p>{post}").blocks
    labels = ["body", "body", "author_bio", "body", "related", "author_bio"]
    assert adopt_embedded(blocks, labels) == ["body", "body", "body", "body", "related", "author_bio"]
    assert adopt_embedded(blocks, ["related"] * 6) == ["related"] * 6


def test_a_lone_paragraph_is_read_on_but_not_from_a_box_that_names_itself() -> None:
    for box, wanted in (("part", "body"), ("newsletter-signup", "related")):
        blocks = parse(
            f"<p>{PARAGRAPH}</p><div class={box}><p>{PARAGRAPH}</p></div><p>{PARAGRAPH}</p>"
        ).blocks
        assert adopt_lone_paragraphs(blocks, ["body", "related", "body"]) == ["body", wanted, "body"]
