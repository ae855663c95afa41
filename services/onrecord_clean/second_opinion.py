"""trafilatura, asked where our own labeller is in doubt: the only place that imports it."""

import logging
import re
from collections.abc import Sequence

import trafilatura

from onrecord_clean.blocks import PageBlock
from onrecord_clean.words import UNSPACED

MAX_HTML_CHARS = 1_500_000
MAX_PAGE_BLOCKS = 1_500
SHINGLE_WORDS = 4
LETTERS = "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED)
WORD = re.compile(f"[{LETTERS}]|[^\\s{LETTERS}]+")

logging.getLogger("trafilatura").setLevel(
    logging.CRITICAL
)  # what it cannot read is our outcome, not its error


def second_opinion(html: str, blocks: Sequence[PageBlock]) -> list[bool] | None:
    """Say which of *blocks*, cut from *html*, trafilatura reads as the article's text.

    Returns:
        One truth per block: at least half of its SHINGLE_WORDS-word shingles stand in trafilatura's text. None
        where the page is too large to be worth its time, or trafilatura finds no text.
    """
    if len(html) > MAX_HTML_CHARS or len(blocks) > MAX_PAGE_BLOCKS:
        return None
    text = trafilatura.extract(html, fast=True, include_comments=False)
    if not text:
        return None
    heard = set(_shingles(text))
    return [_mostly_in(block.text, heard) for block in blocks]


def _mostly_in(text: str, heard: set[tuple[str, ...]]) -> bool:
    shingles = _shingles(text)
    return sum(shingle in heard for shingle in shingles) * 2 >= max(1, len(shingles))


def _shingles(text: str) -> list[tuple[str, ...]]:
    words = WORD.findall(text)
    return [tuple(words[i : i + SHINGLE_WORDS]) for i in range(max(1, len(words) - SHINGLE_WORDS + 1))]
