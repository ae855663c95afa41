"""Figures while training: exact span F1 by kind, and how often gold spans are linked right."""

from collections import Counter
from collections.abc import Iterable, Sequence

import torch

from batches import batch, batches, windows
from corpora import Document
from model import Tagger
from tags import ENTITIES, ROLES

CHOOSE_ON = (("polnear", "roles"), ("cofenet", "roles"), ("worldwide", "entities"), ("gum", "entities"))
"""Development sets, and the head that is measured on each."""

Spans = set[tuple[int, int, int]]


def spans(tags: Sequence[int]) -> Spans:
    """Read BIOES tags into (first word, last word, kind)."""
    found = set()
    start = 0
    for place, tag in enumerate(tags):
        if tag == 0:
            continue
        kind, part = divmod(tag - 1, 4)
        if part in (0, 3):
            start = place
        if part in (2, 3):
            found.add((start, place, kind))
    return found


def f1(pairs: Iterable[tuple[Spans, Spans]], kinds: Sequence[str]) -> dict[str, float]:
    """Exact F1 of each kind over (gold, found) pairs, and of the first three kinds together."""
    counts: Counter[tuple[int, str]] = Counter()
    for gold, found in pairs:
        for name, which in (("gold", gold), ("found", found), ("hit", gold & found)):
            counts.update((kind, name) for _, _, kind in which)

    def of(numbers: Iterable[int]) -> float:
        numbers = list(numbers)
        hit, total = (
            sum(counts[n, "hit"] for n in numbers),
            sum(counts[n, "gold"] + counts[n, "found"] for n in numbers),
        )
        return round(2 * hit / total, 4) if total else 0.0

    return {name: of([number]) for number, name in enumerate(kinds)} | {"first_three": of(range(3))}


@torch.no_grad()
def measure(
    tagger: Tagger, documents: list[Document], head: str, device: torch.device, longest: int
) -> dict[str, float]:
    """Tag *documents* with *head* and score them; linker accuracy too where relations are known."""
    tagger.eval()
    pairs, linked = [], Counter()
    for task, packed in batches(windows(documents, longest, None), 16384, None):
        made = batch(task, packed)
        ids, features, mask, at, words, tags = (
            torch.from_numpy(array).to(device)
            for array in (made.ids, made.features, made.mask, made.at, made.words, made.tags)
        )
        with torch.autocast(device.type, torch.bfloat16):
            hidden = tagger.encode(ids, features, mask).flatten(0, 1).float()
        paths = tagger.crfs[head].best(tagger.heads[head](hidden)[at].float(), words).tolist()
        for gold, path in zip(tags.tolist(), paths, strict=True):
            pairs.append((spans(gold), spans(path)))
        if head == "roles" and made.cue_of.size:
            arrays = (made.cues, made.contents, made.sources)
            cues, contents, sources = (torch.from_numpy(array).to(device) for array in arrays)
            by_cue, by_source = tagger.link_scores(hidden, at, cues, contents, sources)
            for name, scores, wanted, there in (
                ("content_to_cue", by_cue, made.cue_of, made.contents), ("cue_to_source", by_source, made.source_of, made.cues)
            ):  # fmt: skip
                real = there[..., 0] >= 0
                linked[name] += int((scores.argmax(2).cpu().numpy() == wanted)[real].sum())
                linked[name, "n"] += int(real.sum())
    figures = f1(pairs, ROLES if head == "roles" else ENTITIES)
    for name in ("content_to_cue", "cue_to_source"):
        if linked[name, "n"]:
            figures[name] = round(linked[name] / linked[name, "n"], 4)
    return figures
