"""Blocks to numbers: each block has its own words, whatever stands beside it."""

import numpy as np
import pytest

from onrecord_clean import words
from onrecord_clean.blocks import PageBlock, parse
from onrecord_clean.features import DENSE, Features, featurise, outline, under

TEXTS = [
    "Wexley harbour closed",
    "",
    "By Tom Okafor",
    "Ferries will leave from the northern quay until 2027, the port authority said; “nobody” asked why.",
    "…",
    "a\nb",
    "Ünïcode Straße 会員限定 👍🏽 \ud800",
    "x" * 10_000,
]


def ids_of(features: Features, i: int) -> list[int]:
    return sorted(features.text_ids[features.text_offsets[i] : features.text_offsets[i + 1]].tolist())


def test_a_blocks_words_do_not_depend_on_its_neighbours() -> None:
    together = featurise([PageBlock(text) for text in TEXTS])
    for i, text in enumerate(TEXTS):
        assert ids_of(together, i) == ids_of(featurise([PageBlock(text)]), 0)


def test_every_block_owns_a_word_and_every_place_a_name() -> None:
    features = featurise([PageBlock(text) for text in TEXTS])
    assert features.path_of.tolist() == [0] * len(TEXTS)
    assert (np.diff(features.text_offsets) > 0).all()
    assert (np.diff(features.path_offsets) > 0).all()
    assert features.text_offsets[-1] == len(features.text_ids)
    assert features.dense.shape == (len(TEXTS), DENSE)
    assert np.isfinite(features.dense).all()


def test_a_page_without_blocks_has_no_features() -> None:
    features = featurise([])
    assert (len(features.text_ids), len(features.path_ids), features.dense.shape) == (0, 0, (0, DENSE))


@pytest.mark.parametrize(("one", "other"), [("HARBOUR closed", "Harbour CLOSED"), ("May 12", "may 34")])
def test_capitals_and_digits_do_not_part_words(one: str, other: str) -> None:
    assert words.read([one]).hashes.tolist() == words.read([other]).hashes.tolist()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("   ", 0),
        ("one two", 2),
        ("don't", 3),
        ("“Yes,” she said.", 7),
        ("2,000 a_b", 4),
        ("👍👍", 2),
    ],
)
def test_tokens_are_words_and_single_signs(text: str, tokens: int) -> None:
    read = words.read(["before", text, "after"])
    assert np.diff(read.first).tolist() == [1, tokens, 1]


def test_a_token_hashes_alike_wherever_it_stands() -> None:
    long = ["quay " * 700] * (words.POWERS // 3_000)
    hashes = words.read(["quay", *long, "quay"]).hashes
    assert len(hashes) * 5 > words.POWERS
    assert set(hashes.tolist()) == {words.read(["quay"]).hashes[0]}


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", [0, 0, 0, 0, 0]),
        ("The Port, “of” Wexley, paid $12 or €9", [3, 3, 2, 2, 2]),
        ("A" * words.MAX_TEXT_CHARS * 2, [words.MAX_TEXT_CHARS, 0, 0, 0, 0]),
    ],
)
def test_signs_are_counted_of_each_text_alone(text: str, counted: list[int]) -> None:
    read = words.read(["9,9", text, "“N"])
    assert read.counts[:, 1].tolist() == counted
    assert read.but_the_last().counts[:, 1].tolist() == counted


def test_all_but_the_last_text_is_as_if_it_had_not_been_read() -> None:
    texts = ["Wexley harbour, 2027", "", "会員 a_b!"]
    one, other = words.read(texts), words.read([*texts, "By Tom Okafor"]).but_the_last()
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in one.__slots__)


def test_words_that_differ_hash_apart() -> None:
    some = [f"{a}{b}{c}" for a in "abcdefgh" for b in "aeiou" for c in "lmnrst"]
    assert len(set(words.read(some).hashes.tolist())) == len(some)


def test_a_block_is_like_the_title_in_its_share_of_words() -> None:
    blocks = [PageBlock("Wexley harbour closed"), PageBlock("The harbour closed"), PageBlock("Sport")]
    told, untold = featurise(blocks, "Wexley harbour closed").dense, featurise(blocks).dense
    changed = (told != untold).any(axis=0)
    rising = told[:, changed]
    assert ((rising[0] >= rising[1]) & (rising[1] >= rising[2])).any()
    assert changed.sum() >= 3


def test_a_teaser_stands_under_a_link_and_a_paragraph_does_not() -> None:
    blocks = parse("<p>a</p><h2>b</h2><p>c</p><p>d</p><h3><a href=x>e</a></h3><p>f</p>").blocks
    assert under(outline(blocks)).T.tolist() == [
        [0, 0, 0],
        [1, 0, 0],
        [0, 0, 1],
        [0, 0, 0.5],
        [1, 0, np.float32(1 / 3)],
        [0, 1, 1],
    ]
    assert not under(outline([PageBlock("Plain text")] * 3)).any()
