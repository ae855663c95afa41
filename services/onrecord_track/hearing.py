"""One statement of an article, made ready to be looked at by many topics."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onrecord_track.reading import Reading, WordRange
from onrecord_track.records import Heard, Named, Span
from onrecord_track.words import folded_words

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to vectors: shape (n, d), rows of length 1."""


class Hearing:
    """A statement in its article: what each field looks at, folded once."""

    def __init__(self, heard: Heard, reading: Reading, embed: Embed) -> None:
        self.heard = heard
        self.reading = reading
        self._embed = embed

    @cached_property
    def own(self) -> list[WordRange]:
        """The statement's words: source, cue and content."""
        return self.reading.ranges((*self.heard.source, *self.heard.cue, *self.heard.content))

    @cached_property
    def content(self) -> list[WordRange]:
        """The words of what was said."""
        return self.reading.ranges(self.heard.content)

    @cached_property
    def named(self) -> list[tuple[Named, Sequence[str]]]:
        """Whom the content mentions, each with the folded words of the canonical name."""
        return [
            (named, folded)
            for named, folded in self.reading.folded_names
            if any(named.start < end and start < named.end for start, end in self.heard.content)
        ]

    @cached_property
    def speakers(self) -> list[tuple[str, Sequence[str]]]:
        """The speaker's names, each with its folded words; the source's words where nobody knows the speaker."""
        return [(name, folded_words(name)) for name in dict.fromkeys(self._speakers())]

    @cached_property
    def speaker_type(self) -> str:
        """What the speaker is; empty where unknown."""
        return next((named.type for named in self.reading.named if named.id == self.heard.speaker_id), "")

    @cached_property
    def vector(self) -> NDArray[np.float32]:
        """What the content means; shape (d,), length 1."""
        text = " … ".join(self.reading.text[start:end] for start, end in self.heard.content)
        vector: NDArray[np.float32] = self._embed([text])[0]
        return vector

    @cached_property
    def vocabulary(self) -> set[str]:
        """Every word by which a bare word or ``about:`` can be met."""
        told = {self.reading.words[place].folded for first, end in self.own for place in range(first, end)}
        return told.union(*(folded for _, folded in self.named))

    def _speakers(self) -> Iterable[str]:
        heard, text = self.heard, self.reading.text
        if heard.speaker is None:
            yield from (text[start:end] for start, end in heard.source)
            return
        yield heard.speaker
        if heard.speaker_id is not None:
            yield from (
                text[each.start : each.end] for each in self.reading.named if each.id == heard.speaker_id
            )

    @property
    def extent(self) -> Span | None:
        """From the first to the last character of the source."""
        return _extent(self.heard.source)

    @property
    def content_extent(self) -> Span | None:
        """From the first to the last character of what was said."""
        return _extent(self.heard.content)


def _extent(spans: Sequence[Span]) -> Span | None:
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None
