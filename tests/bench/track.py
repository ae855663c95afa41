"""Print how many verdicts a second of CPU gives beside 10,000, 100,000 and 1,000,000 stored utterances.

    python tests/bench/track.py [sqlite|postgresql] [STEPS]

STEPS is "10000,100000,…". The store is made up: words come as often as in English news, few speakers say much and most
hardly anything, over 90 days. Of the statements that arrive, half retell a stored one of the last days: trimmed, reported
or as it was; some arrive late. CPU is this process's and, for PostgreSQL, its server process's.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import insert, text

from onrecord.storage import Database, migrate
from onrecord.storage.schema import Article, Sighting, Statement, Utterance
from onrecord_track.keys import SHINGLE_KEYS, WORD_KEYS, fortnight, hashed, in_fortnight
from onrecord_track.likeness import SHINGLE
from onrecord_track.placing import Placing
from onrecord_track.rarity import share, weight
from onrecord_track.stems import stem
from onrecord_track.store import utterances
from support.postgres import named, postgres_server

STEPS = (10_000, 100_000, 1_000_000)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = 90
PER_ARTICLE = 5
WORDS = 22
SPEAKERS = 20_000
ARRIVING = 1_000
WARM_UP = 100
HORIZON = timedelta(days=14)
CHUNK = 20_000
_TICKS = os.sysconf("SC_CLK_TCK")


def batched(numbers: Iterable[int], size: int) -> Iterator[tuple[int, ...]]:
    rest = iter(numbers)
    while batch := tuple(islice(rest, size)):
        yield batch


class Maker:
    """Makes up statements, the same ones on every run."""

    def __init__(self) -> None:
        self.draw = random.Random(1)
        table = (Path(utterances.__file__).parents[1] / "model" / "rarity.tsv").read_text(encoding="utf-8")
        found = (line.split("\t")[0] for line in table.splitlines()[1:])
        self.words = [word for word in found if word.isascii() and word.isalpha() and stem(word) == word]
        self.often = list(accumulate(share(word) for word in self.words))
        syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u")]
        names = [f"{a}{b}{c}".title() for a in syllables for b in syllables for c in syllables]
        self.speakers = [f"Ana {name}" for name in self.draw.sample(names, SPEAKERS)]
        self.heard = list(accumulate(1 / rank for rank in range(1, SPEAKERS + 1)))

    def said(self) -> tuple[str, list[str]]:
        """Make a speaker and the words of a statement."""
        (speaker,) = self.draw.choices(self.speakers, cum_weights=self.heard)
        return speaker, self.draw.choices(self.words, cum_weights=self.often, k=WORDS)


def keys(speaker: str, words: list[str], at: datetime) -> set[int]:
    """Give the keys as ``keys_to_store`` does, without weighing every word of a million statements."""
    heavy = sorted(set(words), key=weight, reverse=True)[:WORD_KEYS]
    name = speaker.rsplit(maxsplit=1)[-1].lower()
    runs = [" ".join(words[first : first + SHINGLE]) for first in range(len(words) - SHINGLE + 1)]
    numbers = [hashed(f"{name} {word}") for word in heavy] + sorted(map(hashed, runs))[:SHINGLE_KEYS]
    return {in_fortnight(number, fortnight(at)) for number in numbers}


def article(number: int, outlet: str, at: datetime) -> dict[str, Any]:
    url = f"https://{outlet}.example/{number}"
    return {
        "id": number, "url": url, "canonical_url": url, "outlet": outlet, "title": None, "published_at": at,
        "first_seen_at": at, "trace_id": f"{number:032x}", "baseline": False,
    }  # fmt: skip


def statement(number: int, article_id: int, speaker: str, content: str) -> dict[str, Any]:
    return {
        "id": number, "article_id": article_id, "number": number % PER_ARTICLE, "kind": "indirect", "source": [],
        "cue": [], "content": [], "source_text": speaker, "cue_text": "said", "cue_class": "speech",
        "content_text": content, "sentence": f"{speaker} said {content}.", "speaker": speaker,
        "speaker_number": None, "role": None, "withdrawn_at": None,
    }  # fmt: skip


def fill(database: Database, maker: Maker, size: int) -> None:
    """Store *size* utterances, said evenly over DAYS, with one sighting each."""
    for numbers in batched(range(1, size + 1), CHUNK):
        articles, statements, held, sightings = [], [], [], []
        index: list[tuple[int, int]] = []
        for number in numbers:
            at = NOW - timedelta(days=DAYS * (1 - number / size), hours=1)
            article_id = (number - 1) // PER_ARTICLE + 1
            outlet = f"outlet{article_id % 200}"
            if (number - 1) % PER_ARTICLE == 0:
                articles.append(article(article_id, outlet, at))
            speaker, words = maker.said()
            content = " ".join(words)
            statements.append(statement(number, article_id, speaker, content))
            held.append(
                {"id": number, "speaker": speaker, "speaker_key": speaker.lower(), "content": content, "first_statement_id": number, "fullest_statement_id": number, "first_said_at": at, "last_seen_at": at, "update_of": None, "created_at": at}
            )  # fmt: skip
            sightings.append(
                {"statement_id": number, "utterance_id": number, "article_id": article_id, "outlet": outlet, "said_at": at, "verdict": "new", "nearest_id": None, "score": 0.0, "reason": "", "seen_at": at}
            )  # fmt: skip
            index.extend((key, number) for key in keys(speaker, words, at))
        with database.write() as session:
            connection = session.connection()
            for table, rows in ((Article, articles), (Statement, statements), (Utterance, held), (Sighting, sightings)):  # fmt: skip
                connection.execute(insert(table), rows)
            load_keys(connection.connection.dbapi_connection, sorted(index))


def load_keys(connection: Any, rows: Iterable[tuple[int, int]]) -> None:
    if isinstance(connection, psycopg.Connection):
        with connection.cursor() as cursor, cursor.copy("COPY utterance_keys (key, utterance_id) FROM STDIN") as copy:  # fmt: skip
            for row in rows:
                copy.write_row(row)
    else:
        connection.executemany("INSERT INTO utterance_keys (key, utterance_id) VALUES (?, ?)", rows)


def arriving(database: Database, maker: Maker, size: int) -> list[int]:
    """Write articles that are to be tracked; give their statements' ids, in order of publication but for some."""
    numbers = list(range(size + 1, size + ARRIVING + WARM_UP + 1))
    with database.read() as session:
        recent = session.execute(
            text("SELECT speaker, content FROM utterances WHERE id > :id ORDER BY id"), {"id": size * 4 // 5}
        ).all()
    articles: list[dict[str, Any]] = []
    statements: list[dict[str, Any]] = []
    for position, number in enumerate(numbers):
        article_id = (size + position) // PER_ARTICLE + 10
        at = NOW + timedelta(minutes=position) - timedelta(days=2 * (article_id % 10 == 0))
        if not articles or articles[-1]["id"] != article_id:
            articles.append(article(article_id, f"outlet{article_id % 200}", at))
        speaker, words = maker.said()
        content = " ".join(words)
        if position % 2:
            speaker, content = maker.draw.choice(recent)
            told = content.split()
            content = (content, " ".join(told[: WORDS // 2]), f"that {' '.join(told[3:])}")[position // 2 % 3]
        statements.append(statement(number, article_id, speaker, content))
    with database.write() as session:
        session.connection().execute(insert(Article), articles)
        session.connection().execute(insert(Statement), statements)
    return numbers


def measure(database: Database, numbers: list[int]) -> str:
    """Place statements, an article's in one transaction, as the worker does."""
    with database.write() as session:
        server = None if database.is_sqlite else session.scalar(text("SELECT pg_backend_pid()"))
    for ids in batched(numbers[:WARM_UP], PER_ARTICLE):
        put(database, ids)
    held = memory()
    before, spent_before = cpu(server), time.process_time()
    wall = time.perf_counter()
    verdicts = [verdict for ids in batched(numbers[WARM_UP:], PER_ARTICLE) for verdict in put(database, ids)]
    here, there = time.process_time() - spent_before, cpu(server) - before
    wall = time.perf_counter() - wall
    rate = len(verdicts) / (here + there)
    again = sum(verdict in ("repeat", "re_report") for verdict in verdicts)
    return (
        f"{rate:6.0f} verdicts a second of CPU ({1000 * here / len(verdicts):.1f} ms here, "
        f"{1000 * there / len(verdicts):.1f} ms in the server; {len(verdicts) / wall:.0f} a second by the clock), "
        f"{again} of {len(verdicts) // 2} retold ones found, {memory():.0f} MB, "
        f"{memory() - held:+.0f} in this time"
    )


def put(database: Database, ids: tuple[int, ...]) -> list[str]:
    with database.write() as session:
        utterances.lock(session)
        placed = Placing(session, horizon=HORIZON, at=NOW).put(ids)
        return [placed[number].verdict for number in ids]


def cpu(process: int | None) -> float:
    """Give the seconds of CPU that *process* has used."""
    if process is None:
        return 0.0
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory() -> float:
    """Give the megabytes that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


@contextmanager
def empty(kind: str) -> Iterator[Database]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield from opened(f"sqlite:///{folder}/onrecord.db")
    else:
        with postgres_server() as url:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CREATE DATABASE bench")
            yield from opened(named(url, "bench"))


def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    migrate.upgrade(database)
    yield database
    database.close()


def main() -> None:
    kinds = [sys.argv[1]] if len(sys.argv) > 1 else ["sqlite", "postgresql"]
    steps = [int(step) for step in sys.argv[2].split(",")] if len(sys.argv) > 2 else list(STEPS)
    for kind in kinds:
        for size in steps:
            maker = Maker()
            with empty(kind) as database:
                fill(database, maker, size)
                if not database.is_sqlite:
                    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:  # fmt: skip
                        connection.execute(text("ANALYZE"))
                        connection.execute(text("SELECT setval(pg_get_serial_sequence('utterances', 'id'), max(id)) FROM utterances"))  # fmt: skip
                print(
                    f"{kind:10} {size:>9,}: {measure(database, arriving(database, maker, size))}", flush=True
                )


if __name__ == "__main__":
    main()
