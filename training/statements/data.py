"""Read the corpora into documents of tagged words, and documents into batches of windows."""

import argparse
import gzip
import json
import pickle
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord_extract.words import SHAPE_STEP, segments
from tags import ENTITIES, ENTITY_OF, ROLES

CLS, SEP = 101, 102
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


class CACHED:
    """The options that `load` needs."""

    @staticmethod
    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--tokenizer", type=Path, required=True, help="tokenizer.json of the MiniLM encoder"
        )
        parser.add_argument(
            "--data-dir", type=Path, required=True, help="folder of the corpora (ONRECORD_DATA)"
        )
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


Word = tuple[tuple[int, ...], int]
"""A word's tokens and its feature."""

Name = tuple[Word, ...]


def renamed(documents: list[Document], share: float, rng: random.Random) -> list[Document]:
    """Give each name of *share* of the documents another of its kind and length, the same throughout a document.

    So the entity head learns to go by what stands around a name, and meets each name in more than one place.
    """
    names: dict[tuple[int, int], set[Name]] = {}
    for doc in documents:
        for part in doc.parts:
            words = _words(part)
            for low, high, kind in _tagged(part.tags):
                names.setdefault((kind, high - low), set()).add(tuple(words[low : high + 1]))
    pools = {of: sorted(found) for of, found in names.items()}
    return [_renamed(doc, pools, rng) if rng.random() < share else doc for doc in documents]


def _renamed(doc: Document, pools: dict[tuple[int, int], list[Name]], rng: random.Random) -> Document:
    given: dict[tuple, Name] = {}
    parts = []
    for part in doc.parts:
        words = _words(part)
        for low, high, kind in _tagged(part.tags):
            old = (kind, *(ids for ids, _ in words[low : high + 1]))
            new = given.setdefault(old, rng.choice(pools[kind, high - low]))
            for place, (ids, feature) in enumerate(new, low):
                # the new word's shape, in the quotation and at the paragraph's start as the old one
                words[place] = ids, feature - feature % SHAPE_STEP + words[place][1] % SHAPE_STEP
        made = Part([], [], [], part.tags)
        for ids, feature in words:
            made.first.append(len(made.ids))
            made.ids += ids
            made.features += [feature] * len(ids)
        parts.append(made)
    return Document(doc.id, doc.task, parts)


def _words(part: Part) -> list[Word]:
    ends = [*part.first[1:], len(part.ids)]
    return [
        (tuple(part.ids[low:high]), part.features[low]) for low, high in zip(part.first, ends, strict=True)
    ]


