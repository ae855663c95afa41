"""The demo's newspapers as records: outlets, articles, and the statements a reader finds in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

OUTLETS = ("courier", "lantern", "echo")

_MARK = re.compile(r"\{([scv])(\d+(?:,\d+)*) ([^{}]*)\}")
_QUOTED = re.compile(r"“[^“”]*(?:”|$)")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_TEXT_KINDS = ("p", "h2", "li", "quote", "live")


@dataclass(frozen=True, slots=True)
class Part:
    """One element of an article's page, in reading order."""

    kind: str
    """p, h2, li, quote, live, figure; anything else is the label of a piece of furniture."""

    text: str
    """Plain text. Of a figure: name | caption | credit. Of a live entry: time | text.
    Empty for furniture means: the outlet's usual words."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A statement as a careful reader would mark it. Spans are quoted with their quotation marks."""

    number: int
    speaker: str | None
    role: str | None
    """As the article gives it first, without its article; None when it gives none."""
    kind: str
    """direct, indirect or mixed."""
    source: tuple[str, ...]
    cue: tuple[str, ...]
    content: tuple[str, ...]
    """In order; more than one where the cue interrupts or the quotation runs over paragraphs."""
    topics: tuple[str, ...]
    """Keys of the demo's topics that the statement meets."""
    verdict: str
    """new, repeat, re_report or update, when the editions are read in order."""
    of: str | None
    """``outlet/slug#number`` of the earlier statement, where the verdict is not new."""


@dataclass(frozen=True, slots=True)
class Version:
    """What the article's page says from an edition on."""

    edition: int
    parts: tuple[Part, ...]
    statements: tuple[Gold, ...]
    correction: str | None
    """The note at the foot of a corrected page."""


@dataclass(frozen=True, slots=True)
class Trap:
    """Words on the page that meet a topic and must not alert."""

    topic: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newspaper: its name, its feed, and the furniture that stands on all its pages."""

    key: str
    name: str
    tagline: str
    feed: str
    """rss, atom or rdf."""
    feed_path: str
    path: str
    """Of an article's page; ``{section}``, ``{slug}``, ``{number}`` and ``{date}`` are filled in."""
    tracking: str
    """Query string the feed adds to its links; may be empty."""
    sections: tuple[str, ...]
    staff: dict[str, str]
    """Byline to the line about the author under the article."""
    furniture: dict[str, tuple[str, ...]]
    """Label to the outlet's usual words; the first is the heading or the first paragraph."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the demo, with what should be found in it."""

    outlet: str
    slug: str
    edition: int
    """From this edition on it is in the feed; 0 is what stood there before onrecord came."""
    age_minutes: int
    """How long before its edition it was published."""
    lang: str
    section: str
    title: str
    standfirst: str
    byline: str
    access: str
    """free, metered or paywalled, as the page declares it."""
    sponsored: bool
    storylines: tuple[str, ...]
    related: tuple[str, ...]
    """Headlines in the box of related links; they lead nowhere."""
    versions: tuple[Version, ...]
    traps: tuple[Trap, ...]

    @property
    def key(self) -> str:
        """Name it across outlets: ``outlet/slug``."""
        return f"{self.outlet}/{self.slug}"

    def at(self, edition: int) -> Version | None:
        """Give the version that stands at *edition*; None while the article is not out."""
        standing = [version for version in self.versions if version.edition <= edition]
        return standing[-1] if standing else None


