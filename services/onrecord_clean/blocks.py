"""HTML to paragraph-sized blocks with the structure around each, in one pass and bounded memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

MAX_BLOCKS = 5_000
MAX_BLOCK_CHARS = 20_000
MAX_PAGE_CHARS = 3_000_000
MAX_DEPTH = 500
"""Real pages stay under 100. libxml2 looks through every open element for each end tag that has no start, so
depth times end tags is its one quadratic corner: 50,000 open elements cost 44 s, 500 cost under 1 s."""
PATH_ELEMENTS = 6
MARK_CHARS = 60
FEED_CHARS = 65_536
MAX_JSON_LD_CHARS = 500_000

BREAKS_BLOCK = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hr html label legend li main nav ol option p pre "
    "section summary table tbody td tfoot th thead tr ul".split()
)
SKIPPED = frozenset(
    "audio canvas datalist embed head iframe math meter noembed noframes noscript object picture progress script "
    "select style svg template textarea title video".split()
)
NOTED = frozenset({"frame", "html", "meta", "script", "title"})
LINE_BREAK = "\x1e"  # a <br>, told from the line breaks of the source, which are spaces
SPACES = re.compile(r"[^\S\n]+")
NEWLINES = re.compile(r" ?\n[ \n]*")
PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFC]
    + [n for n in range(32) if n not in (9, 10, 13)]
    + [127]
)


class PageBlock(NamedTuple):
    """A block before it has a label.

    *tag* is the nearest block-level element, *path* the last PATH_ELEMENTS open elements, outermost first, as
    ``tag#id.class.class``, each cut at MARK_CHARS. Plain text has neither. *link_density* is the share of the
    characters that stand in links, 0 to 1.
    """

    text: str
    tag: str = ""
    path: tuple[str, ...] = ()
    link_density: float = 0.0


@dataclass(slots=True)
class Page:
    """What one pass over the HTML saw."""

    blocks: list[PageBlock] = field(default_factory=list)
    title: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    """The first content of each <meta>, by its name or property in lower case."""
    lang: str | None = None
    json_ld: list[str] = field(default_factory=list)
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
        self._tags: list[str] = []
        self._attributes: list[dict[str, str]] = []
        self._marks: list[str | None] = []  # of the open elements; most are never asked for
        self._skipped_from = 0  # depth of the element whose inside is not read; 0: none
        self._links = 0
        self._pieces: list[str] = []
        self._chars = 0
        self._link_chars = 0
        self._total_chars = 0
        self._captured: list[str] | None = None  # the inside of <title> or of JSON-LD

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        if len(self._tags) >= MAX_DEPTH:
            raise _Enough(f"nested deeper than {MAX_DEPTH} elements")
        if tag in NOTED:
            self._note(tag, attrib)
        if self._pieces and not self._skipped_from and tag in BREAKS_BLOCK:
            self._flush()
        self._tags.append(tag)
        self._attributes.append(attrib)
        self._marks.append(None)
        if self._skipped_from:
            return
        if tag == "a":
            self._links += 1
        elif tag == "br":
            self._pieces.append(LINE_BREAK)
        if tag in SKIPPED or (("style" in attrib or "hidden" in attrib) and _is_hidden(attrib)):
            self._skipped_from = len(self._tags)

    def end(self, tag: str) -> None:
        if self._captured is not None and tag in ("title", "script"):
            self._keep_captured(tag)
        if self._skipped_from:
            if self._skipped_from == len(self._tags):
                self._skipped_from = 0
        elif self._pieces and tag in BREAKS_BLOCK:
            self._flush()
        if tag == "a" and self._links and not self._skipped_from:
            self._links -= 1
        if self._tags:
            self._tags.pop()
            self._attributes.pop()
            self._marks.pop()

    def data(self, data: str) -> None:
        if self._captured is not None:
            self._captured.append(data)
        if self._skipped_from:
            return
        self._pieces.append(data)
        self._chars += len(data)
        if self._links:
            self._link_chars += len(data)
        if self._chars > MAX_BLOCK_CHARS:
            self._flush()

    def close(self) -> Page:
        self._flush()
        return self.page

    def _note(self, tag: str, attrib: dict[str, str]) -> None:
        if tag == "meta":
            self._meta(attrib)
        elif tag == "title":
            if self.page.title is None and "svg" not in self._tags:
                self._captured = []
        elif tag == "script":
            if "ld+json" in attrib.get("type", ""):
                self._captured = []
        elif not self._skipped_from:
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
        density = min(1.0, self._link_chars / self._chars) if self._chars else 0.0
        self._pieces.clear()
        self._chars = self._link_chars = 0
        if not text or text.isspace():
            return
        if "pre" not in self._tags:
            text = text.replace("\n", " ")
        text = text.replace(LINE_BREAK, "\n")
        self._total_chars += len(text)
        tag = next((t for t in reversed(self._tags) if t in BREAKS_BLOCK), "body")
        path = self._path()
        for part in PARAGRAPH_BREAK.split(text) if text.count("\n") > 1 else (text,):
            for piece in pieces(tidy(part)):
                if len(self.page.blocks) >= MAX_BLOCKS:
                    raise _Enough(f"more than {MAX_BLOCKS} blocks")
                self.page.blocks.append(PageBlock(piece, tag, path, density))
        if self._total_chars > MAX_PAGE_CHARS:
            raise _Enough(f"more than {MAX_PAGE_CHARS} characters of text")

    def _path(self) -> tuple[str, ...]:
        path = []
        for depth in range(max(0, len(self._tags) - PATH_ELEMENTS), len(self._tags)):
            mark = self._marks[depth]
            if mark is None:
                mark = self._marks[depth] = _mark(self._tags[depth], self._attributes[depth])
            path.append(mark)
        return tuple(path)


def parse(html: str) -> Page:
    """Read *html* once and give its visible blocks with their surroundings.

    Never raises on hostile input: past MAX_BLOCKS, MAX_PAGE_CHARS or MAX_DEPTH the page so far is returned and
    Page.cut says why. Scripts, styles, form fields and elements marked hidden are not visible.
    """
    reader = _Reader()
    parser = etree.HTMLParser(encoding="utf-8", target=reader, huge_tree=True)  # type: ignore[arg-type]  # lxml-stubs ask for a comment method, lxml does not
    data = html.encode("utf-8", "replace")
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
    if not text.isprintable():
        text = text.translate(INVISIBLE)
    if "\n" not in text:
        return " ".join(text.split())
    return NEWLINES.sub("\n", SPACES.sub(" ", text)).strip()


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
