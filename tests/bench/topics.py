"""Print how long one statement takes against 1,000 to 100,000 topics, beside trying each, and what the index holds.

    python tests/bench/topics.py [STEPS]

STEPS is "1000,10000,…". Topics and articles are made up: words come as often as in English news, names as often as
names do (few very often, most hardly ever), and what a topic asks for is asked by many.
"""

import random
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from multiprocessing import get_context

from onrecord_track.embedding import embed
from onrecord_track.grammar.query import parse
from onrecord_track.hearing import Hearing
from onrecord_track.matching import match
from onrecord_track.reading import Reading
from onrecord_track.records import Heard, Named
from onrecord_track.topics import Subscribed, Topics

STEPS = (1_000, 3_000, 10_000, 30_000, 100_000)
LIKES = (1, 1_000)
"""Topics of like: alone, beside the first step's: every statement is embedded for them."""
ARTICLES = 40
STATEMENTS = 8
WORDS_BETWEEN = 60
NAIVE_STATEMENTS = 4
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SHAPES = (
    ('said_by:"{n}"', 15), ('said_by:"{n}" {a}', 15), ("{a} {b}", 15), ("{a} {b} {c}", 10), ('"{a} {b}"', 10),
    ('"{a} {b}" OR "{c} {d}"', 5), ("({a} OR {b} OR {c}) {d} NOT {e}", 10), ("near/8({a} {b})", 8),
    ("{p}* {a}", 5), ('about:"{n}" {a}', 5), ("mentions:{a} {b}", 1), ("{a}", 1),
)  # fmt: skip


class News:
    """Words and names in the shares of news; the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        lines = files("onrecord_track.model").joinpath("rarity.tsv").read_text("utf-8").splitlines()
        counted = [(word, int(count)) for word, count in (line.split("\t") for line in lines[1:])]
        self._words, self._shares = zip(*counted, strict=True)
        telling = [
            (word, count)
            for word, count in counted
            if count < int(lines[0]) // 100 and word.isalpha() and len(word) > 3
        ]
        self._asked, asked = zip(*telling, strict=True)
        self._asked_shares = [count**0.5 for count in asked]
        self._names = [f"{first} {last}" for first in FIRST for last in LAST]
        self._random.shuffle(self._names)
        self._name_shares = [1 / (rank + 10) for rank in range(len(self._names))]

    def query(self) -> str:
        (shape,) = self._random.choices([shape for shape, _ in SHAPES], [share for _, share in SHAPES])
        a, b, c, d, e, p = self._random.choices(self._asked, self._asked_shares, k=6)
        return shape.format(n=self.name(), a=a, b=b, c=c, d=d, e=e, p=p[:5])

    def likeness(self) -> str:
        return f'like:"{self.text(6)}"~0.7'

    def name(self) -> str:
        return self._random.choices(self._names, self._name_shares)[0]

    def text(self, length: int) -> str:
        return " ".join(self._random.choices(self._words, self._shares, k=length))

    def article(self) -> tuple[str, list[Named], list[Heard]]:
        """An article of STATEMENTS statements, each with its speaker and another name."""
        text = ""
        named: list[Named] = []
        heard = []
        for number in range(STATEMENTS):
            spans = []
            for part in (self.name(), "said", self.text(20), self.name(), self.text(5)):
                spans.append((len(text), len(text) + len(part)))
                text += part + " "
            source, cue, start, about, end = spans
            named.append(Named(text[slice(*source)], "PERSON", 2 * number, *source))
            named.append(Named(text[slice(*about)], "PERSON", 2 * number + 1, *about))
            heard.append(
                Heard((source,), (cue,), ((start[0], end[1]),), "indirect", text[slice(*source)], 2 * number)
            )
            text += self.text(WORDS_BETWEEN) + ".\n\n"
        return text, named, heard


def names(syllables: str) -> list[str]:
    parts = syllables.split()
    return [(first + last).capitalize() for first in parts for last in parts]


FIRST = names("an bel cor dun el fen")
LAST = names("ash brin corl dov ember fald gorse holt isk jarl kest lor marsk nor ostl pell")


@dataclass(frozen=True)
class Measured:
    """One line of the table; times are of CPU, on one core."""

    topics: int
    likes: int
    built_s: float
    memory_mb: float
    """What the index added to the process's peak."""
    statement_s: float
    """Reading the article's words included, which its statements share."""
    met: float
    """Topics that a statement met."""
    each_s: float
    """A statement against every topic, one after another."""


def measure(step: int, likes: int) -> Measured:
    news = News(step)
    queries = [news.query() for _ in range(step)] + [news.likeness() for _ in range(likes)]
    subscribed = [Subscribed(number, number, 1, query, LONG_AGO) for number, query in enumerate(queries)]
    articles = [news.article() for _ in range(ARTICLES)]
    begun, before = time.process_time(), megabytes()
    topics = Topics(subscribed, embed)
    told(topics, articles[0])  # embeds the texts of like:, once
    built = time.process_time() - begun
    held = megabytes() - before
    begun = time.process_time()
    met = [queries for article in articles for queries in told(topics, article)]
    spent = (time.process_time() - begun) / len(met)

    text, named, heard = articles[0]
    reading = Reading(text, named, outlet="Vess Herald", lang="en")
    tried = [Hearing(each, reading, embed) for each in heard[:NAIVE_STATEMENTS]]
    parsed = {query: parse(query) for query in queries}
    begun = time.process_time()
    naive = [
        {query for query, asked in parsed.items() if match(asked, hearing, topics.index.likeness)}
        for hearing in tried
    ]
    each = (time.process_time() - begun) / len(tried)
    assert naive == met[:NAIVE_STATEMENTS], "the index and trying each must agree"
    return Measured(step, likes, built, held, spent, sum(map(len, met)) / len(met), each)


def told(topics: Topics, article: tuple[str, list[Named], list[Heard]]) -> list[set[str]]:
    """Match an article as a worker does; the queries that each statement met."""
    text, named, heard = article
    met = topics.met_by(heard, Reading(text, named, outlet="Vess Herald", lang="en"))
    return [{each.query for each, _ in pairs} for pairs in met]


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    steps = [int(step) for step in sys.argv[1].split(",")] if len(sys.argv) > 1 else STEPS
    runs = [(step, 0) for step in steps] + [(steps[0], likes) for likes in LIKES]
    print(
        f"{'topics':>8} {'like:':>6} {'index':>8} {'memory':>8} {'statement':>10} {'a second':>9} {'met':>5} {'trying each':>12} {'ratio':>6}"
    )
    for run in runs:  # in a process of its own, so that its memory is its own
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            row = process.submit(measure, *run).result()
        print(
            f"{row.topics:>8,} {row.likes:>6,} {row.built_s:>6.1f} s {row.memory_mb:>5.0f} MB {row.statement_s * 1000:>7.2f} ms"
            f" {1 / row.statement_s:>9,.0f} {row.met:>5.1f} {row.each_s * 1000:>9.0f} ms {row.each_s / row.statement_s:>5.0f}×",
            flush=True,
        )


if __name__ == "__main__":
    main()
