"""An article's words, indexed once for all its statements and all topics."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from onrecord_track.grammar.expression import Pattern
from onrecord_track.records import Named, Span
from onrecord_track.words import fold, folded_words, words

WordRange = tuple[int, int]
"""Numbers [first, end) of words that stand one after another in the article."""


class Reading:
    """The readable text of an article, with who and what it names and where it appeared."""

    def __init__(self, text: str, named: Iterable[Named], *, outlet: str, lang: str | None) -> None:
        self.text = text
        self.named = tuple(named)
        self.outlet = outlet
        self.lang = fold((lang or "").replace("_", "-").split("-")[0])
        """Primary language subtag, folded; empty where unknown."""
        self.words = words(text)
        self._starts = [word.start for word in self.words]
        self._ends = [word.end for word in self.words]
        self._places: dict[str, list[int]] = {}
        for number, word in enumerate(self.words):
            self._places.setdefault(word.folded, []).append(number)

    @cached_property
    def _alphabet(self) -> list[str]:
        return sorted(self._places)

    @cached_property
    def folded_names(self) -> list[tuple[Named, Sequence[str]]]:
        """Each mention with the folded words of its canonical name."""
        folded = {name: folded_words(name) for name in {named.canonical for named in self.named}}
        return [(named, folded[named.canonical]) for named in self.named]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of the text and of the names of what it mentions."""
        return frozenset(self._places).union(*(folded for _, folded in self.folded_names))

    @cached_property
    def folded_outlet(self) -> Sequence[str]:
        """The words of the newspaper's name, folded."""
        return folded_words(self.outlet)

    @property
    def all(self) -> list[WordRange]:
        """All words, as one range."""
        return [(0, len(self.words))]

    def ranges(self, spans: Iterable[Span]) -> list[WordRange]:
        """Give the words that stand wholly inside *spans*, as ranges in order, touching ones joined."""
        joined: list[WordRange] = []
        for start, end in sorted(spans):
            first, last = bisect_left(self._starts, start), bisect_right(self._ends, end)
            if joined and first <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            elif first < last:
                joined.append((first, last))
        return joined

    def places(self, pattern: Pattern, ranges: Iterable[WordRange]) -> Iterator[int]:
        """Give the numbers of the words in *ranges* that meet *pattern*, in order."""
        numbers = self._numbers(pattern)
        for first, end in ranges:
            yield from numbers[bisect_left(numbers, first) : bisect_left(numbers, end)]

    def phrase(self, patterns: tuple[Pattern, ...], ranges: Iterable[WordRange]) -> Span | None:
        """Find where *patterns* first stand one after another within one range; characters [start, end)."""
        for first, end in ranges:
            for place in self.places(patterns[0], [(first, end)]):
                past = place + len(patterns)
                if past <= end and all(
                    meets(word.folded, pattern)
                    for word, pattern in zip(self.words[place:past], patterns, strict=True)
                ):
                    return self.words[place].start, self.words[past - 1].end
        return None

    def _numbers(self, pattern: Pattern) -> list[int]:
        if not pattern.prefix:
            return self._places.get(pattern.text, [])
        found: list[int] = []
        for folded in self._alphabet[bisect_left(self._alphabet, pattern.text) :]:
            if not folded.startswith(pattern.text):
                break
            found.extend(self._places[folded])
        return sorted(found)


def meets(folded: str, pattern: Pattern) -> bool:
    return folded.startswith(pattern.text) if pattern.prefix else folded == pattern.text