def _tagged(tags: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the spans of BIOES tags in order: first word, last word, kind."""
    low = 0
    for place, tag in enumerate(tags):
        kind, step = divmod(tag - 1, 4)
        if tag and step in (0, 3):
            low = place
        if tag and step in (2, 3):
            yield low, place, kind


@dataclass
class Batch:
    """Windows as arrays. B windows, T tokens, S segments, W words; C cues, K contents, R sources per segment."""

    task: str
    ids: NDArray[np.int64]  # (B, T)
    features: NDArray[np.int64]  # (B, T)
    mask: NDArray[np.bool_]  # (B, T)
    at: NDArray[np.int64]  # (S, W): each word's first token in the flattened (B * T)
    words: NDArray[np.bool_]  # (S, W): True where there is a word
    tags: NDArray[np.int64]  # (S, W)
    parts: list[Part]
    cues: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((0, 0, 2), np.int64)
    )  # (S, C, 2), -1 padded
    contents: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0, 2), np.int64))  # (S, K, 2)
    sources: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0, 2), np.int64))  # (S, R, 2)
    cue_of: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((0, 0), np.int64)
    )  # (S, K): cue, C for none
    source_of: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((0, 0), np.int64)
    )  # (S, C): R for none


def windows(
    documents: list[Document],
    longest: int,
    rng: random.Random | None,
    shortest: int = 64,
    alone: float = 0.3,
) -> list[tuple[str, list[Part]]]:
    """Pack each document's parts into windows of at most *longest* tokens.

    With *rng* each window has a length of its own between *shortest* and *longest*, but for a share of *alone*, which
    hold one part each: that is how articles are read. A part that is longer than a window is cut by `batch`.
    """
    found = []
    for doc in documents:
        at = 0
        while at < len(doc.parts):
            room = longest if rng is None else (0 if rng.random() < alone else rng.randint(shortest, longest))
            taken = [doc.parts[at]]
            length = len(taken[0].ids) + 2
            at += 1
            while at < len(doc.parts) and length + len(doc.parts[at].ids) + 1 <= room:
                taken.append(doc.parts[at])
                length += len(doc.parts[at].ids) + 1
                at += 1
            found.append((doc.task, taken))
    return found


def batch(task: str, packed: list[list[Part]], longest: int = 510) -> Batch:
    """Lay windows out as arrays. A lone part longer than *longest* tokens loses its tail (training only)."""
    rows, features, ats, tags, kept = [], [], [], [], []
    for parts in packed:
        ids, feats = [CLS], [0]
        places = []
        for part in parts:
            cut = len(part.first)
            while part.first[cut - 1] >= longest - len(ids):
                cut -= 1
            stop = part.first[cut] if cut < len(part.first) else len(part.ids)
            places.append([len(ids) + position for position in part.first[:cut]])
            tags.append(part.tags[:cut])
            kept.append(part)
            ids += [*part.ids[:stop], SEP]
            feats += [*part.features[:stop], 0]
        rows.append(ids)
        features.append(feats)
        ats.append(places)
    longest_row = max(map(len, rows))
    shape = (len(rows), longest_row)
    made = Batch(
        task,
        np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.bool_),
        *(np.zeros((len(tags), max(map(len, tags))), kind) for kind in (np.int64, np.bool_, np.int64)),
        kept,
    )  # fmt: skip
    segment = 0
    for row, (ids, feats, places) in enumerate(zip(rows, features, ats, strict=True)):
        made.ids[row, : len(ids)] = ids
        made.features[row, : len(ids)] = feats
        made.mask[row, : len(ids)] = True
        for place in places:
            made.at[segment, : len(place)] = np.array(place) + row * longest_row
            made.words[segment, : len(place)] = True
            made.tags[segment, : len(place)] = tags[segment]
            segment += 1
    if task == "roles":
        _links(made)
    return made


def _links(made: Batch) -> None:
    sizes = made.words.sum(1)
    count = len(made.parts)
    most = {
        role: max(1, *(len(getattr(part, role)) for part in made.parts))
        for role in ("cues", "contents", "sources")
    }
    made.cues = np.full((count, most["cues"], 2), -1, np.int64)
    made.contents = np.full((count, most["contents"], 2), -1, np.int64)
    made.sources = np.full((count, most["sources"], 2), -1, np.int64)
    made.cue_of = np.full((count, most["contents"]), most["cues"], np.int64)
    made.source_of = np.full((count, most["cues"]), most["sources"], np.int64)
    for row, part in enumerate(made.parts):
        fits = sizes[row] == len(part.first)
        if not fits:  # cut short: its spans may lie outside
            continue
        if part.cues:
            made.cues[row, : len(part.cues)] = part.cues
            made.source_of[row, : len(part.cues)] = [most["sources"] if s < 0 else s for s in part.source_of]
        if part.sources:
            made.sources[row, : len(part.sources)] = part.sources
        for index, (low, high, cue) in enumerate(part.contents):
            made.contents[row, index] = low, high
            made.cue_of[row, index] = most["cues"] if cue < 0 else cue


def batches(
    packed: list[tuple[str, list[Part]]], tokens: int, rng: random.Random | None
) -> list[tuple[str, list]]:
    """Group windows of one task and of like length, about *tokens* each, in random order where *rng* is given."""
    found = []
    for task in sorted({task for task, _ in packed}):
        of_task = [parts for name, parts in packed if name == task]
        lengths = {id(parts): sum(len(part.ids) + 1 for part in parts) for parts in of_task}
        if rng:
            of_task.sort(key=lambda parts: lengths[id(parts)] * rng.uniform(0.9, 1.1))
        else:
            of_task.sort(key=lambda parts: lengths[id(parts)])
        group: list = []
        for parts in of_task:
            if (
                group
                and (len(group) + 1) * max(lengths[id(parts)], *(lengths[id(p)] for p in group), 1) > tokens
            ):
                found.append((task, group))
                group = []
            group.append(parts)
        if group:
            found.append((task, group))
    if rng:
        rng.shuffle(found)
    return found
