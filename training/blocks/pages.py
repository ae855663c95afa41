"""Training pages, and the many forms in which each is shown: pasted, cut, with furniture put in."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from furniture import box, head
from onrecord_clean.blocks import PageBlock, parse
from onrecord_clean.features import TITLE_SAID, Features, featurise
from onrecord_clean.records import LABELS, READ_ON
from silver import BY_HAND, Place, labels_of

LONGEST_PAGE = 1_200
WORD = re.compile(r"\w+")
SENTENCE = re.compile(r"[^.!?]{40,250}[.!?](?=\s|$)")


def mask(labels: set[str] | frozenset[str]) -> int:
    """Pack a set of labels into the bits of a number, bit i for LABELS[i]."""
    return sum(1 << LABELS.index(label) for label in labels)


ARTICLE, BODY, HEADLINE, NAVIGATION = mask(READ_ON), mask({"body"}), mask({"headline"}), mask({"navigation"})


@dataclass(frozen=True)
class Row:
    text: str
    tag: str
    path: tuple[str, ...]
    link_density: float
    labels: int


@dataclass(frozen=True)
class Source:
    rows: list[Row]
    first: int
    last: int
    title: str | None
    weight: float


@dataclass(frozen=True)
class Example:
    features: Features
    labels: NDArray[np.int32]
    weight: float


def read(folder: Path, without: set[str]) -> list[Source]:
    """Read the pages of clutter_lines but those whose host is in *without*; news pages weigh double."""
    sources = []
    for part in ("train", "dev"):
        with gzip.open(folder / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                content = [i for i, line in enumerate(record["spans"]) if line["label"] == "CONTENT"]
                if host(record["url"]) in without or len(content) < 3:
                    continue
                titles = [i for i, line in enumerate(record["spans"]) if line["label"] == "TITLE"]
                rows = []
                for i, line in enumerate(record["spans"]):
                    text = record["text"][line["start"] : line["end"]]
                    found = labels_of(text, line, Place(i, content[0], content[-1], titles))
                    rows.append(
                        Row(
                            text,
                            line["tag"],
                            tuple(line["path"].split(">")),
                            line["link_density"],
                            mask(found),
                        )
                    )
                title = next((row.text for row in rows if row.labels == HEADLINE), None)
                weight = 2.0 if record["id"].startswith("fut") else 1.0
                sources.append(Source(rows, content[0], content[-1], title, weight))
    return sources


def read_html(paths: list[Path], without: set[str]) -> list[Source]:
    """Read pages as they came over the wire, with their gold text; AEB's are news and weigh double."""
    sources: list[Source] = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            records = (record for record in map(json.loads, lines) if host(record["url"]) not in without)
            sources += [source for source in map(of_html, records) if source]
    return sources


def of_html(record: dict) -> Source | None:
    """Cut a page into blocks as the product does, and find in its gold text what is content."""
    page = parse(record["html"])
    title = page.meta.get("og:title") or page.title or record["meta"].get("title")
    wanted = set((title or "").lower().split())
    left = Counter(shingles(record["text"]))
    gold_lines = {" ".join(line.split()) for line in record["text"].split("\n")}
    kinds = []
    for block in page.blocks[:LONGEST_PAGE]:
        own = Counter(shingles(block.text))
        words = set(block.text.lower().split())
        said = len(words & wanted) ** 2 / (len(words) * len(wanted)) if wanted and words else 0
        if said > TITLE_SAID and (block.tag == "h1" or said > 0.8):
            kinds.append("TITLE")
        elif (
            sum((own & left).values()) * 2 >= sum(own.values()) > 0
            or " ".join(block.text.split()) in gold_lines
        ):
            left -= own
            kinds.append("CONTENT")
        else:
            kinds.append("CLUTTER:")
    content = [i for i, kind in enumerate(kinds) if kind == "CONTENT"]
    if len(content) < 3:
        return None
    titles = [i for i, kind in enumerate(kinds) if kind == "TITLE"]
    rows = []
    for i, (block, kind) in enumerate(zip(page.blocks, kinds, strict=False)):
        inside = content[0] < i < content[-1]
        line = {
            "tag": block.tag, "path": ">".join(block.path), "link_density": block.link_density,
            "label": "AMBIGUOUS" if kind == "CLUTTER:" and inside else kind, "in_article": inside,
        }  # fmt: skip
        found = labels_of(block.text, line, Place(i, content[0], content[-1], titles))
        rows.append(Row(block.text, block.tag, block.path, block.link_density, mask(found)))
    weight = 2.0 if record["id"].startswith("aeb") else 1.0
    return Source(rows, content[0], content[-1], title, weight)


def shingles(text: str) -> list[tuple[str, ...]]:
    words = WORD.findall(text)
    return [tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))] if words else []


def hosts(paths: list[Path]) -> set[str]:
    """Name the hosts of all records in the files *paths* that have a URL."""
    found = set()
    for path in paths:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
            found |= {host(record["url"]) for record in map(json.loads, lines) if record.get("url")}
    return found


