"""Give names in documents other names of their kind."""

import random
from collections.abc import Iterator

from corpora import Document, Part
from onrecord_extract.words import SHAPE_STEP

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
