"""HTML to paragraph-sized blocks with the structure around each, in one pass and bounded memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml import etree

MAX_BLOCKS = 5_000
MAX_BLOCK_CHARS = 20_000
MAX_PAGE_CHARS = 3_000_000
MAX_DEPTH = 500
"""Real pages stay under 100. libxml2 looks through every open element for each end tag that has no start, so
depth times end tags is its one quadratic corner: 50,000 open elements cost 44 s, 500 cost under 1 s."""
TOO_DEEP = f"nested deeper than {MAX_DEPTH} elements"
PATH_ELEMENTS = 6
MARK_CHARS = 60
MAX_GAP_CHARS = 100
FEED_CHARS = 65_536
MAX_JSON_LD_CHARS = 500_000

BREAKS_BLOCK = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hr html label legend li main nav ol option p pre "
    "section summary table tbody td tfoot th thead tr ul".split()
)
SKIPPED = frozenset(
    "audio canvas datalist embed iframe math meter noembed noframes noscript object picture progress script "
    "select style svg template textarea title video".split()
)
NOTED = frozenset({"frame", "html", "meta", "script", "title"})
COUNTED = frozenset({"a", "article", "pre"})
SPECIAL = NOTED | SKIPPED | COUNTED | {"br"}
LINE_BREAK = "\x1e"  # a <br>, told from the line breaks of the source, which are spaces
SPACES = re.compile(r"[^\S\n]+")
NEWLINES = re.compile(r" ?\n[ \n]*")
PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFC]
    + [n for n in range(32) if n not in (9, 10, 13)]
    + [127]
)


class Story(NamedTuple):
    """An <article> element; *number* counts them on the page, *mark* is its tag, id and classes."""

    number: int
    mark: str


class PageBlock(NamedTuple):
    """A block before it has a label.

    *tag* is the nearest block-level element, *path* the last PATH_ELEMENTS open elements, outermost first, as
    ``tag#id.class.class``, each cut at MARK_CHARS. Plain text has neither. *link_density* is the share of the
    characters that stand in links, 0 to 1. *stories* are the open <article> elements, outermost first.
    """

    text: str
    tag: str = ""
    path: tuple[str, ...] = ()
    link_density: float = 0.0
    stories: tuple[Story, ...] = ()


@dataclass(slots=True)
class Page:
    """What one pass over the HTML saw."""

    blocks: list[PageBlock] = field(default_factory=list)
    title: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    """The first content of each <meta>, by its name or property in lower case."""
    lang: str | None = None
    json_ld: list[str] = field(default_factory=list)
    documents: list[object] | None = None
    """What json_ld holds, once somebody asked for it."""
    frames: int = 0
    cut: str | None = None
    """Why the rest of the page was not read; None where all of it was."""


class _Enough(Exception):
    """A bound was reached; what was read so far stands."""


class _Reader:
    """The target of lxml's parser: it is told of each start tag, end tag and piece of text, in order.

    A page tells it of thousands; what is written out here and not called saves a third of the time of a page.
    """

    def __init__(self) -> None:
        self.page = Page()
        self._open: list[list[Any]] = []  # tag, attributes, and the path down to it once it was asked for
        self._skipped = 0  # open elements from the outermost whose inside is not read; 0: none
        self._links = 0
        self._preformatted = 0
        self._stories: tuple[Story, ...] = ()
        self._story_count = 0
        self._pieces: list[str] = []
        self._chars = 0
        self._link_chars = 0
        self._total_chars = 0
        self._captured: list[str] | None = None  # the inside of <title> or of JSON-LD

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        opened = self._open
        if self._skipped:
            self._skipped += 1
            if len(opened) + self._skipped > MAX_DEPTH:
                raise _Enough(TOO_DEEP)
            if tag in NOTED:
                self._note(tag, attrib)
            return
        if self._pieces and tag in BREAKS_BLOCK:
            self._flush()
        if len(opened) >= MAX_DEPTH:
            raise _Enough(TOO_DEEP)
        opened.append([tag, attrib, None])
        if tag in SPECIAL:
            self._start_special(tag, attrib)
        if attrib and ("style" in attrib or "hidden" in attrib) and _is_hidden(attrib):
            self._skipped = 1

    def _start_special(self, tag: str, attrib: dict[str, str]) -> None:
        if tag == "a":
            self._links += 1
        elif tag == "br":
            if self._pieces:
                self._pieces.append(LINE_BREAK)
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "article":
            self._story_count += 1
            self._stories += (Story(self._story_count, _mark(tag, attrib)),)
        if tag in NOTED:
            self._note(tag, attrib)
        if tag in SKIPPED:
            self._skipped = 1

    def end(self, tag: str) -> None:
        if self._skipped:
            if self._captured is not None and tag in ("title", "script"):
                self._keep_captured(tag)
            self._skipped -= 1
            if self._skipped:
                return
        elif self._pieces and tag in BREAKS_BLOCK:
            self._flush()
        if tag in COUNTED:
            if tag == "a":
                self._links -= 1
            elif tag == "pre":
                self._preformatted -= 1
            else:
                self._stories = self._stories[:-1]
        if self._open:
            self._open.pop()

    def data(self, data: str) -> None:
        if self._skipped:
            if self._captured is not None:
                self._captured.append(data)
        elif not data.isspace():
            self._pieces.append(data)
            self._chars += len(data)
            if self._links:
                self._link_chars += len(data)
            if self._chars > MAX_BLOCK_CHARS:
                self._flush()
        elif self._pieces:
            self._pieces.append(data[:MAX_GAP_CHARS])

    def close(self) -> Page:
        self._flush()
        return self.page

    def _note(self, tag: str, attrib: dict[str, str]) -> None:
        if tag == "meta":
            self._meta(attrib)
        elif tag == "title":
            if self.page.title is None and self._open[-1][0] != "svg":
                self._captured = []
        elif tag == "script":
            if "ld+json" in attrib.get("type", ""):
                self._captured = []
        elif not self._skipped:
            if tag == "html":
                self.page.lang = attrib.get("lang") or attrib.get("xml:lang")
            else:
                self.page.frames += 1

    def _meta(self, attrib: dict[str, str]) -> None:
        name = (attrib.get("property") or attrib.get("name") or attrib.get("itemprop") or "").strip().lower()
        if name and len(self.page.meta) < 200 and attrib.get("content"):
            self.page.meta.setdefault(name, attrib["content"][:2_000].strip())

    def _keep_captured(self, tag: str) -> None:
        text = "".join(self._captured or ())
        self._captured = None
        if tag == "title":
            self.page.title = " ".join(text.split())[:1_000] or None
        elif len(text) <= MAX_JSON_LD_CHARS and len(self.page.json_ld) < 50:
            self.page.json_ld.append(text)

    def _flush(self) -> None:
        text = "".join(self._pieces)
        density = min(1.0, self._link_chars / self._chars) if self._link_chars else 0.0
        self._pieces.clear()
        self._chars = self._link_chars = 0
        self._total_chars += len(text)
        tag, path = self._place()
        for part in self._paragraphs(text) if self._preformatted or LINE_BREAK in text else (unbroken(text),):
            for piece in pieces(part) if len(part) > MAX_BLOCK_CHARS else (part,):
                if len(self.page.blocks) >= MAX_BLOCKS and piece:
                    raise _Enough(f"more than {MAX_BLOCKS} blocks")
                if piece:
                    self.page.blocks.append(PageBlock(piece, tag, path, density, self._stories))
        if self._total_chars > MAX_PAGE_CHARS:
            raise _Enough(f"more than {MAX_PAGE_CHARS} characters of text")

    def _paragraphs(self, text: str) -> Iterator[str]:
        """Part *text* where two line breaks follow each other."""
        if not self._preformatted:
            text = text.replace("\n", " ")
        return map(tidy, PARAGRAPH_BREAK.split(text.replace(LINE_BREAK, "\n")))

    def _place(self) -> tuple[str, tuple[str, ...]]:
        """Name the nearest element that is a block, and the path."""
        opened = self._open
        tag = "body"
        for element in reversed(opened):
            if element[0] in BREAKS_BLOCK:
                tag = element[0]
                break
        known = len(opened)
        while known and opened[known - 1][2] is None:
            known -= 1
        path: tuple[str, ...] = opened[known - 1][2] if known else ()
        for element in opened[known:]:
            path = element[2] = (*path[1 - PATH_ELEMENTS :], _mark(element[0], element[1]))
        return tag, path


def parse(html: str | bytes) -> Page:
    """Read *html*, as text or in UTF-8, once and give its visible blocks with their surroundings.

    Never raises on hostile input: past MAX_BLOCKS, MAX_PAGE_CHARS or MAX_DEPTH the page so far is returned and
    Page.cut says why. Scripts, styles, form fields and elements marked hidden are not visible.
    """
    reader = _Reader()
    parser = etree.HTMLParser(encoding="utf-8", target=reader, huge_tree=True)  # type: ignore[arg-type]  # lxml-stubs ask for a comment method, lxml does not
    data = html if isinstance(html, bytes) else html.encode("utf-8", "replace")
    try:
        for at in range(0, len(data), FEED_CHARS):
            parser.feed(data[at : at + FEED_CHARS])
        parser.close()
    except _Enough as reached:
        reader.page.cut = str(reached)
    except etree.LxmlError:  # nothing in it that could be an element
        pass
    return reader.page


def tidy(text: str) -> str:
    """Give *text* with single spaces, single line breaks and no invisible characters."""
    if "\n" in text:
        return NEWLINES.sub("\n", SPACES.sub(" ", text.translate(INVISIBLE))).strip()
    return unbroken(text)


def unbroken(text: str) -> str:
    """Give *text* in one line, with single spaces and no invisible characters."""
    plain = text.strip()
    if "  " not in plain and plain.isprintable():  # of all spaces, only the plain one is
        return plain
    plain = " ".join(plain.split())
    return plain if plain.isprintable() else " ".join(plain.translate(INVISIBLE).split())


def pieces(text: str) -> Iterator[str]:
    """Cut *text* at spaces into pieces of at most MAX_BLOCK_CHARS; nothing for an empty text."""
    while len(text) > MAX_BLOCK_CHARS:
        at = text.rfind(" ", MAX_BLOCK_CHARS // 2, MAX_BLOCK_CHARS)
        at = at if at > 0 else MAX_BLOCK_CHARS
        yield text[:at].strip()
        text = text[at:].strip()
    if text:
        yield text


def _mark(tag: str, attrib: dict[str, str]) -> str:
    if not attrib:  # lxml's empty attributes are slow to ask
        return tag
    identity, classes = attrib.get("id"), attrib.get("class")
    mark = tag
    if identity:
        mark += "#" + identity[:MARK_CHARS]
    if classes:
        mark += "." + ".".join(classes[: 4 * MARK_CHARS].split())
    return mark[:MARK_CHARS]


def _is_hidden(attrib: dict[str, str]) -> bool:
    if "hidden" in attrib:
        return not attrib.get("id", "").startswith("S:")  # React streams visible parts of the page so
    style = attrib.get("style")
    return style is not None and "display:none" in style[:500].replace(" ", "").lower()
