"""Blocks to numbers: what the labeller looks at. The same code serves training and use."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onrecord_clean import words
from onrecord_clean.blocks import PageBlock
from onrecord_clean.surroundings import LEVELS, distinct, grouped, path_tokens
from onrecord_clean.words import BUCKETS, Hashes, Ints, Words, bucket, once, runs

HEAD_WORDS = 24
HEAD_PAIRS = 11
TAIL_WORDS = 8
TITLE_WORDS = 60
TITLE_CHARS = 400
TITLE_SAID = 0.4
"""Share of the title in a block, times share of the block in the title: sites put their name behind titles."""
DENSE = 48
PROSE_WORDS = 10
LINKED = 0.4
"""Share of a block in links from which it is a list of them and no prose."""

ENDINGS = frozenset(words.ENDERS)
YOU = "you your yours we our us my me i sie ihr ihre ihren vous votre vos tu tus usted su".split()
LENGTH, PAIR, OPENING, CLOSING = range(1, 5)  # kinds of hashes made of others

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True, slots=True)
class Outline:
    """Of n blocks, what takes no reading; each of shape (n,)."""

    chars: Ints
    words: Ints
    """By the spaces between them."""
    linked: NDArray[np.float32]
    """Share of the characters in links."""
    structured: NDArray[np.bool_]
    """Whether the block stands in elements; no block of plain text does."""
    heading: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Features:
    """Of n blocks in u different places: hashed words of the texts and of the places, and plain measures.

    The ids are flat: text i owns those in ``[text_offsets[i], text_offsets[i + 1])``, at least one, place j likewise.
    Block i stands in place ``path_of[i]``, in the containers ``groups[i]``; shape (n, LEVELS). ``dense`` has shape
    (n, DENSE).
    """

    text_ids: Ints
    text_offsets: Ints
    path_ids: Ints
    path_offsets: Ints
    path_of: Ints
    groups: Ints
    outline: Outline
    dense: NDArray[np.float32]


def featurise(blocks: Sequence[PageBlock], title: str | None = None) -> Features:
    """Turn the blocks of one page into features; order matters, an empty page gives shapes of 0.

    *title* is what the page's metadata call it; plain text has none.
    """
    drawn = outline(blocks)
    if not blocks:
        nothing, start = np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64)
        no_groups, dense = np.zeros((0, LEVELS), np.int64), np.zeros((0, DENSE), np.float32)
        return Features(nothing, start, nothing, start, nothing, no_groups, drawn, dense)
    texts = [block.text for block in blocks]
    with_title = words.read([*texts, (title or "")[:TITLE_CHARS]])
    called, read = with_title.hashes[with_title.first[-2] :], with_title.but_the_last()
    places, place_of = distinct(blocks)
    groups = grouped(places, place_of)
    marks = np.asarray([place.marks for place in places], dtype=np.float32)
    dense = np.concatenate(
        [
            measures(texts, read, drawn),
            placement(read, drawn, groups),
            likeness(read, called),
            marks.take(place_of, axis=0).T,
            under(drawn),
        ]
    )
    return Features(
        *text_tokens(read), *path_tokens(places), place_of, groups, drawn, np.ascontiguousarray(dense.T)
    )


def outline(blocks: Sequence[PageBlock]) -> Outline:
    """Draw the outline of one page's *blocks*."""
    texts, tags, paths, linked, _ = zip(*blocks, strict=True) if blocks else ((),) * len(PageBlock._fields)
    return Outline(
        chars=np.asarray(list(map(len, texts)), dtype=np.int64),
        words=np.asarray([text.count(" ") + 1 for text in texts], dtype=np.int64),
        linked=np.asarray(linked, dtype=np.float32),
        structured=np.asarray(list(map(bool, paths)), dtype=bool),
        heading=np.asarray([tag in HEADINGS for tag in tags], dtype=bool),
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
    order = owner.argsort(kind="stable")  # 16 bits are sorted by radix; MAX_BLOCKS fits
    offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    np.bincount(owner, minlength=len(texts)).cumsum(out=offsets[1:])
    return bucket(found).take(order), offsets


def measures(texts: Sequence[str], read: Words, drawn: Outline) -> NDArray[np.float32]:
    """Give the plain measures of each block; shape (29, n)."""
    n = len(texts)
    here = np.arange(n)
    chars = np.maximum(1, read.at[1:] - read.at[:-1] - 1).astype(np.float32)
    count = (read.first[1:] - read.first[:-1]).astype(np.float32)
    some = np.maximum(1, count)
    lines = np.ones(n)  # the training pages kept no <br>
    for i in (~drawn.structured).nonzero()[0].tolist():
        lines[i] += texts[i].count("\n", 0, words.MAX_TEXT_CHARS)
    space = read.are(words.SPACE)
    begins_word = ~space
    begins_word[1:] &= space[:-1]
    closes = (read.flags & (words.SPACE | words.CLOSER | words.ALONE)).astype(bool)
    closes[:-1] = closes[1:]  # of each character, whether the next one lets a sentence end
    closes[-1] = True
    raw = np.maximum(1, read.characters(begins_word))
    is_word = read.lengths > 0
    is_number = (read.flags.take(read.starts) & words.DIGIT).astype(bool)
    counts = read.counts
    prose = np.where((drawn.linked < LINKED) & (count >= PROSE_WORDS), chars, 0)
    told = prose.cumsum()
    copies: dict[str, int] = {}
    earlier = []
    for text in texts:
        earlier.append(copies.get(text, 0))
        copies[text] = earlier[-1] + 1
    first, last = read.edges(texts)
    ends = (last & words.ENDER) != 0
    trails = (last & words.ELLIPSIS) != 0
    for i in ends.nonzero()[0].tolist():
        trails[i] = texts[i].endswith("...")
    for i in (last & words.CLOSER).nonzero()[0].tolist():
        ends[i] = ends_sentence(texts[i])
    columns = (
        np.log1p(drawn.chars) / 8,
        np.log1p(count) / 6,
        drawn.linked,
        drawn.structured,
        counts[words.UPPERS] / chars,
        counts[words.DIGITS] / chars,
        ends,
        np.minimum(1, counts[words.COMMAS] / 5),
        counts[words.QUOTATION] > 0,
        (first & words.LOWER) != 0,
        here / n,
        np.log1p(here) / 8,
        np.log1p(n - here) / 8,
        np.log1p(lines - 1) / 3,
        np.log1p(chars / lines) / 8,
        np.minimum(1, 5 * read.tokens(_you().take(bucket(read.hashes))) / some),
        read.tokens(is_word & (read.lengths <= 3) & ~is_number) / some,
        read.characters(begins_word & read.are(words.UPPER)) / raw,
        np.minimum(1, earlier),
        np.log1p(read.characters(closes & read.are(words.ENDER))) / 3,
        (last & words.COLON) != 0,
        ["@" in text or "http" in text for text in texts],
        counts[words.MONEY] > 0,
        trails,
        [copies[text] > before + 1 for text, before in zip(texts, earlier, strict=True)],
        (told - prose) / max(1.0, told[-1]),
        (told[-1] - told) / max(1.0, told[-1]),
        read.tokens(~is_word) / some,
        ((first & words.OPENS) != 0) & ((last & words.SHUTS) != 0),
    )
    result = np.empty((len(columns), n), dtype=np.float32)
    for row, column in zip(result, columns, strict=True):
        row[:] = column
    return result


def ends_sentence(text: str) -> bool:
    """Tell whether *text* ends as a sentence does, within closing quotes and brackets."""
    return text[-6:].rstrip(words.CLOSERS)[-1:] in ENDINGS


@lru_cache(maxsize=1)
def _you() -> NDArray[np.bool_]:
    """Mark the buckets of the words that speak to the reader or of the newsroom."""
    marked = np.zeros(BUCKETS, dtype=bool)
    marked[bucket(words.read(YOU).hashes)] = True
    return marked


def placement(read: Words, drawn: Outline, groups: Ints) -> NDArray[np.float32]:
    """Give the share of the page's running text in each of a block's containers, and its neighbours' kinship.

    Returns:
        Shape (5, n): LEVELS shares, 0 to 1, the last of the container itself and not of all of its kind, as posts in a
        list are; and how many of the two neighbours are of the block's like, halved. Plain text has 0 of all.
    """
    result = np.zeros((LEVELS + 1, len(groups)), dtype=np.float32)
    running = (drawn.linked < LINKED) & (read.first[1:] - read.first[:-1] >= PROSE_WORDS) & drawn.structured
    prose = np.where(running, drawn.chars, 0)
    told = np.bincount(groups.ravel(), prose.repeat(LEVELS))
    result[:LEVELS] = told.take(groups.T) / (1 + prose.sum())
    kind = groups[:, 0]
    like = (kind[1:] == kind[:-1]) & drawn.structured[1:]
    result[LEVELS, 1:] += like
    result[LEVELS, :-1] += like
    result[LEVELS] /= 2
    return result


def under(drawn: Outline) -> NDArray[np.float32]:
    """Say what heading a block stands under: teasers stand under links, parts of an article do not.

    Returns:
        Shape (3, n): whether the block is a heading, how much of the last heading before it is a link, and how near it
        is; 0 where there is none, as in plain text.
    """
    n = len(drawn.heading)
    result = np.zeros((3, n), dtype=np.float32)
    result[0] = drawn.heading
    headings = np.flatnonzero(drawn.heading)
    if len(headings):
        here = np.arange(headings[0] + 1, n)
        last = headings.take(headings.searchsorted(here) - 1)
        result[1, headings[0] + 1 :] = drawn.linked.take(last)
        result[2, headings[0] + 1 :] = 1 / (here - last)
    return result


def likeness(read: Words, title: Hashes) -> NDArray[np.float32]:
    """Compare each block with the words of the page's *title*.

    Returns:
        Shape (6, n): share of the title found in the block's first TITLE_WORDS, of these found in the title, known;
        then how near the last block before and the next one after are that say the title, and whether there is one.
    """
    n = len(read.at) - 1
    result = np.zeros((6, n), dtype=np.float32)
    if not len(title):
        return result
    wanted = once(title)
    result[2] = 1
    mark = np.zeros(BUCKETS, dtype=bool)
    mark[bucket(wanted)] = True
    some = np.flatnonzero(read.tokens(mark.take(bucket(read.hashes))))
    if not len(some):
        return result
    begin = read.first.take(some)
    at, owner = runs(begin, np.minimum(read.first.take(some + 1) - begin, TITLE_WORDS))
    own = once(owner << 32 | read.hashes.take(at))
    owner = own >> 32
    word = (own & 0xFFFFFFFF).astype(np.uint32)
    common = wanted.take(wanted.searchsorted(word), mode="clip") == word
    shared = np.bincount(owner[common], minlength=len(some))
    result[0, some] = shared / len(wanted)
    result[1, some] = shared / np.bincount(owner, minlength=len(some))
    says_title = np.flatnonzero(result[0] * result[1] >= TITLE_SAID)
    if len(says_title):
        here = np.arange(n)
        before = here - says_title.take(says_title.searchsorted(here, side="right") - 1, mode="clip")
        after = says_title.take(says_title.searchsorted(here), mode="clip") - here
        result[3] = np.where(before >= 0, 1 / (1 + np.maximum(before, 0) / 4), 0)
        result[4] = np.where(after >= 0, 1 / (1 + np.maximum(after, 0) / 4), 0)
        result[5] = 1
    return result
