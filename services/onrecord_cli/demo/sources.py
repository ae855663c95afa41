"""The newspapers' source files, shipped with the package, to records."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from onrecord_cli.demo.articles import (
    Article,
    Gold,
    Newspapers,
    Outlet,
    Part,
    Subscriber,
    Topic,
    Trap,
    Version,
)

OUTLETS = ("courier", "lantern", "echo")

_MARK = re.compile(r"\{([scv])(\d+(?:,\d+)*) ([^{}]*)\}")
_QUOTED = re.compile(r"“[^“”]*(?:”|$)")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_TEXT_KINDS = ("p", "h2", "li", "quote", "live")


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
