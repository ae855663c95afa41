"""Blocks to numbers: what the labeller looks at. The same code serves training and use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log1p
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from onrecord_clean.blocks import PageBlock

BUCKETS = 1 << 14
HEAD_WORDS = 24
TAIL_WORDS = 8
MAX_PATH_WORDS = 28
DENSE = 35
PROSE_WORDS = 10

WORD = re.compile(r"\w+|[^\w\s]")
DIGIT = re.compile(r"\d")
PATH_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|h[1-6]\b|[ap]\b")
SENTENCE_END = re.compile(r"[.!?。！？][\"'”’»)\]]*(?=\s|$)")
ENDS_SENTENCE = re.compile(r"[.!?。！？][\"'”’»)\]]*$")
QUOTES = frozenset('"“”„«»‘’「」')
CURRENCY = frozenset("$€£¥₹")
YOU = frozenset(
    "you your yours you're we our us my me i sie ihr ihre ihren vous votre vos tu tus usted su".split()
)


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
    text_ids: list[int] = []
    path_ids: list[int] = []
    text_offsets, path_offsets = [0], [0]
    dense = np.zeros((len(blocks), DENSE), dtype=np.float32)
    seen: set[str] = set()
    title_words = set(WORD.findall((title or "")[:400].lower()))
    surroundings = [containers(block) for block in blocks]
    prose = prose_shares(blocks, surroundings)
    for i, block in enumerate(blocks):
        words = WORD.findall(block.text[:4_000].lower())
        text_ids += text_tokens(words)
        text_offsets.append(len(text_ids))
        path_ids += path_tokens(block.tag, block.path)
        path_offsets.append(len(path_ids))
        dense[i] = [
            *measures(block, words, i, len(blocks), block.text in seen),
            *(prose[key] for key in surroundings[i]),
            *likeness(words, title_words),
            *marks(block.tag, block.path),
        ]
        seen.add(block.text)
    return Features(
        np.asarray(text_ids, dtype=np.int32),
        np.asarray(text_offsets, dtype=np.int32),
        np.asarray(path_ids, dtype=np.int32),
        np.asarray(path_offsets, dtype=np.int32),
        dense,
    )


def text_tokens(words: list[str]) -> list[int]:
    """Give the buckets of a block's first and last words, of pairs among them, and of its first and last word."""
    ids = [bucket("len=" + str(min(len(words), 40) if len(words) < 8 else len(words) // 8 * 8))]
    if not words:
        return ids
    head = [without_digits(word) for word in words[:HEAD_WORDS]]
    tail = [without_digits(word) for word in words[HEAD_WORDS:][-TAIL_WORDS:]]
    ids += [bucket(word) for word in head]
    ids += [bucket(word) for word in tail]
    ids += [bucket(a + " " + b) for a, b in pairwise(head[:12])]
    ids += [bucket(a + " " + b) for a, b in pairwise(tail)]
    last = tail or head
    ids += [bucket("^" + head[0]), bucket("$" + " ".join(last[-2:]))]
    return ids


@lru_cache(maxsize=20_000)
def path_tokens(tag: str, path: tuple[str, ...]) -> list[int]:
    """Give the buckets of the words in the ids and classes around a block; inside *tag* nothing counts."""
    ids = [bucket("tag=" + tag)]
    for distance, mark in enumerate(reversed(outside(tag, path))):
        near = str(min(distance, 2))
        for word in names(mark):
            ids.append(bucket(near + ":" + word))
            if distance:
                ids.append(bucket("any:" + word))
        if len(ids) > MAX_PATH_WORDS:
            break
    return ids


@lru_cache(maxsize=20_000)
def names(mark: str) -> tuple[str, ...]:
    """Give the words in an element's tag, id and classes, lower case; at most 8."""
    return tuple(word.lower() for word in PATH_WORD.findall(mark)[:8])


@lru_cache(maxsize=20_000)
def outside(tag: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Cut *path* after its last element of kind *tag*: what lies inside a block says little about it."""
    at = len(path)
    while at and path[at - 1].split("#", 1)[0].split(".", 1)[0] != tag:
        at -= 1
    return path[: at or len(path)]


@lru_cache(maxsize=20_000)
def marks(tag: str, path: tuple[str, ...]) -> tuple[float, float, float, float, float]:
    """Say of the names around a block: content, furniture near and far, embedded; and whether it is a <p>."""
    if not path:
        return (0.0, 0.0, 0.0, 0.0, 0.0)
    said = [meaning(mark) for mark in outside(tag, path)]
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


def containers(block: PageBlock) -> tuple[Container, Container, Container]:
    """Name the block's like, the container around it and the one around that; empty for plain text."""
    return _containers(block.tag, block.path)


@lru_cache(maxsize=20_000)
def _containers(tag: str, path: tuple[str, ...]) -> tuple[Container, Container, Container]:
    if not path:
        return ((), (), ())
    around = tuple(kind_of(mark) for mark in outside(tag, path)[-4:])
    return (around[-3:], (">", *around[-3:-1]), (">>", *around[-4:-2]))


@lru_cache(maxsize=20_000)
def kind_of(mark: str) -> str:
    """Strip what tells one element from the next of its kind: its id and numbers."""
    return IDENTITY.sub("", mark)


def without_digits(word: str) -> str:
    """Give *word* with each digit as 0: what matters is that it is a number, and how long."""
    return word if word.isalpha() else DIGIT.sub("0", word)


def prose_shares(
    blocks: Sequence[PageBlock], surroundings: Sequence[tuple[Container, Container, Container]]
) -> dict[Container, float]:
    """Give the share of the page's running text that stands in each container, 0 to 1."""
    shares: dict[Container, float] = {(): 0.0}
    total = 1
    for block, keys in zip(blocks, surroundings, strict=True):
        for key in keys:
            shares.setdefault(key, 0.0)
        if keys[0] and block.link_density < 0.4 and block.text.count(" ") >= PROSE_WORDS:
            total += len(block.text)
            for key in keys:
                shares[key] += len(block.text)
    return {key: chars / total for key, chars in shares.items()}


def likeness(words: list[str], title: set[str]) -> tuple[float, float, float]:
    """Compare a block with the page's title: share of the title found in it, of it found in the title, known."""
    if not title:
        return (0.0, 0.0, 0.0)
    own = set(words[:60])
    common = len(own & title)
    return (common / len(title), common / max(1, len(own)), 1.0)


@lru_cache(maxsize=100_000)
def bucket(token: str) -> int:
    """Hash *token* to its row of the table; the same in every process."""
    return crc32(token[:80].encode("utf-8", "replace")) & (BUCKETS - 1)


def measures(block: PageBlock, words: list[str], i: int, n: int, repeated: bool) -> list[float]:
    """Give the plain measures of block *i* of *n*."""
    text = block.text[:4_000]
    chars = max(1, len(text))
    count = max(1, len(words))
    lines = 1 if block.path else text.count("\n") + 1  # the training pages kept no <br>
    raw = text.split()
    return [
        log1p(len(block.text)) / 8,
        log1p(len(words)) / 6,
        block.link_density,
        float(bool(block.path)),
        sum(map(str.isupper, text)) / chars,
        sum(map(str.isdigit, text)) / chars,
        float(bool(ENDS_SENTENCE.search(text[-6:]))),
        min(1.0, text.count(",") / 5),
        float(not QUOTES.isdisjoint(text)),
        float(text[:1].islower()),
        i / n,
        log1p(i) / 8,
        log1p(n - i) / 8,
        log1p(lines - 1) / 3,
        log1p(chars / lines) / 8,
        min(1.0, 5 * sum(word in YOU for word in words) / count),
        sum(len(word) <= 3 and word.isalpha() for word in words) / count,
        sum(word[:1].isupper() for word in raw) / max(1, len(raw)),
        float(repeated),
        log1p(len(SENTENCE_END.findall(text))) / 3,
        float(text.endswith(":")),
        float("@" in text or "http" in text),
        float(not CURRENCY.isdisjoint(text)),
        float(text.endswith(("…", "..."))),
    ]
