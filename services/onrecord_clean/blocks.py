"""HTML to paragraph-sized blocks with the structure around each, in one pass and bounded memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from turbohtml import Token, TokenType, tokenize

from onrecord_clean.nesting import ENDED_BY, ENDING, IN_HEAD, NOTHING, STRENGTH, VOID

MAX_BLOCKS = 5_000
MAX_BLOCK_CHARS = 20_000
MAX_PAGE_CHARS = 3_000_000
MAX_DEPTH = 500
"""Real pages stay under 100. Each block looks through what is open, and so does an end tag that has no start."""
MAX_STRAY_ENDS = 20_000
"""So many end tags may end nothing: with MAX_DEPTH open elements they cost a second, a page of 8 MiB could hold a
million. Of 301 real pages none had 100."""
PATH_ELEMENTS = 6
MARK_CHARS = 60
MAX_GAP_CHARS = 100
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
RAW = frozenset("iframe noembed noframes noscript script style textarea title".split())
"""Elements whose inside the tokenizer gives as text, whatever it looks like; none of it is text to a reader."""
CLOSED_RAW = re.compile(rf"<({'|'.join(sorted(RAW))})\b([^<>]*)/>", re.IGNORECASE)
ONCE = frozenset(("html", "head", "body"))
ABOVE_BODY = frozenset(("", "html", "head"))
BEFORE_BODY = ONCE | IN_HEAD | {"frame", "frameset", "noframes"}
UNNESTED = VOID | ONCE
NOTED = ONCE | {"br", "frame", "meta"}
TEXT, START, END = TokenType.TEXT, TokenType.START_TAG, TokenType.END_TAG
UNREAD, READ, LINKED = range(3)
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
    nodes: list[tuple[dict[str, object], bool]] | None = None
    """What access.nodes finds in json_ld, once somebody asked for it."""
    frames: int = 0
    cut: str | None = None
    """Why the rest of the page was not read; None where all of it was."""


class _Enough(Exception):
    """A bound was reached; what was read so far stands."""


class _ClosedRaw(Exception):
    """A <script/> or the like: in XML it ends there, to the tokenizer all that follows is inside."""


_Place = tuple[str, tuple[str, ...], tuple[Story, ...], bool]
"""Where the text of an element stands: PageBlock's tag, path and stories, and whether its line breaks count."""


