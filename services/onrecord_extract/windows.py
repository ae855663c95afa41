"""Segments packed into the windows that the encoder reads, each by itself, and windows into the rows that it is given."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, repeat

from onrecord_extract.wordpieces import Pieces
from onrecord_extract.words import Segment

WINDOW_TOKENS = 16
"""Whole segments share a window up to this size: headings and the like. A paragraph is read best alone: windows of 96
lost half a point of statement F1 on polnear/dev and a third of one on worldwide_ner/dev, 256 three points and one."""

LONGEST_WINDOW_TOKENS = 384
"""A segment of more is cut into overlapping windows: the encoder has learned no places beyond."""

OVERLAP_TOKENS = 48
"""On each side, where a segment is cut: what stands nearer to a cut is read in the neighbouring window."""

ROW_WINDOWS = 8
"""Windows that go through the encoder's products together; written into its graph."""

ROW_TOKENS = 512
"""Most tokens of a row of several windows: more save no time, and take memory."""

_CLS, _SEP = 101, 102


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens to read together, each with its word's feature.

    ``places`` are the first tokens of the words that it is read for; those of all windows, one after the other, are the
    words of all segments.
    """

    ids: list[int]
    features: list[int]
    places: list[int]


def windows(segments: Iterable[tuple[Segment, list[Pieces]]]) -> Iterator[Window]:
    """Pack segments, each with the pieces of its words: as many whole ones as fit, or a long one in parts.

    Every word is taken once; of a segment in parts, from the first to the last.
    """
    window = Window([_CLS], [0], [])
    for segment, pieces in segments:
        size = sum(map(len, pieces))
        if window.places and len(window.ids) + size + 1 > WINDOW_TOKENS:
            yield window
            window = Window([_CLS], [0], [])
        if size + 2 > LONGEST_WINDOW_TOKENS:
            yield from _parts(segment, pieces)
            continue
        _add(window, segment, pieces, (0, len(pieces)), (0, len(pieces)))
    if window.places:
        yield window


def rows(windows: Iterable[Window]) -> Iterator[list[Window]]:
    """Take as many windows at a time as the encoder is given together, in order; at least one."""
    row: list[Window] = []
    size = 0
    for window in windows:
        if len(row) == ROW_WINDOWS or (row and size + len(window.ids) > ROW_TOKENS):
            yield row
            row, size = [], 0
        row.append(window)
        size += len(window.ids)
    if row:
        yield row


def _parts(segment: Segment, pieces: list[Pieces]) -> Iterator[Window]:
    """Cut a segment that no window holds; each word is taken from the part where it stands farther from a cut."""
    room = LONGEST_WINDOW_TOKENS - 2
    first_of = [0, *accumulate(map(len, pieces))]
    words = len(pieces)
    low, taken = 0, 0
    while taken < words:
        high = low + 1
        while high < words and first_of[high + 1] - first_of[low] <= room:
            high += 1
        until = high
        if high < words:
            while until > taken + 1 and first_of[high] - first_of[until] < OVERLAP_TOKENS:
                until -= 1
        window = Window([_CLS], [0], [])
        _add(window, segment, pieces, (low, high), (taken, until))
        yield window
        taken = low = until
        while low > 0 and first_of[taken] - first_of[low] < OVERLAP_TOKENS:
            low -= 1


def _add(
    window: Window, segment: Segment, pieces: list[Pieces], read: tuple[int, int], taken: tuple[int, int]
) -> None:
    """Put the words *read* of a segment at a window's end, to be read for the words *taken*."""
    here = pieces[slice(*read)]
    sizes = [*map(len, here)]
    places = list(accumulate(sizes, initial=len(window.ids)))
    window.ids.extend(chain.from_iterable(here))
    window.features.extend(chain.from_iterable(map(repeat, segment.features[slice(*read)], sizes)))
    window.ids.append(_SEP)
    window.features.append(0)
    window.places.extend(places[taken[0] - read[0] : taken[1] - read[0]])