@dataclass(frozen=True, slots=True)
class Topic:
    """A query somebody in the demo is subscribed to."""

    key: str
    name: str
    query: str
    subscriber: str


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who gets alerts in the demo; *channel* is slack or email."""

    key: str
    name: str
    channel: str


@dataclass(frozen=True, slots=True)
class Newspapers:
    """All that the demo plays."""

    outlets: tuple[Outlet, ...]
    articles: tuple[Article, ...]
    topics: tuple[Topic, ...]
    subscribers: tuple[Subscriber, ...]

    @property
    def last_edition(self) -> int:
        """Number of the last edition in which something changes."""
        return max(version.edition for article in self.articles for version in article.versions)

    def of(self, outlet: str) -> tuple[Article, ...]:
        """Give the articles of one outlet, in the order of their editions."""
        return tuple(article for article in self.articles if article.outlet == outlet)


@cache
def load() -> Newspapers:
    """Read the newspapers shipped with the package.

    Raises:
        ValueError: an article is wrongly written; see ``article_of``.
    """
    root = files(__package__) / "newspapers"
    desk = tomllib.loads((root / "newspapers.toml").read_text("utf-8"))
    outlets = tuple(_outlet(key, desk["outlets"][key]) for key in OUTLETS)
    wires = {entry.name.removesuffix(".toml"): source for entry, source in _sources(root / "wire")}
    articles = [
        article_of(source, key, entry.name.removesuffix(".toml"), wires)
        for key in OUTLETS
        for entry, source in _sources(root / key)
    ]
    articles.sort(key=lambda article: (article.edition, -article.age_minutes, article.key))
    return Newspapers(
        outlets=outlets,
        articles=tuple(articles),
        topics=tuple(Topic(key, **topic) for key, topic in desk["topics"].items()),
        subscribers=tuple(Subscriber(key, **one) for key, one in desk["subscribers"].items()),
    )


def template(name: str) -> str:
    """Read one of the page and feed templates."""
    return (files(__package__) / "newspapers" / "templates" / name).read_text("utf-8")


def _sources(folder: Traversable) -> Iterator[tuple[Traversable, dict[str, Any]]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        yield entry, tomllib.loads(entry.read_text("utf-8"))


def _outlet(key: str, source: dict[str, Any]) -> Outlet:
    furniture = {label: tuple(words) for label, words in source.pop("furniture").items()}
    return Outlet(key=key, furniture=furniture, sections=tuple(source.pop("sections")), **source)


def article_of(source: dict[str, Any], outlet: str, slug: str, wires: dict[str, dict[str, Any]]) -> Article:
    """Build an article from its source.

    Paragraphs are parted by empty lines; ``## `` opens a heading, ``- `` a list item, ``> `` a pulled
    quotation, ``::label`` a piece of furniture with its own words after it. ``{s1 …}``, ``{v1 …}`` and
    ``{c1 …}`` mark source, cue and content of statement 1, which the table ``statements`` describes.

    Args:
        source: The article's TOML file.
        outlet: Key of its outlet.
        slug: The file's name without its ending.
        wires: Texts of the wire service by name, for a source that has ``wire`` and no ``body``.

    Raises:
        ValueError: marks and table do not fit together, or a revision replaces what is not there.
    """
    body, table = source.get("body", ""), source.get("statements", {})
    if "wire" in source:
        wire = wires[source["wire"]]
        body = _insert(wire["body"], source.get("insert", {}))
        table = {number: row | table.get(number, {}) for number, row in wire["statements"].items()}
    edition = source["edition"]
    straight = outlet == "echo"  # its CMS types quotation marks as a typewriter does
    versions = [_version(edition, body, table, f"{outlet}/{slug}", straight=straight)]
    if "revision" in source:
        revision = source["revision"]
        for old, new in revision["replace"]:
            if old not in body:
                raise ValueError(f"{outlet}/{slug}: the revision replaces words that are not there: {old!r}")
            body = body.replace(old, new)
        versions.append(
            _version(
                revision["edition"],
                body,
                table | revision["statements"],
                f"{outlet}/{slug}",
                straight=straight,
                correction=revision["correction"],
            )
        )
    return Article(
        outlet=outlet,
        slug=slug,
        edition=edition,
        age_minutes=source.get("age_minutes", 0),
        lang=source.get("lang", "en"),
        section=source["section"],
        title=source["title"].translate(_STRAIGHT) if straight else source["title"],
        standfirst=source["standfirst"].translate(_STRAIGHT) if straight else source["standfirst"],
        byline=source["byline"],
        access=source.get("access", "free"),
        sponsored=source.get("sponsored", False),
        storylines=tuple(source.get("storylines", ())),
        related=tuple(source.get("related", ())),
        versions=tuple(versions),
        traps=tuple(Trap(**trap) for trap in source.get("traps", ())),
    )


def _insert(body: str, extra: dict[str, str]) -> str:
    """Put *extra* chunks after the paragraphs they are numbered by, counting from 1."""
    chunks = body.strip().split("\n\n")
    return "\n\n".join(
        text for n, chunk in enumerate(chunks, 1) for text in (chunk, extra.get(str(n), "")) if text
    )


def _version(
    edition: int,
    body: str,
    table: dict[str, dict[str, Any]],
    where: str,
    *,
    straight: bool,
    correction: str | None = None,
) -> Version:
    parts = []
    spans: dict[int, dict[str, list[str]]] = {}
    for part in _parts(body):
        if part.kind in _TEXT_KINDS:
            for mark, numbers, words in _MARK.findall(part.text):
                for number in numbers.split(","):
                    spans.setdefault(int(number), {"s": [], "c": [], "v": []})[mark].append(words)
        text = _MARK.sub(r"\3", part.text)
        parts.append(Part(part.kind, text.translate(_STRAIGHT) if straight else text))
    if correction:  # what was corrected is said no more
        table = {number: row for number, row in table.items() if int(number) in spans}
    if odd := spans.keys() ^ {int(number) for number in table}:
        raise ValueError(f"{where}: statements {sorted(odd)} are only marked, or only in the table")
    rows = sorted((int(number), row) for number, row in table.items())
    roles = {row["by"]: row["role"] for _, row in reversed(rows) if "by" in row and "role" in row}
    statements = tuple(
        _gold(number, {"role": roles.get(row.get("by"))} | row, spans[number], where, straight=straight)
        for number, row in rows
    )
    return Version(edition, tuple(parts), statements, correction)


def _parts(body: str) -> Iterator[Part]:
    for chunk in body.strip().split("\n\n"):
        text = " ".join(line.strip() for line in chunk.strip().splitlines())
        if text.startswith("::"):
            kind, _, rest = text[2:].partition(" ")
            yield Part(kind, rest.strip())
        elif text.startswith("## "):
            yield Part("h2", text[3:])
        elif text.startswith("> "):
            yield Part("quote", text[2:])
        elif text.startswith("- "):
            yield from (Part("li", line.strip()[2:]) for line in chunk.strip().splitlines())
        else:
            yield Part("p", text)


def _gold(
    number: int, row: dict[str, Any], spans: dict[str, list[str]], where: str, *, straight: bool
) -> Gold:
    if not spans["c"]:
        raise ValueError(f"{where}: statement {number} has no content")
    outside = [_QUOTED.sub("", words).strip(" ,.") for words in spans["c"]]
    if not any(outside):
        kind = "direct"
    else:
        kind = "mixed" if any("“" in words for words in spans["c"]) else "indirect"
    source, cue, content = (
        tuple(words.translate(_STRAIGHT) if straight else words for words in spans[mark]) for mark in "svc"
    )
    return Gold(
        number=number,
        speaker=row.get("by"),
        role=row.get("role"),
        kind=kind,
        source=source,
        cue=cue,
        content=content,
        topics=tuple(row.get("topics", ())),
        verdict=row.get("verdict", "new"),
        of=row.get("of"),
    )
