"""Blocks to numbers: what the labeller looks at. The same code serves training and use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from onrecord_clean import words
from onrecord_clean.blocks import PageBlock
from onrecord_clean.words import Hashes, Ints, Words

BUCKET_BITS = 14
BUCKETS = 1 << BUCKET_BITS
HEAD_WORDS = 24
HEAD_PAIRS = 11
TAIL_WORDS = 8
MAX_PATH_WORDS = 28
TITLE_WORDS = 60
TITLE_SAID = 0.4
"""Share of the title in a block, times share of the block in the title: sites put their name behind titles."""
DENSE = 45
PROSE_WORDS = 10
FURNITURE_NEAR = 1  # in Surroundings.marks

PATH_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|h[1-6]\b|[ap]\b")
ENDS_SENTENCE = re.compile(r"[.!?。！？][\"'”’»)\]]*$")
YOU = "you your yours we our us my me i sie ihr ihre ihren vous votre vos tu tus usted su".split()
LENGTH, PAIR, OPENING, CLOSING = range(1, 5)  # kinds of hashes made of others

CONTENT_MARK = re.compile(
    r"article-?_*(?:body|text|content|copy)|(?:entry|post|story|content|main)-?_*(?:body|content|text|copy)|body-?(?:text|copy)"
    r"|rich-?text|wysiwyg|paragraph|prose",
    re.IGNORECASE,
)
FURNITURE_MARK = re.compile(
    r"(?:^|[^a-z])(?:nav|aside|footer|form|ads?|promo|menu|share|tags?|bio|meta)(?:[^a-z]|$)|related|recirc|recommend|newsletter|sidebar"
    r"|comment|social|widget|teaser|trending|popular|footer|cookie|consent|breadcrumb|subscri|signup|sponsor|donat|caption|byline|author",
    re.IGNORECASE,
)
EMBED_MARK = re.compile(r"twitter-tweet|instagram-media|embed|blockquote|quote", re.IGNORECASE)
IDENTITY = re.compile(r"#[^.]*|\d+")
Container = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Features:
    """Of n blocks: hashed words of the text and of the path, and plain measures.

    ``text_ids`` and ``path_ids`` are flat; block i owns ``[offsets[i], offsets[i + 1])``. Each block owns at
    least one id in each. ``dense`` has shape (n, DENSE).
    """

    text_ids: NDArray[np.int32]
    text_offsets: NDArray[np.int32]
    path_ids: NDArray[np.int32]
    path_offsets: NDArray[np.int32]
    dense: NDArray[np.float32]


def featurise(blocks: Sequence[PageBlock], title: str | None = None) -> Features:
    """Turn the blocks of one page into features; order matters, an empty page gives shapes of 0.

    *title* is what the page's metadata call it; plain text has none.
    """
    if not blocks:
        nothing = np.zeros(0, dtype=np.int32)
        return Features(
            nothing, np.zeros(1, np.int32), nothing, np.zeros(1, np.int32), np.zeros((0, DENSE), np.float32)
        )
    read = words.read([block.text for block in blocks])
    text_ids, text_offsets = text_tokens(read)
    around = [surroundings(block.tag, block.path) for block in blocks]
    path_offsets = np.concatenate([[0], np.cumsum([len(each.tokens) for each in around])])
    path_ids = [token for each in around for token in each.tokens]
    dense = np.concatenate(
        [
            measures(blocks, read),
            placement(blocks, read, around),
            likeness(read, title),
            np.asarray([each.marks for each in around], dtype=np.float32),
        ],
        axis=1,
    )
    return Features(
        text_ids.astype(np.int32),
        text_offsets.astype(np.int32),
        np.asarray(path_ids, dtype=np.int32),
        path_offsets.astype(np.int32),
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
    in_head, head_of = _runs(begin, head)
    in_tail, tail_of = _runs(end - tail, tail)
    pair_head, pair_head_of = _runs(begin, (np.minimum(head, HEAD_PAIRS + 1) - 1).clip(0))
    pair_tail, pair_tail_of = _runs(end - tail, (tail - 1).clip(0))
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


def _runs(begin: Ints, length: Ints) -> tuple[Ints, Ints]:
    """Give the members of the runs ``[begin, begin + length)`` one after the other, and each one's run."""
    owner = np.repeat(np.arange(len(begin)), length)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length)
    return begin[owner] + within, owner


def bucket(hashes: Hashes) -> Ints:
    """Give each hash its row of the table."""
    return (hashes >> np.uint32(32 - BUCKET_BITS)).astype(np.int64)


@lru_cache(maxsize=20_000)
def surroundings(tag: str, path: tuple[str, ...]) -> "Surroundings":
    """Read the names of the elements around a block."""
    around = outside(tag, path)
    instance = ("=", *around[-4:-1]) if path else ()
    return Surroundings(path_tokens(tag, around), marks(tag, around), containers(tag, path), instance)


def path_tokens(tag: str, around: tuple[str, ...]) -> tuple[int, ...]:
    """Give the buckets of the words in the ids and classes *around* a block."""
    ids = [named("tag=" + tag)]
    for distance, mark in enumerate(reversed(around)):
        near = str(min(distance, 2))
        for word in names(mark):
            ids.append(named(near + ":" + word))
            if distance:
                ids.append(named("any:" + word))
        if len(ids) > MAX_PATH_WORDS:
            break
    return tuple(ids)


