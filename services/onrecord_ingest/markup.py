"""Text out of the bits of HTML that feeds carry."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_BREAKS: Final = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main "
    "ol p pre section table td th tr ul".split()
)
_UNREAD: Final = frozenset({"script", "style", "noscript", "template", "iframe"})
_TAG: Final = re.compile(r"</?[A-Za-z!]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACE: Final = re.compile(r"\s+")


def one_line(text: str) -> str:
    """Replace each run of white space by one space; leave out what no database or terminal should see."""
    return _SPACE.sub(" ", _CONTROLS.sub("", text)).strip()


def without_controls(text: str) -> str:
    """Leave out control characters and surrogates, and keep line ends and tabs."""
    return _CONTROLS.sub("", text)


def text_of(markup: str, *, is_html: bool) -> str:
    """Read *markup* as one line of text: no tags, no scripts, entities resolved where it is HTML.

    Args:
        markup: Short: the standard library's parser has quadratic corners.
        is_html: False where it was declared to be text; tags are left out all the same, because feeds declare
            wrongly, but ``5 < 6`` stays and ``&amp;`` is not read twice.
    """
    if not is_html and not _TAG.search(markup):
        return one_line(markup)
    reader = _Reader(convert_charrefs=is_html)
    reader.feed(markup)
    reader.close()
    return one_line("".join(reader.parts))


class _Reader(HTMLParser):
    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.parts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its signature
        if tag in _UNREAD:
            self._unread += 1
        elif tag in _BREAKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag in _BREAKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")
