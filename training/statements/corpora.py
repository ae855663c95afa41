"""Read the corpora: their texts into documents of tagged words."""

import argparse
import gzip
import json
import pickle
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from onrecord_extract.words import segments
from tags import ENTITIES, ENTITY_OF, ROLES

LONGEST_STATEMENTS = 24
"""Spans of one role in one segment that the linker is trained on; no segment of news has more."""


@dataclass
class Part:
    """One segment: its encoder tokens, the first token of each word, and what is known of its words."""

    ids: list[int]
    features: list[int]
    first: list[int]
    tags: list[int] = field(default_factory=list)
    cues: list[tuple[int, int]] = field(default_factory=list)
    contents: list[tuple[int, int, int]] = field(default_factory=list)
    """First word, last word, index of its cue; -1 for none."""
    sources: list[tuple[int, int]] = field(default_factory=list)
    source_of: list[int] = field(default_factory=list)
    """Of each cue: the index of its source; -1 for none."""


@dataclass
class Document:
    """A text's segments; ``task`` names the head that its tags train."""

    id: str
    task: str
    parts: list[Part]


def read(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


_TITLE = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov)\.?|President|Prime Minister|Foreign Minister|Secretary of State|Secretary"
    r"|General|Senator|King|Queen|Prince|Pope|Chancellor|Minister|Ambassador|Ayatollah|Sheikh|Chairman)\s+"
)


def entity_spans(record: dict) -> list[tuple[int, int, str]]:
    """The outermost named spans of *record* in our types; titles are no part of a person's name."""
    found = []
    for span in record["spans"]:
        kind = ENTITY_OF.get(span["label"])
        if kind is None or span.get("level", 0) or not span.get("named", True):
            continue
        start, end = span["start"], span["end"]
        if kind == "PERSON":
            while title := _TITLE.match(record["text"], start, end):
                start = title.end()
        if start < end:
            found.append((start, end, kind))
    found.sort(key=lambda span: (span[0], -span[1]))
    outermost: list[tuple[int, int, str]] = []
    for span in found:
        if not outermost or span[0] >= outermost[-1][1]:
            outermost.append(span)
    return outermost


def document(record: dict, task: str, tokenizer: Tokenizer) -> Document:
    """Cut *record* into parts and tag their words: roles for task "roles", entities otherwise, none for "none"."""
    text = record["text"]
    parts = []
    for segment in segments(text):
        encoded = tokenizer.encode(segment.spelled, is_pretokenized=True, add_special_tokens=False)
        ids, first, features = [], [], []
        word_of = encoded.word_ids
        position = 0
        for word in range(len(segment.spelled)):
            first.append(len(ids))
            before = position
            while position < len(word_of) and word_of[position] == word:
                ids.append(encoded.ids[position])
                features.append(segment.features[word])
                position += 1
            if position == before:  # control characters and the like leave no token
                ids.append(tokenizer.token_to_id("[UNK]"))
                features.append(segment.features[word])
        part = Part(ids, features, first)
        starts, ends = np.array(segment.starts), np.array(segment.ends)

        def words(start: int, end: int, starts=starts, ends=ends) -> tuple[int, int] | None:
            low = int(np.searchsorted(ends, start, side="right"))
            high = int(np.searchsorted(starts, end, side="left")) - 1
            return (low, high) if low <= high else None

        part.tags = [0] * len(first)
        if task == "roles":
            _statements(part, record["statements"], words)
        elif task != "none":
            for start, end, kind in entity_spans(record):
                if span := words(start, end):
                    _paint(part.tags, span, ENTITIES.index(kind))
        parts.append(part)
    return Document(record["id"], task, parts)


