"""Plain text, as a user pastes it or a crawler dumps it, to blocks."""

import re

from onrecord_clean.blocks import MAX_BLOCKS, MAX_PAGE_CHARS, PageBlock, pieces, tidy

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
LINE_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")
PARAGRAPH_MARK = "\u2029"
WRAPPED_LINE_CHARS = (45, 100)
LONG_LINE_CHARS = 200


def split(text: str) -> tuple[list[PageBlock], str | None]:
    """Cut *text* into blocks at blank lines and, where lines are no hard wrapping, at each line.

    Returns:
        The blocks in order, and why the rest was not read (MAX_PAGE_CHARS, MAX_BLOCKS) or None.
    """
    cut = None
    if len(text) > MAX_PAGE_CHARS:
        cut = f"more than {MAX_PAGE_CHARS} characters of text"
        text = text[:MAX_PAGE_CHARS]
    text = LINE_BREAK.sub("\n", text.replace(PARAGRAPH_MARK, "\n\n"))
    blocks: list[PageBlock] = []
    for paragraph in BLANK_LINE.split(text):
        lines = tidy(paragraph).split("\n")
        for part in [" ".join(lines)] if is_wrapped(lines) else lines:
            for piece in pieces(part):
                if len(blocks) >= MAX_BLOCKS:
                    return blocks, f"more than {MAX_BLOCKS} blocks"
                blocks.append(PageBlock(piece))
    return blocks, cut


def is_wrapped(lines: list[str]) -> bool:
    """Tell a paragraph that a mail program or terminal wrapped from lines that each stand for themselves.

    Wrapped lines but the last are about equally long, and most break inside a sentence.
    """
    if len(lines) < 2:
        return False
    *full, last = lines
    low, high = WRAPPED_LINE_CHARS
    if not all(low <= len(line) <= high for line in full) or len(last) > high:
        return False
    inside = sum(not line.endswith((".", "!", "?", ":", '"', "”")) for line in full)
    return max(map(len, full)) - min(map(len, full)) <= 25 and inside * 2 >= len(full)
