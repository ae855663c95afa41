"""From spans of sources, cues and contents to statements: which belongs to which.

A trained linker scores the pairs of each paragraph; quotation marks, where there are any, overrule it.
"""

from bisect import bisect_left
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from onrecord_extract.quotes import Quote
from onrecord_extract.records import Span
from onrecord_extract.words import OPENS, SHAPE_STEP, Segment

Vectors = NDArray[np.float32]

Words = tuple[int, int]
"""First and last word of a span within its segment."""

_DISTANCES = (1, 2, 3, 5, 8, 12, 20, 35, 60)
"""Upper edges of the buckets of words between two spans, as in training/statements/model.py."""

_VECTORS = _CONTENT_FIRST, _CONTENT_LAST, _CONTENT_CUE, _SOURCE_FIRST, _SOURCE_LAST, _SOURCE_CUE = range(6)
"""The linker vectors of a word, in the order of training/statements/model.py."""

_STOPS = frozenset(".,;")


@dataclass(frozen=True, slots=True)
class Linker:
    """What was learned of which span goes with which.

    ``content_distance`` and ``source_distance`` hold a bias per bucket of distance, those of what follows first;
    ``no_cue`` and ``no_source`` are the scores of having none.
    """

    width: int
    content_distance: tuple[float, ...]
    source_distance: tuple[float, ...]
    no_cue: float
    no_source: float


@dataclass(slots=True)
class Found:
    """A statement by its spans of characters; source and cue may be missing."""

    source: Span | None
    cue: Span | None
    content: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of one segment by role, in words, and the words' linker vectors (W, 6 * width)."""

    sources: list[Words]
    cues: list[Words]
    contents: list[Words]
    vectors: Vectors


def links(found: Spans, linker: Linker) -> tuple[list[int | None], list[int | None]]:
    """Say which cue each content goes with, and which source each cue; None for none."""
    if not found.cues:
        return [None] * len(found.contents), []
    vectors = found.vectors.reshape(len(found.vectors), len(_VECTORS), linker.width)
    cues = [first for first, _ in found.cues]
    wanted = _ends(vectors, found.contents, _CONTENT_FIRST, _CONTENT_LAST)
    by_cue = _scores(wanted, vectors[cues, _CONTENT_CUE], linker.content_distance, found.contents, found.cues)
    if not found.sources:
        return _best(by_cue, linker.no_cue), [None] * len(cues)
    offered = _ends(vectors, found.sources, _SOURCE_FIRST, _SOURCE_LAST)
    by_source = _scores(
        vectors[cues, _SOURCE_CUE], offered, linker.source_distance, found.cues, found.sources
    )
    return _best(by_cue, linker.no_cue), _best(by_source, linker.no_source)


def _ends(vectors: Vectors, spans: list[Words], first: int, last: int) -> Vectors:
    """Add the vectors of both ends of each of *spans*, each by its number."""
    starts, ends = zip(*spans, strict=True)
    return vectors[starts, first] + vectors[ends, last]


def _scores(
    ours: Vectors, theirs: Vectors, biases: tuple[float, ...], spans: list[Words], others: list[Words]
) -> list[list[float]]:
    """Score each of *spans* with each of *others*."""
    products: list[list[float]] = (ours @ theirs.T / np.sqrt(np.float32(ours.shape[1]))).tolist()
    return [
        [product + biases[_bucket(span, other)] for product, other in zip(row, others, strict=True)]
        for row, span in zip(products, spans, strict=True)
    ]


def _best(scores: list[list[float]], none: float) -> list[int | None]:
    """Say where each row is highest; None where that is no more than *none*, or where there is nothing."""
    best = [max(row, default=none) for row in scores]
    return [row.index(most) if most > none else None for row, most in zip(scores, best, strict=True)]


def _bucket(one: Words, other: Words) -> int:
    bucket = bisect_left(_DISTANCES, _gap(one, other))
    return bucket + (len(_DISTANCES) + 1 if one[0] > other[0] else 0)


def _gap(one: Words, other: Words) -> int:
    return max(other[0] - one[1], one[0] - other[1])


def statements(found: Spans, linker: Linker, starts: list[int], ends: list[int]) -> list[Found]:
    """Make statements of one segment's spans, in order of their first content.

    A cue without content says nothing and is dropped. A content without a cue is a statement of its own, by the
    nearest source of the segment that no cue has taken, if there is one.

    Args:
        starts, ends: Character offsets of the segment's words.
    """
    if not found.contents:
        return []
    cue_of, source_of = links(found, linker)

    def characters(words: Words) -> Span:
        return starts[words[0]], ends[words[1]]

    free = [source for k, source in enumerate(found.sources) if k not in source_of]
    by_cue: dict[int, Found] = {}
    made: list[Found] = []
    for content, cue in zip(found.contents, cue_of, strict=True):
        if cue is None:
            nearest = min(free, key=lambda source: _gap(content, source), default=None)
            made.append(Found(characters(nearest) if nearest else None, None, [characters(content)]))
        elif cue in by_cue:
            by_cue[cue].content.append(characters(content))
        else:
            source = source_of[cue]
            made.append(
                Found(
                    characters(found.sources[source]) if source is not None else None,
                    characters(found.cues[cue]),
                    [characters(content)],
                )
            )
            by_cue[cue] = made[-1]
    return made


def without_opening(span: Span, segment: Segment) -> Span:
    """Cut from a content's end the mark that opens the next quotation, and the stop before it.

    Where white space stands on both sides of a mark, as in tokenised text, a content may seem to end with it.
    """
    start, end = span
    last = bisect_left(segment.ends, end)
    if segment.features[last] % SHAPE_STEP // 2 != OPENS:
        return span
    while segment.starts[last] > start and (segment.ends[last] == end or segment.spelled[last] in _STOPS):
        last -= 1
    return start, segment.ends[last]


def with_quotes(made: list[Found], quotes: tuple[Quote, ...]) -> list[Found]:
    """Let quotation marks complete *made*: a quotation that runs on into later paragraphs is one speaker's.

    A paragraph that goes on with a quotation joins the statement that holds its beginning, unless a cue of its own
    says who speaks there. Linear in statements and quotations.

    Args:
        made: Statements in order of their first content; theirs is extended in place.
        quotes: The outermost quotations, in order.

    Returns:
        *made*, without the statements that were no more than such a paragraph.
    """
    holders = _holders(made, quotes)
    dropped: set[int] = set()
    for at in range(1, len(quotes)):
        if not quotes[at - 1].continues or (before := holders[at - 1]) is None:
            continue
        here = holders[at]
        if here is not None and here is not before and here.cue is not None:
            continue
        if here is not None and here is not before:
            dropped.add(id(here))
        if here is not before:
            before.content.append((quotes[at].start, quotes[at].end))
        holders[at] = before
    return [statement for statement in made if id(statement) not in dropped]


def _holders(made: list[Found], quotes: tuple[Quote, ...]) -> list[Found | None]:
    """Say of each quotation which statement's content reaches farthest into it."""
    starts = [quote.start for quote in quotes]
    holders: list[Found | None] = [None] * len(quotes)
    for statement in made:
        for start, end in statement.content:
            at = max(0, bisect_left(starts, start) - 1)
            while at < len(quotes) and quotes[at].start < end:
                if quotes[at].end > start:
                    holders[at] = statement
                at += 1
    return holders
