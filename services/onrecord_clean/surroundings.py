"""The elements around a block: what their tags, ids and classes say, hashed, and which blocks share a container."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from zlib import crc32

import numpy as np

from onrecord_clean.blocks import PageBlock
from onrecord_clean.words import BUCKETS, Hashes, Ints

MAX_PATH_NAMES = 20
NAME = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|h[1-6]\b|[ap]\b")
MAX_NAMES = 8
CACHED = 8_192
CONTENT, FURNITURE, EMBEDDED = 1, 2, 4
ANYWHERE = 4
FURNITURE_NEAR = 1  # in Surroundings.marks
CONTENT_NAME = re.compile(r"body|text|content|copy|wysiwyg|paragraph|prose", re.IGNORECASE)
CONTENT_MARK = re.compile(
    r"article-?_*(?:body|text|content|copy)|(?:entry|post|story|content|main)-?_*(?:body|content|text|copy)|body-?(?:text|copy)"
    r"|rich-?text|wysiwyg|paragraph|prose",
    re.IGNORECASE,
)
FURNITURE_NAME = re.compile(
    r"^(?:nav|aside|footer|form|ads?|promo|menu|share|tags?|bio|meta)$|related|recirc|recommend|newsletter|sidebar|comment|social"
    r"|widget|teaser|trending|popular|footer|cookie|consent|breadcrumb|subscri|signup|sponsor|donat|caption|byline|author",
    re.IGNORECASE,
)
EMBED_NAME = re.compile(r"tweet|instagram|embed|quote", re.IGNORECASE)
IDENTITY = re.compile(r"#[^.]*|\d+")
Container = tuple[str, ...]
LEVELS = 4
"""Of containers: Surroundings.containers and Surroundings.instance."""


class Surroundings(NamedTuple):
    """What the elements around a block say; the same for all blocks in one place."""

    names: list[int]
    """Words of tag, ids and classes, hashed, nearest first; the block's own tag before them."""
    places: list[int]
    """Of each name: 0 the block's tag, 1 the block's element, 2 the next one out, 3 further out."""
    marks: tuple[bool, ...]
    """Named content; named furniture near and far; embedded; a <p>."""
    containers: tuple[Container, Container, Container]
    """A block's like, the container around it and the one around that; empty for plain text."""
    instance: Container
    """The container around the block, ids and numbers included."""


@lru_cache(maxsize=CACHED)
def surroundings(tag: str, path: tuple[str, ...]) -> Surroundings:
    """Read the names of the elements around a block."""
    marks = [mark_of(mark) for mark in path]
    inside = len(marks)
    while inside and marks[inside - 1].tag != tag:
        inside -= 1
    inside = inside or len(marks)
    del marks[inside:]  # what lies inside a block says little about it
    near = far = 0
    for mark in marks[-2:]:
        near |= mark.said
    for mark in marks[:-2]:
        far |= mark.said
    said = (
        (near | far) & CONTENT,
        near & FURNITURE,
        far & FURNITURE,
        near & EMBEDDED,
        bool(path) and tag == "p",
    )
    names, places = [name_of(tag)[0]], [0]
    for distance, mark in enumerate(reversed(marks)):
        own = mark.names[:MAX_NAMES]
        names += own
        places += [min(distance, 2) + 1] * len(own)
        if len(names) > MAX_PATH_NAMES:
            break
    kinds = tuple(mark.kind for mark in marks[-4:])
    kin = (kinds[-3:], (">", *kinds[-3:-1]), (">>", *kinds[-4:-2])) if path else ((), (), ())
    instance = ("=", *path[max(0, inside - 4) : inside - 1]) if path else ()
    return Surroundings(names, places, tuple(map(bool, said)), kin, instance)


class Mark(NamedTuple):
    """An element's tag, id and classes."""

    tag: str
    kind: str
    """Without what tells one element from the next of its kind: its id and numbers."""
    names: list[int]
    """Its words, hashed."""
    said: int
    """CONTENT, FURNITURE, EMBEDDED."""


@lru_cache(maxsize=CACHED)
def mark_of(mark: str) -> Mark:
    """Read an element's tag, id and classes as blocks.PageBlock writes them."""
    names, said = [], 0
    for word in NAME.findall(mark):
        hashed, means = name_of(word.lower())
        names.append(hashed)
        said |= means
    if said & CONTENT and not CONTENT_MARK.search(mark):
        said ^= CONTENT
    tag = mark.split("#", 1)[0].split(".", 1)[0]
    return Mark(tag, IDENTITY.sub("", mark), names, said)


@lru_cache(maxsize=CACHED)
def name_of(word: str) -> tuple[int, int]:
    """Hash a *word*, the same in every process, and say what it means."""
    means = (
        CONTENT * bool(CONTENT_NAME.search(word))
        | FURNITURE * bool(FURNITURE_NAME.search(word))
        | EMBEDDED * bool(EMBED_NAME.search(word))
    )
    return crc32(word[:80].encode("utf-8", "replace")), means


def distinct(blocks: Sequence[PageBlock]) -> tuple[list[Surroundings], Ints]:
    """Give the different surroundings of *blocks*, and which of them each block has; shape (n,)."""
    at: dict[tuple[str, tuple[str, ...]], int] = {}
    place_of = [at.setdefault((block.tag, block.path), len(at)) for block in blocks]
    return [surroundings(*each) for each in at], np.asarray(place_of)


def grouped(around: Sequence[Surroundings], place_of: Ints) -> Ints:
    """Number the containers of each block: its like, the two around that, and the last of them as an instance.

    Returns:
        Shape (n, LEVELS), for n > 0; no two levels share a number. Plain text has one container on each level.
    """
    numbers: dict[tuple[int, Container], int] = {}
    found = [
        [
            numbers.setdefault((level, key), len(numbers))
            for level, key in enumerate((*place.containers, place.instance))
        ]
        for place in around
    ]
    return np.asarray(found, dtype=np.int64)[place_of]


def path_tokens(around: Sequence[Surroundings]) -> tuple[Ints, Ints]:
    """Give the buckets of the names around each of some blocks: one for its distance, one for wherever it is.

    Returns:
        The buckets, one block's after the other's, and where each block's begin; shapes (k,), (n + 1,).
    """
    counts = [len(each.names) for each in around]
    names = np.fromiter(chain.from_iterable(each.names for each in around), np.uint32, sum(counts))
    places = np.fromiter(chain.from_iterable(each.places for each in around), np.uint32, sum(counts))
    owner = np.repeat(np.arange(len(around)), counts)
    outside = places > 1
    anywhere = np.full(int(outside.sum()), ANYWHERE, dtype=np.uint32)
    found = np.concatenate([placed(names, places), placed(names[outside], anywhere)])
    owner = np.concatenate([owner, owner[outside]])
    order = np.argsort(owner.astype(np.uint16), kind="stable")
    offsets = np.zeros(len(around) + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=len(around)), out=offsets[1:])
    return found[order], offsets


def placed(names: Hashes, places: Hashes) -> Ints:
    """Give hashed *names* in their *places* their rows of the table."""
    mixed = (names ^ places * np.uint32(0x9E3779B1)) * np.uint32(0x85EBCA6B)
    return ((mixed ^ mixed >> np.uint32(15)) >> np.uint32(2) & np.uint32(BUCKETS - 1)).astype(np.int64)
