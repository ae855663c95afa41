"""Pack documents into windows, and windows into arrays."""

import random
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpora import Document, Part

CLS, SEP = 101, 102


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
