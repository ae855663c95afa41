"""Print how surely copies of one text are told from articles that only go on from it.

    ONRECORD_DATA=… python tests/quality/copies.py

ONRECORD_DATA holds the news articles to make pairs of: the texts of html/*_dev, polnear and worldwide_ner. Each kind of pair is
made from every one of COUNT articles: what an editor does to wire copy, and what a paper writes the day after. The last
table is of pairs that nobody made: all that share a key among all articles, to be read by a person.
"""

import gzip
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from random import Random

from onrecord_clean.nearness import KEYS, SHARED_KEYS, Passages, containment, is_copy, keys, passages

Text = list[str]
Making = Callable[[Text, Text], Text]

FILES = (
    "html/aeb_dev", "html/wcxb_dev", "polnear/train", "polnear/dev", "worldwide_ner/train", "worldwide_ner/dev",
)  # fmt: skip
COUNT = 700
LEAST_PARAGRAPHS = 6
LEAST_WORDS = 150
RANDOM = Random(3)


def articles() -> dict[str, Text]:
    """Read the paragraphs of every article, by its id."""
    found = {}
    for name in FILES:
        path = Path(os.environ["ONRECORD_DATA"]) / f"{name}.jsonl.gz"
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                found[f"{name} {record['id']}"] = [
                    each.strip() for each in re.split(r"\n+", record["text"]) if each.strip()
                ]
    return found


def words(text: Iterable[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in text)


def cut(text: Text, share: float) -> Text:
    """Keep the first paragraphs, up to *share* of the words and one at least."""
    kept = text[:1]
    for paragraph in text[1:]:
        if words([*kept, paragraph]) > share * words(text):
            break
        kept.append(paragraph)
    return kept


def edited(text: Text, rate: float, vocabulary: Sequence[str]) -> Text:
    """Put another word in place of a share of them."""
    return [
        " ".join(RANDOM.choice(vocabulary) if RANDOM.random() < rate else word for word in paragraph.split())
        for paragraph in text
    ]


def followed_up(text: Text, other: Text, share: float) -> Text:
    """Write an article as long as *text* whose last *share* are the last paragraphs of *text*, as background."""
    background = cut(text[::-1], share)[::-1]
    return [*cut(other, (words(text) - words(background)) / words(other)), *background]


def moved(text: Text) -> Text:
    """Swap two paragraphs, and run three into one."""
    at = RANDOM.randrange(1, len(text) - 1)
    swapped = [*text[:at], text[at + 1], text[at], *text[at + 2 :]]
    return [" ".join(swapped[i : i + 3]) for i in range(0, len(swapped), 3)]


def kinds(vocabulary: Sequence[str]) -> dict[str, tuple[bool, Making]]:
    """Name each kind of pair, whether it is a copy, and how it is made from an article and others, which are longer."""
    return {
        "the same": (True, lambda text, _: text),
        "cut to 70 %": (True, lambda text, _: cut(text, 0.7)),
        "cut to 50 %": (True, lambda text, _: cut(text, 0.5)),
        "cut to 35 %": (True, lambda text, _: cut(text, 0.35)),
        "3 % of words changed": (True, lambda text, _: edited(text, 0.03, vocabulary)),
        "6 % of words changed": (True, lambda text, _: edited(text, 0.06, vocabulary)),
        "10 % of words changed": (True, lambda text, _: edited(text, 0.10, vocabulary)),
        "own opening, moved, merged": (True, lambda text, other: [other[0], *moved(text)[1:]]),
        "cut to 60 %, 4 % changed, own opening": (
            True,
            lambda text, other: [other[0], *edited(cut(text, 0.6), 0.04, vocabulary)[1:]],
        ),
        "4 % changed, a quarter added": (
            True,
            lambda text, other: [
                *edited(text, 0.04, vocabulary),
                *cut(other, 0.25 * words(text) / words(other)),
            ],
        ),
        "run into one with another article": (
            True,
            lambda text, other: [*text, *cut(other, words(text) / words(other))],
        ),
        "follow-up, 20 % background": (False, lambda text, other: followed_up(text, other, 0.2)),
        "follow-up, 30 % background": (False, lambda text, other: followed_up(text, other, 0.3)),
        "follow-up, 40 % background": (False, lambda text, other: followed_up(text, other, 0.4)),
        "follow-up, 50 % background": (False, lambda text, other: followed_up(text, other, 0.5)),
        "another article": (False, lambda _, other: other),
    }


def others_of(texts: Sequence[Text], number: int) -> Text:
    """Give paragraphs of other articles, more than the article *number* has words."""
    others: Text = []
    at = number
    while words(others) <= words(texts[number]):
        at = (at + 37) % len(texts)
        others += texts[at]
    return others


def told_apart(one: Passages, other: Passages) -> bool:
    """Say what the worker would: that both meet by their keys, and that they are copies."""
    shared = set(keys(one)) & set(keys(other))
    return len(shared) >= SHARED_KEYS and is_copy(one, other, same_outlet=False)


def print_made(every: Sequence[Text]) -> None:
    texts = [text for text in every if len(text) >= LEAST_PARAGRAPHS and words(text) >= LEAST_WORDS]
    RANDOM.shuffle(texts)
    texts = texts[:COUNT]
    vocabulary = [word for text in texts[:50] for paragraph in text for word in paragraph.split()]
    print(f"{'pairs made':40}{'pairs':>7}{'called copies':>15}{'containment, 5 to 95 %':>25}")
    right = taken = copies = 0
    for name, (copy, make) in kinds(vocabulary).items():
        made = [(passages(text), passages(make(text, others_of(texts, i)))) for i, text in enumerate(texts)]
        called = sum(told_apart(*pair) for pair in made)
        shares = sorted(containment(*pair) for pair in made)
        low, high = shares[len(shares) // 20], shares[-len(shares) // 20]
        print(f"{name:40}{len(made):7}{called / len(made):15.3f}{low:18.2f} – {high:.2f}")
        taken += called
        right += called if copy else 0
        copies += len(made) if copy else 0
    print(f"{'precision and recall over all of them':40}{right / taken:14.3f}{right / copies:8.3f}")


def print_found(every: dict[str, Text]) -> None:
    """Print the pairs that share a key among all articles, by how much they share."""
    read = {name: passages(text) for name, text in every.items()}
    meeting: dict[int, list[str]] = defaultdict(list)
    for name, text in read.items():
        for key in keys(text):
            meeting[key].append(name)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for names in meeting.values():
        for pair in combinations(names, 2):
            shared[pair] += 1
    pairs = sorted(
        (
            (containment(read[one], read[other]), one, other)
            for (one, other), number in shared.items()
            if number >= SHARED_KEYS
        ),
        reverse=True,
    )
    called = [(share, one, other) for share, one, other in pairs if told_apart(read[one], read[other])]
    print(
        f"\n{len(read):,} articles as they are: {len(pairs)} pairs share {SHARED_KEYS} of {KEYS} keys, {len(called)} are called copies"
    )
    for share, one, other in pairs[: len(called) + 8]:
        mark = "copy" if told_apart(read[one], read[other]) else "-"
        print(f"{share:6.2f}  {mark:5} {one[-60:]:62}{other[-60:]}")


def main() -> None:
    every = articles()
    print_made(list(every.values()))
    print_found(every)


if __name__ == "__main__":
    main()
