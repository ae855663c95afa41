"""Blocks to numbers: what the labeller looks at. The same code serves training and use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onrecord_clean import words
from onrecord_clean.blocks import PageBlock
from onrecord_clean.surroundings import LEVELS, distinct, grouped, path_tokens
from onrecord_clean.words import BUCKETS, Ints, Words, bucket, runs

HEAD_WORDS = 24
HEAD_PAIRS = 11
TAIL_WORDS = 8
TITLE_WORDS = 60
TITLE_SAID = 0.4
"""Share of the title in a block, times share of the block in the title: sites put their name behind titles."""
DENSE = 48
PROSE_WORDS = 10
LINKED = 0.4
"""Share of a block in links from which it is a list of them and no prose."""

ENDS_SENTENCE = re.compile(r"[.!?。！？][\"'”’»)\]]*$")
YOU = "you your yours we our us my me i sie ihr ihre ihren vous votre vos tu tus usted su".split()
LENGTH, PAIR, OPENING, CLOSING = range(1, 5)  # kinds of hashes made of others

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True, slots=True)
class Features:
    """Of n blocks in u different places: hashed words of the texts and of the places, and plain measures.

    The ids are flat: text i owns those in ``[text_offsets[i], text_offsets[i + 1])``, at least one, place j likewise.
    Block i stands in place ``path_of[i]``, in the containers ``groups[i]``; shape (n, LEVELS). ``dense`` has shape
    (n, DENSE).
    """

    text_ids: NDArray[np.int32]
    text_offsets: NDArray[np.int32]
    path_ids: NDArray[np.int32]
    path_offsets: NDArray[np.int32]
    path_of: Ints
    groups: Ints
    dense: NDArray[np.float32]


def featurise(blocks: Sequence[PageBlock], title: str | None = None) -> Features:
    """Turn the blocks of one page into features; order matters, an empty page gives shapes of 0.

    *title* is what the page's metadata call it; plain text has none.
    """
    if not blocks:
        nothing = np.zeros(0, dtype=np.int32)
        start, dense = np.zeros(1, np.int32), np.zeros((0, DENSE), np.float32)
        no_groups = np.zeros((0, LEVELS), np.int64)
        return Features(nothing, start, nothing, start, nothing.astype(np.int64), no_groups, dense)
    read = words.read([block.text for block in blocks])
    text_ids, text_offsets = text_tokens(read)
    places, place_of = distinct(blocks)
    path_ids, path_offsets = path_tokens(places)
    groups = grouped(places, place_of)
    dense = np.concatenate(
        [
            measures(blocks, read),
            placement(blocks, read, groups),
            likeness(read, title),
            np.asarray([place.marks for place in places], dtype=np.float32)[place_of],
            under(blocks),
        ],
        axis=1,
    )
    return Features(
        text_ids.astype(np.int32),
        text_offsets.astype(np.int32),
        path_ids.astype(np.int32),
        path_offsets.astype(np.int32),
        place_of,
        groups,
        dense,
    )


def text_tokens(read: Words) -> tuple[Ints, Ints]:
    """Give the buckets of each text's first and last words, of pairs among them, of its length, beginning and end.

    Returns:
        The buckets of all texts, one after the other, and where each text's begin; shapes (k,), (n + 1,).
    """
    begin, end = read.first[:-1], read.first[1:]
    count = end - begin
    texts = np.arange(len(count))
    head = np.minimum(count, HEAD_WORDS)
    tail = np.minimum(count - head, TAIL_WORDS)
    some = texts[count > 0]
    last = end[some] - 1
    hashes = read.hashes
    length = np.where(count < 8, count, count // 8 * 8).clip(0, 40).astype(np.uint32)
    in_head, head_of = runs(begin, head)
    in_tail, tail_of = runs(end - tail, tail)
    pair_head, pair_head_of = runs(begin, (np.minimum(head, HEAD_PAIRS + 1) - 1).clip(0))
    pair_tail, pair_tail_of = runs(end - tail, (tail - 1).clip(0))
    found = np.concatenate(
        [
            words.paired(length, length, LENGTH),
            hashes[in_head],
            hashes[in_tail],
            words.paired(hashes[pair_head], hashes[pair_head + 1], PAIR),
            words.paired(hashes[pair_tail], hashes[pair_tail + 1], PAIR),
            words.paired(hashes[begin[some]], hashes[begin[some]], OPENING),
            words.paired(hashes[np.maximum(last - 1, begin[some])], hashes[last], CLOSING),
        ]
    )
    owner = np.concatenate([texts, head_of, tail_of, pair_head_of, pair_tail_of, some, some]).astype(
        np.uint16
    )
    order = np.argsort(owner, kind="stable")  # 16 bits are sorted by radix; MAX_BLOCKS fits
    offsets = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(texts)))])
    return bucket(found)[order], offsets


def measures(blocks: Sequence[PageBlock], read: Words) -> NDArray[np.float32]:
    """Give the plain measures of each block; shape (n, 29)."""
    n = len(blocks)
    texts = [block.text for block in blocks]
    here = np.arange(n)
    chars = np.maximum(1, np.diff(read.at) - 1).astype(np.float32)
    count = np.diff(read.first).astype(np.float32)
    some = np.maximum(1, count)
    with_path = np.asarray([bool(block.path) for block in blocks])
    density = np.asarray([block.link_density for block in blocks], dtype=np.float32)
    # the training pages kept no <br>
    lines = np.where(with_path, 1, read.characters(read.codes == ord("\n")) + 1)
    space = read.are(words.SPACE)
    after_space = np.concatenate([[True], space[:-1]])
    alone = read.are(words.ALONE)
    closes = np.concatenate([(space | read.are(words.CLOSER) | alone)[1:], [True]])
    upper = read.are(words.UPPER)
    raw = np.maximum(1, read.characters(after_space & ~space))
    is_word = read.lengths > 0
    is_number = (read.flags[read.starts] & words.DIGIT) != 0
    prose = np.where((density < LINKED) & (count >= PROSE_WORDS), chars, 0)
    told = np.cumsum(prose)
    copies: dict[str, int] = {}
    earlier = []
    for text in texts:
        earlier.append(copies.get(text, 0))
        copies[text] = earlier[-1] + 1
    columns = [
        np.log1p([len(text) for text in texts]) / 8,
        np.log1p(count) / 6,
        density,
        with_path,
        read.characters(upper) / chars,
        read.characters(read.are(words.DIGIT)) / chars,
        [ends_sentence(text) for text in texts],
        np.minimum(1, read.characters(read.codes == ord(",")) / 5),
        read.characters(read.are(words.QUOTE)) > 0,
        [text[:1].islower() for text in texts],
        here / n,
        np.log1p(here) / 8,
        np.log1p(n - here) / 8,
        np.log1p(lines - 1) / 3,
        np.log1p(chars / lines) / 8,
        np.minimum(1, 5 * read.tokens(_you()[bucket(read.hashes)]) / some),
        read.tokens(is_word & (read.lengths <= 3) & ~is_number) / some,
        read.characters(upper & after_space) / raw,
        np.minimum(1, earlier),
        np.log1p(read.characters(read.are(words.ENDER) & closes)) / 3,
        [text.endswith(":") for text in texts],
        ["@" in text or "http" in text for text in texts],
        read.characters(read.are(words.CURRENCY)) > 0,
        [text.endswith(("…", "...")) for text in texts],
        [copies[text] > before + 1 for text, before in zip(texts, earlier, strict=True)],
        (told - prose) / max(1.0, told[-1]),
        (told[-1] - told) / max(1.0, told[-1]),
        read.tokens(~is_word) / some,
        [text[:1] in "([" and text[-1:] in ")]" for text in texts],
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def ends_sentence(text: str) -> bool:
    """Tell whether *text* ends as a sentence does, within closing quotes and brackets."""
    return text[-6:].rstrip(words.CLOSERS)[-1:] in tuple(words.ENDERS)


@lru_cache(maxsize=1)
def _you() -> NDArray[np.bool_]:
    """Mark the buckets of the words that speak to the reader or of the newsroom."""
    marked = np.zeros(BUCKETS, dtype=bool)
    marked[bucket(words.read(YOU).hashes)] = True
    return marked


def placement(blocks: Sequence[PageBlock], read: Words, groups: Ints) -> NDArray[np.float32]:
    """Give the share of the page's running text in each of a block's containers, and its neighbours' kinship.

    Returns:
        Shape (n, 5): LEVELS shares, 0 to 1, the last of the container itself and not of all of its kind, as posts in a
        list are; and how many of the two neighbours are of the block's like, halved. Plain text has 0 of all.
    """
    result = np.zeros((len(blocks), LEVELS + 1), dtype=np.float32)
    lengths = np.asarray([len(block.text) for block in blocks])
    density = np.asarray([block.link_density for block in blocks])
    structured = np.asarray([bool(block.path) for block in blocks])
    prose = np.where((density < LINKED) & (np.diff(read.first) >= PROSE_WORDS) & structured, lengths, 0)
    told = np.bincount(groups.ravel(), np.repeat(prose, LEVELS))
    result[:, :LEVELS] = told[groups] / (1 + prose.sum())
    kind = groups[:, 0]
    like = (kind[1:] == kind[:-1]) & structured[1:]
    result[1:, LEVELS] += like
    result[:-1, LEVELS] += like
    result[:, LEVELS] /= 2
    return result


def under(blocks: Sequence[PageBlock]) -> NDArray[np.float32]:
    """Say what heading a block stands under: teasers stand under links, parts of an article do not.

    Returns:
        Shape (n, 3): whether the block is a heading, how much of the last heading before it is a link, and how near it
        is; 0 where there is none, as in plain text.
    """
    result = np.zeros((len(blocks), 3), dtype=np.float32)
    linked, at = 0.0, -1
    for i, block in enumerate(blocks):
        if at >= 0:
            result[i, 1:] = linked, 1 / (i - at)
        if block.tag in HEADINGS:
            result[i, 0], linked, at = 1, block.link_density, i
    return result


def likeness(read: Words, title: str | None) -> NDArray[np.float32]:
    """Compare each block with the page's title.

    Returns:
        Shape (n, 6): share of the title found in the block's first TITLE_WORDS, of these found in the title, known;
        then how near the last block before and the next one after are that say the title, and whether there is one.
    """
    n = len(read.at) - 1
    result = np.zeros((n, 6), dtype=np.float32)
    wanted = np.unique(words.read([title[:400]]).hashes) if title else read.hashes[:0]
    if not len(wanted):
        return result
    result[:, 2] = 1
    mark = np.zeros(BUCKETS, dtype=bool)
    mark[bucket(wanted)] = True
    some = np.flatnonzero(read.tokens(mark[bucket(read.hashes)]))
    at, owner = runs(read.first[some], np.minimum(read.first[some + 1] - read.first[some], TITLE_WORDS))
    own = np.unique(owner << 32 | read.hashes[at])
    owner = own >> 32
    word = (own & 0xFFFFFFFF).astype(np.uint32)
    common = wanted[np.searchsorted(wanted, word).clip(max=len(wanted) - 1)] == word
    shared = np.bincount(owner[common], minlength=len(some))
    result[some, 0] = shared / len(wanted)
    result[some, 1] = shared / np.bincount(owner, minlength=len(some))
    says_title = np.flatnonzero(result[:, 0] * result[:, 1] >= TITLE_SAID)
    if len(says_title):
        here = np.arange(n)
        before = here - says_title[(np.searchsorted(says_title, here, side="right") - 1).clip(0)]
        after = says_title[np.searchsorted(says_title, here).clip(max=len(says_title) - 1)] - here
        result[:, 3] = np.where(before >= 0, 1 / (1 + np.maximum(before, 0) / 4), 0)
        result[:, 4] = np.where(after >= 0, 1 / (1 + np.maximum(after, 0) / 4), 0)
        result[:, 5] = 1
    return result
