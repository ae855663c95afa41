"""The elements around a block: what their tags, ids and classes say, hashed, and which blocks share a container."""

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple
from zlib import crc32

import numpy as np

from onrecord_clean.blocks import PageBlock
from onrecord_clean.words import BUCKETS, Ints

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
PLACE = itemgetter(PageBlock._fields.index("tag"), PageBlock._fields.index("path"))
Container = tuple[str, ...]
LEVELS = 4
"""Of containers: Surroundings.containers and Surroundings.instance."""


class Surroundings(NamedTuple):
    """What the elements around a block say; the same for all blocks in one place."""

    names: Ints
    """Buckets of the words of tag, ids and classes: the block's own tag, then nearest first, each in its place (0 the block's
    tag, 1 the block's element, 2 the next one out, 3 further out); then those from the next one out ANYWHERE."""
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
    names, anywhere = [name_of(tag).buckets[0]], []
    for distance, mark in enumerate(reversed(marks)):
        own = mark.names[:MAX_NAMES]
        place = min(distance, 2) + 1
        names += [name.buckets[place] for name in own]
        if place > 1:
            anywhere += [name.buckets[ANYWHERE] for name in own]
        if len(names) > MAX_PATH_NAMES:
            break
    kinds = tuple(mark.kind for mark in marks[-4:])
    kin = (kinds[-3:], (">", *kinds[-3:-1]), (">>", *kinds[-4:-2])) if path else ((), (), ())
    instance = ("=", *path[max(0, inside - 4) : inside - 1]) if path else ()
    return Surroundings(np.asarray(names + anywhere), tuple(map(bool, said)), kin, instance)


class Name(NamedTuple):
    """A word in the name of an element."""

    buckets: tuple[int, ...]
    """Its rows of the table: one for each place, the last for ANYWHERE."""
    said: int
    """CONTENT, FURNITURE, EMBEDDED."""


class Mark(NamedTuple):
    """An element's tag, id and classes."""

    tag: str
    kind: str
    """Without what tells one element from the next of its kind: its id and numbers."""
    names: list[Name]
    said: int
    """What its names say, together."""


@lru_cache(maxsize=CACHED)
def mark_of(mark: str) -> Mark:
    """Read an element's tag, id and classes as blocks.PageBlock writes them."""
    names = [name_of(word.lower()) for word in NAME.findall(mark)]
    said = 0
    for name in names:
        said |= name.said
    if said & CONTENT and not CONTENT_MARK.search(mark):
        said ^= CONTENT
    tag = mark.split("#", 1)[0].split(".", 1)[0]
    return Mark(tag, IDENTITY.sub("", mark), names, said)


@lru_cache(maxsize=CACHED)
def name_of(word: str) -> Name:
    """Hash a *word*, the same in every process, and say what it means."""
    means = (
        CONTENT * bool(CONTENT_NAME.search(word))
        | FURNITURE * bool(FURNITURE_NAME.search(word))
        | EMBEDDED * bool(EMBED_NAME.search(word))
    )
    hashed = crc32(word[:80].encode("utf-8", "replace"))
    return Name(tuple(bucket_of(hashed, place) for place in range(ANYWHERE + 1)), means)


def distinct(blocks: Sequence[PageBlock]) -> tuple[list[Surroundings], Ints]:
    """Give the different surroundings of *blocks*, and which of them each block has; shape (n,)."""
    at: dict[tuple[str, tuple[str, ...]], int] = {}
    place_of = [at.setdefault(place, len(at)) for place in map(PLACE, blocks)]
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
    return np.asarray(found, dtype=np.int64).take(place_of, axis=0)


def path_tokens(around: Sequence[Surroundings]) -> tuple[Ints, Ints]:
    """Give the buckets of the names around each of some blocks: one for its distance, one for wherever it is.

    Returns:
        The buckets, one block's after the other's, and where each block's begin; shapes (k,), (n + 1,).
    """
    offsets = np.zeros(len(around) + 1, dtype=np.int64)
    np.cumsum([len(each.names) for each in around], out=offsets[1:])
    return np.concatenate([each.names for each in around]), offsets


def bucket_of(name: int, place: int) -> int:
    """Give a hashed *name* in its *place* its row of the table."""
    mixed = (name ^ place * 0x9E3779B1) * 0x85EBCA6B & 0xFFFFFFFF
    return (mixed ^ mixed >> 15) >> 2 & BUCKETS - 1