def _statements(part: Part, statements: list[dict], words) -> None:
    sources: dict[tuple[int, int], int] = {}
    for statement in statements:
        cues = [span for s, e in statement["cue"] if (span := words(s, e))]
        found = [span for s, e in statement["content"] if (span := words(s, e))]
        source = [span for s, e in statement["source"] if (span := words(s, e))]
        cue = -1
        for role, spans in (("cue", cues), ("content", found), ("source", source)):
            for span in spans:
                _paint(part.tags, span, ROLES.index(role))
        if cues and len(part.cues) < LONGEST_STATEMENTS:
            cue = len(part.cues)
            part.cues.append(cues[0])
            part.source_of.append(sources.setdefault(source[0], len(sources)) if source else -1)
        part.contents.extend((*span, cue) for span in found)
    part.sources = list(sources)
    part.contents = part.contents[:LONGEST_STATEMENTS]


def _paint(tags: list[int], span: tuple[int, int], kind: int) -> None:
    """Write one span in BIOES, unless another is there already."""
    low, high = span
    if any(tags[low : high + 1]):
        return
    base = 4 * kind + 1
    if low == high:
        tags[low] = base + 3
        return
    tags[low : high + 1] = [base + 1] * (high - low + 1)
    tags[low], tags[high] = base, base + 2


ONE_SENTENCE_IN = 4
"""How many of GMB's sentences are read for their text alone."""

_COMMON = frozenset(("a", "and", "in", "of", "the", "to"))


def article(record: dict) -> dict | None:
    """The lines of a page that are content, one a paragraph; None where they are no English news and nobody is quoted."""
    text = record["text"]
    lines = [text[s["start"] : s["end"]] for s in record["spans"] if s["label"] == "CONTENT"]
    words = " ".join(lines).lower().split()
    english = sum(word in _COMMON for word in words) > 0.1 * len(words)
    news = record["meta"]["set"] == "html_fundus_tests"
    quoted = len(re.findall(r'["“]\w', "\n".join(lines))) >= 0.003 * len(words)
    if not (english and 100 <= len(words) <= 4000 and (news or quoted)):
        return None
    return {"id": record["id"], "text": "\n".join(line.replace("\n", " ") for line in lines)}


CORPORA = {
    "polnear": ("polnear", "roles"),
    "gum_roles": ("gum_ccby", "roles"),
    "cofenet": ("polnear_cofenet_split", "spans"),
    "worldwide": ("worldwide_ner", "entities"),
    "gum": ("gum_ccby", "entities"),
    "gmb": ("gmb_ner", "entities"),
    "pages": ("clutter_lines", "none"),
    "sentences": ("gmb_ner", "none"),
}
"""Name: its folder, and the head that its labels train; "none" is read for its text alone."""


def corpus_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that `load` needs."""
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json of the MiniLM encoder")
    parser.add_argument("--data-dir", type=Path, required=True, help="folder of the corpora (ONRECORD_DATA)")
    parser.add_argument(
        "--cache", type=Path, help="folder to keep the corpora in once they are cut into words"
    )
    parser.add_argument("--smoke", type=int, default=0, help="read only so many documents of each corpus")


def load(name: str, split: str, arguments: argparse.Namespace) -> list[Document]:
    """Read a corpus, or take it from the cache where an earlier call left it."""
    folder, task = CORPORA[name]
    kept = arguments.cache / f"{folder}.{task}.{split}.pickle" if arguments.cache else None
    if kept and kept.exists():
        found = pickle.loads(kept.read_bytes())  # noqa: S301 - our own cache
    else:
        tokenizer = Tokenizer.from_file(str(arguments.tokenizer))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        found = []
        records = read(arguments.data_dir / folder / f"{split}.jsonl.gz")
        for record in filter(None, map(article, records)) if folder == "clutter_lines" else records:
            if task == "spans":  # a paragraph with its spans by role, and no relations
                record["statements"] = [
                    {"source": [], "cue": [], "content": [], s["label"]: [(s["start"], s["end"])]}
                    for s in record["spans"]
                ]
            found.append(document(record, "roles" if task == "spans" else task, tokenizer))
        if name == "sentences":
            found = found[::ONE_SENTENCE_IN]
        if kept:
            kept.write_bytes(pickle.dumps(found))
    return found[: arguments.smoke] if arguments.smoke else found