class _Reader:
    """Follows a page's tags and text in order, and what they leave open.

    A page has thousands, and most elements hold no text of their own: what *read* writes out is not called, and what an
    element is, whether it is read and where it stands, is not asked before it has text.
    """

    def __init__(self, *, repaired: bool = False) -> None:
        self.page = Page()
        self._repaired = repaired
        # of each open element its tag, its token, UNREAD, READ or LINKED, and its place: None until somebody asked
        self._open: list[list[Any]] = [["", None, READ, ("body", (), (), False)]]
        self._in_body = False
        self._stories = 0
        self._stray_ends = 0
        self._pieces: list[str] = []
        self._chars = 0
        self._link_chars = 0
        self._total_chars = 0

    def read(self, html: str) -> None:  # noqa: PLR0912, PLR0915 - calls would cost a tenth of the parse
        """Read a page to its end.

        Raises:
            _Enough: A bound was reached.
            _ClosedRaw: Unless it was *repaired*, and what was read so far says nothing of the rest.
        """
        opened, pieces = self._open, self._pieces
        for token in tokenize(html):
            kind = token.type
            if kind is TEXT:
                top = opened[-1]
                if top[0] in RAW:
                    self._keep(token)
                    continue
                data: str = token.data  # type: ignore[assignment]  # a text has some
                if data.isspace():
                    if pieces:
                        pieces.append(data[:MAX_GAP_CHARS])
                    continue
                if not self._in_body and top[0] in ABOVE_BODY:
                    self._begin_body()
                    top = opened[-1]
                state = top[2] or self._state()
                if state:
                    pieces.append(data)
                    self._chars += len(data)
                    if state == LINKED:
                        self._link_chars += len(data)
                    if self._chars > MAX_BLOCK_CHARS:
                        self._flush()
            elif kind is START:
                tag: str = token.tag  # type: ignore[assignment]  # a tag has a name
                if tag in ENDING:
                    while tag in ENDED_BY.get(opened[-1][0], NOTHING):
                        self._close()
                if not self._in_body and tag not in BEFORE_BODY and opened[-1][0] in ABOVE_BODY:
                    self._begin_body()
                if pieces and tag in BREAKS_BLOCK and (opened[-1][2] or self._state()):
                    self._flush()
                if tag in UNNESTED:
                    if tag in NOTED:
                        self._note(tag, token)
                    continue
                opened.append([tag, token, None, None])
                if len(opened) > MAX_DEPTH:
                    raise _Enough(f"nested deeper than {MAX_DEPTH} elements")
                if token.self_closing:
                    if tag not in RAW:
                        opened.pop()
                    elif not self._repaired:
                        raise _ClosedRaw
            elif kind is END:
                tag = token.tag  # type: ignore[assignment]  # a tag has a name
                if opened[-1][0] != tag:
                    self._end(tag)
                elif pieces and tag in BREAKS_BLOCK:
                    self._close()
                else:
                    opened.pop()
        self._flush()

    def _begin_body(self, body: Token | None = None) -> None:
        """Open the *body*, and what the page leaves unsaid above it."""
        opened = self._open
        if opened[-1][0] == "head":
            opened.pop()
        if len(opened) == 1:
            opened.append(["html", None, None, None])
        opened.append(["body", body, None, None])
        self._in_body = True

    def _end(self, tag: str) -> None:
        """Close what an end tag ends if that is not the innermost element."""
        strength = STRENGTH.get(tag, 0)
        for element in reversed(self._open):
            if element[0] == tag:
                while self._open[-1] is not element:
                    self._close()
                self._close()
                return
            if STRENGTH.get(element[0], 0) > strength:
                break
        self._stray_ends += 1
        if self._stray_ends > MAX_STRAY_ENDS:
            raise _Enough(f"more than {MAX_STRAY_ENDS} end tags without a start")

    def _close(self) -> None:
        if self._pieces and self._open[-1][0] in BREAKS_BLOCK and self._state():
            self._flush()
        self._open.pop()

    def _state(self) -> int:
        """Say whether the text of the innermost element is UNREAD, READ or LINKED."""
        opened = self._open
        at = len(opened) - 1
        while opened[at][2] is None:
            at -= 1
        state: int = opened[at][2]
        for element in opened[at + 1 :]:
            if state:
                tag, token, _, _ = element
                if tag in SKIPPED or (token and _is_hidden(token)):
                    state = UNREAD
                elif tag == "a":
                    state = LINKED
            element[2] = state
        return state

    def _place(self) -> _Place:
        """Say where the innermost element stands."""
        opened = self._open
        at = len(opened) - 1
        while opened[at][3] is None:
            at -= 1
        place: _Place = opened[at][3]
        block, path, stories, preformatted = place
        for element in opened[at + 1 :]:
            tag, token, _, _ = element
            mark = _mark(tag, token) if token else tag
            path = (*path[1 - PATH_ELEMENTS :], mark)
            if tag in BREAKS_BLOCK:
                block = tag
                if tag == "article":
                    self._stories += 1
                    stories = (*stories, Story(self._stories, mark))
                elif tag == "pre":
                    preformatted = True
            element[3] = place = block, path, stories, preformatted
        return place

    def _note(self, tag: str, token: Token) -> None:
        """Take note of an element without an inside, or of one that a page has once."""
        if tag == "br":
            if self._pieces and self._state():
                self._pieces.append(LINE_BREAK)
        elif tag == "meta":
            self._meta(token)
        elif tag == "frame":
            self.page.frames += 1
        elif self._in_body:
            pass
        elif tag == "body":
            self._begin_body(token)
        elif len(self._open) == 1 + (tag == "head"):
            self._open.append([tag, token, None, None])
            if tag == "html":
                self.page.lang = token.attr("lang") or token.attr("xml:lang")

    def _meta(self, token: Token) -> None:
        name = (token.attr("property") or token.attr("name") or token.attr("itemprop") or "").strip().lower()
        if name and len(self.page.meta) < 200 and (content := token.attr("content")):
            self.page.meta.setdefault(name, content[:2_000].strip())

    def _keep(self, text: Token) -> None:
        """Keep the *text* inside a <title> or of JSON-LD."""
        page, (tag, element, _, _) = self.page, self._open[-1]
        if tag == "title":
            if page.title is None and not any(each[0] == "svg" for each in self._open):
                page.title = " ".join((text.data or "").split())[:1_000] or None
        elif tag == "script" and "ld+json" in (element.attr("type") or "") and len(page.json_ld) < 50:
            data = text.data or ""
            if len(data) <= MAX_JSON_LD_CHARS:
                page.json_ld.append(data)

    def _flush(self) -> None:
        """Make blocks of the text so far."""
        text = "".join(self._pieces)
        self._pieces.clear()
        density = self._link_chars / self._chars if self._link_chars else 0.0
        self._chars = self._link_chars = 0
        self._total_chars += len(text)
        place = self._open[-1][3] or self._place()
        if place[3] or LINE_BREAK in text or len(text) > MAX_BLOCK_CHARS:
            for part in _paragraphs(text, preformatted=place[3]):
                for piece in pieces(part):
                    self._add(piece, place, density)
        elif plain := unbroken(text):
            self._add(plain, place, density)
        if self._total_chars > MAX_PAGE_CHARS:
            raise _Enough(f"more than {MAX_PAGE_CHARS} characters of text")

    def _add(self, text: str, place: _Place, density: float) -> None:
        blocks = self.page.blocks
        if len(blocks) >= MAX_BLOCKS:
            raise _Enough(f"more than {MAX_BLOCKS} blocks")
        blocks.append(PageBlock(text, place[0], place[1], density, place[2]))


