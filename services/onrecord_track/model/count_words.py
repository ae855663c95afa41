"""Count in how many sentences each stem stands: ``python -m onrecord_track.model.count_words FILE.jsonl.gz …``.

Each line of a file is a JSON object with the key "text". Prints the table that ``rarity`` reads.
"""

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from onrecord_track.stems import stem
from onrecord_track.words import folded_words

SHORTEST_SENTENCE = 4
RAREST_KEPT = 8
"""Stems in fewer sentences are left out: all of them count as rare."""

_SENTENCE_END = re.compile(r"(?<=[.!?”\"])\s+|\n+")


def count(texts: Iterable[str]) -> tuple[int, Counter[str]]:
    """Give the number of sentences, and per stem the number of sentences it stands in."""
    sentences = 0
    counts: Counter[str] = Counter()
    for text in texts:
        for sentence in _SENTENCE_END.split(text):
            found = {stem(word) for word in folded_words(sentence)}
            if len(found) >= SHORTEST_SENTENCE:
                sentences += 1
                counts.update(found)
    return sentences, counts


def table(sentences: int, counts: Counter[str]) -> Iterator[str]:
    """Give the lines of the table: the number of sentences, then stem and count, most common first."""
    yield str(sentences)
    for found, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if number >= RAREST_KEPT:
            yield f"{found}\t{number}"


def _texts(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        with gzip.open(Path(path), "rt", encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in table(*count(_texts(sys.argv[1:]))))