def host(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?([^/:?#]*).*", r"\1", url.lower())


def half_of(host: str) -> int:
    """Deal hosts to two halves, by a hash of their names."""
    return crc32(host.encode()) & 1


def typed_lines(path: Path) -> list[tuple[str, int]]:
    """Read clutter_gold: lines with their labels by hand."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [
            (record["text"], mask(BY_HAND[record["spans"][0]["label"]])) for record in map(json.loads, lines)
        ]


def variant(source: Source, typed: list[tuple[str, int]], rng: Random) -> Example:
    """Show *source* in one of its many forms; three in five as plain text."""
    plain = rng.random() < 0.6
    rows, chance = source.rows, rng.random()
    prose = [row for row in rows if row.labels == BODY and row.text.count(" ") > 12]
    if chance < 0.06 and prose:  # a lone paragraph, or a few
        at, plain = rng.randrange(len(prose)), True
        rows = prose[at : at + rng.choice((1, 1, 1, 2, 4))]
    elif chance < 0.16:  # the article with a little around it
        rows = rows[max(0, source.first - rng.randint(0, 10)) : source.last + 1 + rng.randint(0, 12)]
    elif chance < 0.22:  # cut in the middle
        rows = rows[: source.first + 1 + int((source.last - source.first) * rng.random())]
    if plain and rng.random() < 0.8:
        rows = joined(rows)
    found = (SENTENCE.match(row.text) for row in rows if row.labels == BODY and 70 < len(row.text) < 900)
    sentences = [match[0] for match in found if match and 50 < len(match[0]) < 260][:40]
    if sentences and rng.random() < (0.6 if plain else 0.2):
        rows = with_head(rows, source.title, sentences, rng)
    if len(rows) > 6 and rng.random() < 0.75:
        rows = with_furniture(rows, typed, sentences, rng)
    rows = rows[:LONGEST_PAGE]
    depth = rng.choice((6, 6, 6, 5))
    blocks = [
        PageBlock(row.text) if plain else PageBlock(row.text, row.tag, row.path[-depth:], row.link_density)
        for row in rows
    ]
    title = (
        None
        if plain or rng.random() < 0.2 or not source.title
        else source.title + rng.choice(("", " | Daily News"))
    )
    return Example(featurise(blocks, title), np.array([row.labels for row in rows], np.int32), source.weight)


def joined(rows: list[Row]) -> list[Row]:
    """Join runs of short links into one block, and drop all but 8 teasers in a row, as crawlers' dumps do."""
    out: list[Row] = []
    run: list[Row] = []
    teasers = 0

    def close() -> None:
        if run:
            out.append(replace(run[0], text="\n".join(row.text for row in run)[:320]))
            run.clear()

    for row in rows:
        linked = row.link_density > 0.85 and bool(row.labels) and not row.labels & ARTICLE
        if linked and len(row.text) < 40:
            fits = not run or run[-1].labels == row.labels or (run[-1].labels & row.labels & NAVIGATION)
            if not fits or sum(len(each.text) for each in run) >= 320:
                close()
            run.append(row)
            continue
        close()
        teasers = teasers + 1 if linked else 0
        if teasers <= 8:
            out.append(row)
    close()
    return out


def with_head(rows: list[Row], title: str | None, sentences: list[str], rng: Random) -> list[Row]:
    """Put a newspaper's head in place of what stands between headline and first paragraph."""
    first = next((i for i, row in enumerate(rows) if row.labels == BODY), None)
    if first is None:
        return rows
    at = max((i for i, row in enumerate(rows[:first]) if row.labels == HEADLINE), default=None)
    if at is None and title is None:
        return rows
    line = rows[at] if at is not None else Row(title or "", "h1", rows[first].path, 0.0, HEADLINE)
    path = rows[first].path if rng.random() < 0.5 else ("html", "body", "div")
    tag = "div" if rng.random() < 0.6 else "p"
    new = [Row(text, tag, path, 0.0, mask({label})) for text, label in head(rng, sentences)]
    start = first if at is None else at if first - at < 25 else max(0, first - 3)
    return [*rows[:start], line, *new, *rows[first:]]


def with_furniture(
    rows: list[Row], typed: list[tuple[str, int]], sentences: list[str], rng: Random
) -> list[Row]:
    """Put furniture before, into and after the article."""
    rows = list(rows)
    for _ in range(rng.choice((1, 2, 3, 4, 6, 9))):
        if rng.random() < 0.8:
            new = [(text, mask({label})) for text, label in box(rng, sentences)]
        else:
            new = [rng.choice(typed)]
        article = [i for i, row in enumerate(rows) if row.labels & ARTICLE]
        chance = rng.random()
        if article and new[0][1] == mask({"paywall"}) and rng.random() < 0.6:
            chance = 0.6
        if article and chance < 0.85:
            at = rng.choice(article) if chance < 0.5 else article[-1] + 1 if chance < 0.7 else article[0]
        else:
            at = rng.randrange(len(rows) + 1)
        beside = rows[max(0, min(at, len(rows)) - 1)]
        tag = beside.tag if rng.random() < 0.5 else "div"
        rows[at:at] = [
            Row(text, tag, beside.path, 0.0 if len(text) > 40 or rng.random() < 0.5 else 1.0, labels)
            for text, labels in new
        ]
    return rows
