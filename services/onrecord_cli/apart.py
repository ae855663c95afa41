"""The headline apart from the text, for whoever reads an analysis as data: other extractors give the two so as well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord_clean.records import BETWEEN_BLOCKS, Block, Cleaned
from onrecord_extract.records import Span


@dataclass(frozen=True, slots=True)
class Apart:
    """A cleaned text without its headline, and where what stood in the whole stands now."""

    text: str
    start: int
    """Where the headline began in the whole text; the whole text's length where there is none."""
    end: int
    """Where it ended."""
    gap: int
    """Characters that went with it."""

    def in_title(self, spans: Iterable[Span]) -> bool:
        """Tell whether all of *spans*, offsets into the whole text, stand in the headline; not where there are none."""
        spans = list(spans)
        return bool(spans) and all(self.start <= start and end <= self.end for start, end in spans)

    def of_title(self, spans: Iterable[Span]) -> list[Span]:
        """Give those of *spans* that stand in the headline, as offsets into it."""
        return [
            (start - self.start, end - self.start) for start, end in spans if self.in_title([(start, end)])
        ]

    def of_text(self, spans: Iterable[Span]) -> list[Span]:
        """Give those of *spans* that do not, as offsets into ``text``."""
        moved = []
        for start, end in spans:
            if not self.in_title([(start, end)]):
                by = self.gap if start >= self.end else 0
                moved.append((start - by, end - by))
        return moved


def apart(cleaned: Cleaned) -> Apart:
    """Take the headline out of the text of *cleaned*: the block that its title was taken from, if one was."""
    block = next((block for block in cleaned.blocks if _is_title(block, cleaned.title)), None)
    if block is None or block.start is None or block.end is None:
        return Apart(cleaned.text, len(cleaned.text), len(cleaned.text), 0)
    before, after = cleaned.text[: block.start], cleaned.text[block.end :]
    text = before + after.removeprefix(BETWEEN_BLOCKS) if after else before.removesuffix(BETWEEN_BLOCKS)
    return Apart(text, block.start, block.end, len(cleaned.text) - len(text))


def _is_title(block: Block, title: str | None) -> bool:
    return block.label == "headline" and block.start is not None and " ".join(block.text.split()) == title
