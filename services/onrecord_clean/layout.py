"""How a page is laid out around each block: what its containers hold as wholes, and what its neighbours look like."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord_clean.blocks import PageBlock
from onrecord_clean.features import LINKED, PROSE_WORDS, Features
from onrecord_clean.surroundings import LEVELS
from onrecord_clean.words import Ints

Floats = NDArray[np.float32]

TAGS = (
    "p li h1 h2 h3 h4 div td th figcaption blockquote pre button section article dd label a footer header ul nav aside"
    " caption".split()
)
TAG_NUMBERS = {tag: i for i, tag in enumerate(TAGS)}
REACH = 3
"""Neighbours looked at on either side."""
WINDOWS = (2, 5, 12)
MEASURED = (15, 17, 29)
"""Of Features.dense, besides length, links and the sentence's end: words to the reader, capitals, prose of its like."""
WIDTH = 162


def layout(blocks: Sequence[PageBlock], features: Features) -> Floats:
    """Measure the surroundings of each block of one page.

    Returns:
        Shape (n, WIDTH): Features.dense, the tag, 13 measures of each of its LEVELS containers, 8 of each of 2 REACH
        neighbours (-1 past the page's ends), 3 of each of WINDOWS, and 4 of the block's place on the page.
    """
    dense, drawn = features.dense, features.outline
    words, heading = drawn.words.astype(np.float64), drawn.heading.astype(np.float64)
    tag = np.asarray([TAG_NUMBERS.get(block.tag, len(TAGS)) for block in blocks], dtype=np.float64)
    linked, ends = drawn.linked.astype(np.float64), dense[:, 6].astype(np.float64)
    prose = np.where((linked < LINKED) & (words >= PROSE_WORDS), words, 0)
    own = np.stack([np.log1p(words), linked, ends, heading, *dense[:, MEASURED].T, tag], axis=1)
    parts = (
        dense,
        tag[:, None],
        containers(
            features.groups, np.stack([words, words * linked, prose, ends, heading, prose > 0], axis=1)
        ),
        neighbours(own),
        windows(words, linked, prose),
        whereabouts(words, prose),
    )
    return np.concatenate(parts, axis=1, dtype=np.float32, casting="same_kind")


def containers(groups: Ints, of_block: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure the containers of each block, one level after the other.

    Args:
        groups: Features.groups; shape (n, LEVELS).
        of_block: Words, of them in links, of them prose; whether it ends a sentence, is a heading, is prose; shape (n, 6).

    Returns:
        Shape (n, 13 LEVELS). Of each container: how many blocks, their mean words, the share of its words in links, its
        share of the page's prose, shares of blocks that end a sentence, are headings, are prose; how densely it fills its
        stretch of the page, where that begins and ends, its longest block, the share of its words in prose; and where in
        its stretch the block stands.
    """
    n, m = len(groups), int(groups.max()) + 1
    words, prose = of_block[:, 0], of_block[:, 2]
    width = of_block.shape[1]
    cells = groups[:, :, None] * width + np.arange(width)
    told = of_block[:, None].repeat(LEVELS, axis=1)
    sums = np.bincount(cells.ravel(), told.ravel(), m * width).reshape(m, width)
    length, in_links, in_prose, ending, headings, proses = sums.T
    count = np.bincount(groups.ravel(), minlength=m)
    here = np.arange(n)
    first, last, longest = np.zeros(m), np.zeros(m), np.zeros(m)
    for level in groups.T:
        first[level[::-1]] = here[::-1]
        last[level] = here
        np.maximum.at(longest, level, words)
    stretch = last - first + 1
    some = np.maximum(1, length)
    of_group = np.stack(
        (
            np.log1p(count),
            length / count,
            in_links / some,
            in_prose / (1 + prose.sum()),
            ending / count,
            headings / count,
            proses / count,
            count / stretch,
            first / n,
            last / n,
            np.log1p(longest),
            in_prose / some,
        ),
        axis=1,
    )
    found = np.empty((n, LEVELS, 13))
    found[:, :, :12] = of_group.take(groups, axis=0)
    found[:, :, 12] = (here[:, None] - first.take(groups)) / stretch.take(groups)
    return found.reshape(n, -1)


def neighbours(own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put the rows of the REACH blocks before and after beside each other, the furthest before first."""
    n = len(own)
    padded = np.full((n + 2 * REACH, own.shape[1]), -1.0)
    padded[REACH:-REACH] = own
    return np.concatenate([padded[at : at + n] for at in range(2 * REACH + 1) if at != REACH], axis=1)


def windows(
    words: NDArray[np.float64], linked: NDArray[np.float64], prose: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give of the blocks up to each of WINDOWS away the shares of words in prose and in links, and the words of prose."""
    n = len(words)
    told = np.stack([words, prose, words * linked], axis=1)
    most = max(WINDOWS)
    until = np.zeros((n + 2 * most + 1, 3))  # up to each block, with room for the furthest neighbours
    np.cumsum(told, axis=0, out=until[most + 1 : most + 1 + n])
    until[most + 1 + n :] = until[most + n]
    found = np.empty((n, len(WINDOWS), 3))
    for i, reach in enumerate(WINDOWS):
        seen, in_prose, in_links = (
            until[most + 1 + reach : most + 1 + reach + n] - until[most - reach : most - reach + n]
        ).T
        some = np.maximum(1, seen)
        found[:, i, 0] = in_prose / some
        found[:, i, 1] = in_links / some
        found[:, i, 2] = np.log1p(in_prose)
    return found.reshape(n, -1)


def whereabouts(words: NDArray[np.float64], prose: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give how far each block is from the longest paragraph, the page's prose and blocks, and the share of words so far."""
    n = len(words)
    return np.stack(
        [
            (np.arange(n) - prose.argmax()) / n,
            np.full(n, np.log1p(1 + prose.sum())),
            np.full(n, np.log1p(n)),
            np.cumsum(words) / words.sum(),
        ],
        axis=1,
    )
