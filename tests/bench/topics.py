"""Print how long one statement takes against 1,000 to 100,000 topics, beside trying each, and what the index holds.

    python tests/bench/topics.py [STEPS]

STEPS is "1000,10000,…". Topics and articles are made up: words come as often as in English news, names as often as
names do (few very often, most hardly ever), and what a topic asks for is asked by many.
"""

import random
import resource
import sys
import time
from datetime import UTC, datetime
from importlib.resources import files

from onrecord_track.embedding import embed
from onrecord_track.grammar.query import parse
from onrecord_track.hearing import Hearing
from onrecord_track.matching import match
from onrecord_track.reading import Reading
from onrecord_track.records import Heard, Named
from onrecord_track.topics import Subscribed, Topics

STEPS = (1_000, 3_000, 10_000, 30_000, 100_000)
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


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    steps = [int(step) for step in sys.argv[1].split(",")] if len(sys.argv) > 1 else STEPS
    print(
        f"{'topics':>8} {'index':>8} {'memory':>8} {'a statement':>12} {'per second':>11} {'met':>6} {'trying each':>12} {'ratio':>7}"
    )
    for step in steps:
        news = News(step)
        subscribed = [Subscribed(number, number, 1, news.query(), LONG_AGO) for number in range(step)]
        begun, before = time.process_time(), megabytes()
        topics = Topics(subscribed, embed)
        built = time.process_time() - begun
        held = megabytes() - before
        articles = [news.article() for _ in range(ARTICLES)]
        met: list[set[str]] = []
        begun = time.process_time()
        for text, named, heard in articles:
            reading = Reading(text, named, outlet="Vess Herald", lang="en")
            met.extend({each.query for each, _ in told} for told in topics.met_by(heard, reading))
        spent = (time.process_time() - begun) / len(met)

        text, named, heard = articles[0]
        reading = Reading(text, named, outlet="Vess Herald", lang="en")
        tried = [Hearing(each, reading, embed) for each in heard[:NAIVE_STATEMENTS]]
        parsed = {each.query: parse(each.query) for each in subscribed}
        begun = time.process_time()
        naive = [
            {query for query, asked in parsed.items() if match(asked, hearing, topics.index.likeness)}
            for hearing in tried
        ]
        each = (time.process_time() - begun) / len(tried)
        assert naive == met[:NAIVE_STATEMENTS], "the index and trying each must agree"
        print(
            f"{step:>8,} {built:>6.1f} s {held:>5.0f} MB {spent * 1000:>9.2f} ms {1 / spent:>11,.0f}"
            f" {sum(map(len, met)) / len(met):>6.1f} {each * 1000:>9.0f} ms {each / spent:>6.0f}×",
            flush=True,
        )


if __name__ == "__main__":
    main()
