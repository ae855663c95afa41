"""Text that strangers wrote, made fit for one line of a message: it can neither break out nor mislead."""

from __future__ import annotations

from typing import Final

import regex

from onrecord.urls import web_url

MAX_LINK_CHARS: Final = 2_900
"""Slack refuses a message with an address longer than 3,000 characters."""

MAX_MARKS: Final = 8
"""Marks on one letter. Vietnamese stacks 2, vocalised Hebrew 4, pointed Quranic Arabic 5; stacks of
hundreds ("Zalgo") cover the lines above and below."""

_READ: Final = 20
"""Times the limit: what lies behind so much of a text is not looked at. Who hides a word behind more than that
many characters that are not shown does not get it shown."""

_WORD_CHARS: Final = 24
"""A cut goes back to a space if one is this near."""

_INVISIBLE: Final = (
    (0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F),  # controls that are no white space
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200B),
    (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069),  # turn the direction of what follows
    (0x2060, 0x2064), (0x206A, 0x206F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB),
    (0xE0000, 0xE007F),  # tags: a second, unseen text
    (0xFDD0, 0xFDEF), *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)),
)  # fmt: skip
_TABLE: Final[dict[int, str | None]] = {
    **{code: None for first, last in _INVISIBLE for code in range(first, last + 1)},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),  # half a pair: no encoder takes it
}
_MARKS: Final = regex.compile(rf"\p{{M}}{{{MAX_MARKS + 1},}}")
_GRAPHEME: Final = regex.compile(r"\X")


def line(text: str, *, limit: int) -> str:
    """Put *text* on one line of at most *limit* characters.

    White space of every kind, line and paragraph separators included, becomes single spaces. Characters
    that cannot be seen go, and with them those that turn the direction of writing; the joiners that
    Persian and emoji need stay. The time it takes is bounded by *limit*, whatever the length of *text*.
    """
    if len(text) > _READ * limit:
        text = f"{text[: _READ * limit]}…"
    text = " ".join(text.translate(_TABLE).split())
    return cut(_MARKS.sub(lambda marks: marks[0][:MAX_MARKS], text), limit)


def cut(text: str, limit: int) -> str:
    """Shorten *text* to *limit* characters, "…" included, between words if one ends near, else between letters.

    A letter is what a reader sees as one (Unicode's extended grapheme cluster, UAX 29).
    """
    if len(text) <= limit:
        return text
    end = 0
    for letter in _GRAPHEME.finditer(text):
        if letter.end() >= limit:
            break
        end = letter.end()
    if (space := text.rfind(" ", max(0, end - _WORD_CHARS), end + 1)) > 0:
        end = space
    return text[:end].rstrip() + "…"


def header_line(text: str, *, limit: int) -> str:
    """Make *text* fit for a mail header: as ``line``, and no ``=?…?=`` in it is decoded by anyone.

    Python before 3.11.15, 3.12.13 and 3.13.12 decodes such a word when it is set and writes what was in it,
    line ends included, into the headers (CVE-2024-6923, CVE-2026-1299).
    """
    return line(text, limit=limit).replace("=?", "= ?")


def link(url: str, *, limit: int = MAX_LINK_CHARS) -> str | None:
    """Give *url* as an ASCII http or https address without ``|<>"`` and white space.

    None if it is not one, or if it has more than *limit* characters.
    """
    try:
        address = web_url(url)
    except ValueError:
        return None
    return address if len(address) <= limit else None