@lru_cache(maxsize=20_000)
def named(token: str) -> int:
    """Hash the name *token* to its row of the table; the same in every process."""
    return crc32(token[:80].encode("utf-8", "replace")) & (BUCKETS - 1)


@lru_cache(maxsize=20_000)
def names(mark: str) -> tuple[str, ...]:
    """Give the words in an element's tag, id and classes, lower case; at most 8."""
    return tuple(word.lower() for word in PATH_WORD.findall(mark)[:8])


def outside(tag: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Cut *path* after its last element of kind *tag*: what lies inside a block says little about it."""
    at = len(path)
    while at and path[at - 1].split("#", 1)[0].split(".", 1)[0] != tag:
        at -= 1
    return path[: at or len(path)]


def marks(tag: str, around: tuple[str, ...]) -> tuple[float, float, float, float, float]:
    """Say of the names *around* a block: content, furniture near and far, embedded; and whether it is a <p>."""
    if not around:
        return (0.0, 0.0, 0.0, 0.0, 0.0)
    said = [meaning(mark) for mark in around]
    return (
        float(any(content for content, _, _ in said)),
        float(any(furniture for _, furniture, _ in said[-2:])),
        float(any(furniture for _, furniture, _ in said[:-2])),
        float(any(embedded for _, _, embedded in said[-2:])),
        float(tag == "p"),
    )


@lru_cache(maxsize=20_000)
def meaning(mark: str) -> tuple[bool, bool, bool]:
    """Tell whether an element's tag, id and classes name content, furniture, something embedded."""
    return (
        bool(CONTENT_MARK.search(mark)),
        bool(FURNITURE_MARK.search(mark)),
        bool(EMBED_MARK.search(mark)),
    )


@lru_cache(maxsize=20_000)
def containers(tag: str, path: tuple[str, ...]) -> tuple[Container, Container, Container]:
    """Name a block's like, the container around it and the one around that; empty for plain text."""
    if not path:
        return ((), (), ())
    around = tuple(kind_of(mark) for mark in outside(tag, path)[-4:])
    return (around[-3:], (">", *around[-3:-1]), (">>", *around[-4:-2]))


@lru_cache(maxsize=20_000)
def kind_of(mark: str) -> str:
    """Strip what tells one element from the next of its kind: its id and numbers."""
    return IDENTITY.sub("", mark)


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
    prose = np.where((density < 0.4) & (count >= PROSE_WORDS), chars, 0)
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


def placement(
    blocks: Sequence[PageBlock], read: Words, around: Sequence["Surroundings"]
) -> NDArray[np.float32]:
    """Give the share of the page's running text in each of a block's containers, and its neighbours' kinship.

    Returns:
        Shape (n, 5): four shares, 0 to 1, the last of the container itself and not of all of its kind, as posts in a
        list are; and how many of the two neighbours are of the block's like, halved.
    """
    shares: dict[Container, float] = {(): 0.0}
    total = 1
    keys = [(*each.containers, each.instance) for each in around]
    counts = np.diff(read.first).tolist()
    for block, count, own in zip(blocks, counts, keys, strict=True):
        for key in own:
            shares.setdefault(key, 0.0)
        if block.path and block.link_density < 0.4 and count >= PROSE_WORDS:
            total += len(block.text)
            for key in own:
                shares[key] += len(block.text)
    shared = [[shares[key] / total for key in own] for own in keys]
    like = [bool(a.containers[0]) and a.containers[0] == b.containers[0] for a, b in pairwise(around)]
    kinship = (np.asarray([False, *like], dtype=np.float32) + np.asarray([*like, False])) / 2
    return np.concatenate([np.asarray(shared, dtype=np.float32), kinship[:, None]], axis=1).astype(np.float32)


def likeness(read: Words, title: str | None) -> NDArray[np.float32]:
    """Compare each block with the page's title.

    Returns:
        Shape (n, 6): share of the title found in the block's first TITLE_WORDS, of these found in the title, known;
        then how near the last block before and the next one after are that say the title, and whether there is one.
    """
    n = len(read.at) - 1
    result = np.zeros((n, 6), dtype=np.float32)
    wanted = set(words.read([title[:400]]).hashes.tolist()) if title else set()
    if not wanted:
        return result
    result[:, 2] = 1
    mark = np.zeros(BUCKETS, dtype=bool)
    mark[bucket(np.asarray(list(wanted), dtype=np.uint32))] = True
    for i in np.flatnonzero(read.tokens(mark[bucket(read.hashes)])):
        begin = int(read.first[i])
        own = set(read.hashes[begin : min(begin + TITLE_WORDS, int(read.first[i + 1]))].tolist())
        common = len(own & wanted)
        result[i, :2] = common / len(wanted), common / len(own)
    says_title = np.flatnonzero(result[:, 0] * result[:, 1] >= TITLE_SAID)
    if len(says_title):
        here = np.arange(n)
        before = here - says_title[(np.searchsorted(says_title, here, side="right") - 1).clip(0)]
        after = says_title[np.searchsorted(says_title, here).clip(max=len(says_title) - 1)] - here
        result[:, 3] = np.where(before >= 0, 1 / (1 + np.maximum(before, 0) / 4), 0)
        result[:, 4] = np.where(after >= 0, 1 / (1 + np.maximum(after, 0) / 4), 0)
        result[:, 5] = 1
    return result


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the elements around a block say; the same for all blocks in one place."""

    tokens: tuple[int, ...]
    marks: tuple[float, float, float, float, float]
    containers: tuple[Container, Container, Container]
    instance: Container
    """The container around the block, ids and numbers included."""