def parse(html: str) -> Page:
    """Read *html* once and give its visible blocks with their surroundings.

    *html* holds no lone surrogates. Never raises on hostile input: past MAX_BLOCKS, MAX_PAGE_CHARS, MAX_DEPTH or MAX_STRAY_ENDS the page so far is returned
    and Page.cut says why. Scripts, styles, form fields and elements marked hidden are not visible.
    """
    reader = _Reader()
    try:
        try:
            reader.read(html)
        except _ClosedRaw:
            reader = _Reader(repaired=True)
            reader.read(CLOSED_RAW.sub(r"<\1\2></\1>", html))
    except _Enough as reached:
        reader.page.cut = str(reached)
    return reader.page


def _paragraphs(text: str, *, preformatted: bool) -> Iterator[str]:
    """Part *text* where two line breaks follow each other."""
    if not preformatted:
        text = text.replace("\n", " ")
    return map(tidy, PARAGRAPH_BREAK.split(text.replace(LINE_BREAK, "\n")))


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


def _mark(tag: str, token: Token) -> str:
    identity, classes = token.attr("id"), token.attr("class")
    if not classes:
        return f"{tag}#{identity}"[:MARK_CHARS] if identity else tag
    names = ".".join(classes[: 4 * MARK_CHARS].split())
    mark = f"{tag}#{identity[:MARK_CHARS]}.{names}" if identity else f"{tag}.{names}"
    return mark[:MARK_CHARS]


def _is_hidden(token: Token) -> bool:
    style = token.attr("style")
    if token.attr("hidden") is not None or (style and "display:none" in style[:500].replace(" ", "").lower()):
        return not (token.attr("id") or "").startswith("S:")  # React streams visible parts of the page so
    return False
