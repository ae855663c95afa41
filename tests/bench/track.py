"""Print how many verdicts a second of CPU gives beside 10,000, 100,000 and 1,000,000 stored utterances, and in what memory.

    python tests/bench/track.py [sqlite|postgresql] [STEPS]

STEPS is "10000,100000,…". The store is made up: words come as often as in English news, few speakers say much and most
hardly anything, over 90 days, of which retention has left the keys of the last KEPT_DAYS. Of the statements that arrive,
half retell a stored one of the last days, in one of the WAYS of ``retold``; a tenth of the articles come two days late.

A fresh process, as large as a worker, places them: an article's five in one transaction, as the worker does, with its
lock and its commit. CPU is that process's and, for PostgreSQL, its server process's too.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Index, insert, select, text

from onrecord.storage import Database, migrate
from onrecord.storage.lists import among
from onrecord.storage.schema import Article, Sighting, Statement, Table, Utterance, UtteranceKey
from onrecord_track.embedding import embed
from onrecord_track.keys import (
    KEPT_DAYS,
    LIGHTEST_KEY,
    SHINGLE_KEYS,
    WORD_KEYS,
    fortnight,
    hashed,
    in_fortnight,
    of_speaker,
)
from onrecord_track.likeness import SHINGLE
from onrecord_track.meaning import meaning
from onrecord_track.placing import Placing
from onrecord_track.rarity import share, weight
from onrecord_track.stems import stem
from onrecord_track.store import utterances
from support.postgres import named, postgres_server

STEPS = (10_000, 100_000, 1_000_000)
ASKED = 200
"""Verdicts a second of one core."""

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = 90
RECENT_DAYS = 13
PER_ARTICLE = 5
WORDS = 22
WAYS = 4
SPEAKERS = 20_000
ARRIVING = 2_000
WARM_UP = 200
HORIZON = timedelta(days=14)
CHUNK = 20_000
_TICKS = os.sysconf("SC_CLK_TCK")

Row = dict[str, Any]


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
    """Give the keys as ``keys_to_store`` does, without folding and weighing every word of a million statements."""
    heavy = sorted((-weight(word), word) for word in set(words) if weight(word) >= LIGHTEST_KEY)[:WORD_KEYS]
    name = speaker.rsplit(maxsplit=1)[-1].lower()
    runs = [" ".join(words[first : first + SHINGLE]) for first in range(len(words) - SHINGLE + 1)]
    numbers = [of_speaker(name, word) for _, word in heavy] + sorted(map(hashed, runs))[:SHINGLE_KEYS]
    return set(in_fortnight(numbers, fortnight(at)))


def article(number: int, outlet: str, at: datetime) -> Row:
    url = f"https://{outlet}.example/{number}"
    return {
        "id": number, "url": url, "canonical_url": url, "outlet": outlet, "title": None, "published_at": at,
        "first_seen_at": at, "trace_id": f"{number:032x}", "baseline": False,
    }  # fmt: skip


def statement(number: int, article_id: int, speaker: str, content: str) -> Row:
    return {
        "id": number, "article_id": article_id, "number": number % PER_ARTICLE, "kind": "indirect", "source": "[]",
        "cue": "[]", "content": "[]", "source_text": speaker, "cue_text": "said", "cue_class": "speech",
        "content_text": content, "sentence": f"{speaker} said {content}.", "speaker": speaker,
        "speaker_number": None, "role": None, "withdrawn_at": None,
    }  # fmt: skip


def utterance(number: int, speaker: str, content: str, at: datetime) -> Row:
    return {
        "id": number, "speaker": speaker, "speaker_key": speaker.lower(), "content": content,
        "first_statement_id": number, "fullest_statement_id": number, "first_said_at": at, "last_seen_at": at,
        "update_of": None, "created_at": at,
    }  # fmt: skip


def sighting(number: int, article_id: int, outlet: str, at: datetime) -> Row:
    return {
        "statement_id": number, "utterance_id": number, "article_id": article_id, "outlet": outlet, "said_at": at,
        "verdict": "new", "nearest_id": None, "score": 0.0, "reason": "", "seen_at": at,
    }  # fmt: skip


def fill(url: str, size: int) -> None:
    """Store *size* utterances, said evenly over DAYS, with one sighting each."""
    maker, console = Maker(), Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    index: list[NDArray[np.int64]] = []
    with loading(url) as loader, Progress(*columns, console=console, transient=True) as bar:
        made = bar.add_task(f"filling {loader.kind}", total=size)
        for numbers in batched(range(1, size + 1), CHUNK):
            rows: dict[type[Table], list[Row]] = {Article: [], Statement: [], Utterance: [], Sighting: []}
            held: list[tuple[int, int]] = []
            for number in numbers:
                at = NOW - timedelta(days=DAYS * (1 - number / size), hours=1)
                article_id = (number - 1) // PER_ARTICLE + 1
                outlet = f"outlet{article_id % 200}"
                if (number - 1) % PER_ARTICLE == 0:
                    rows[Article].append(article(article_id, outlet, at))
                speaker, words = maker.said()
                content = " ".join(words)
                rows[Statement].append(statement(number, article_id, speaker, content))
                rows[Utterance].append(utterance(number, speaker, content, at))
                rows[Sighting].append(sighting(number, article_id, outlet, at))
                if NOW - at < timedelta(days=KEPT_DAYS):
                    held.extend((key, number) for key in keys(speaker, words, at))
            index.append(np.array(held, np.int64).reshape(-1, 2))
            for table, some in rows.items():
                loader.load(table, some)
            bar.advance(made, len(numbers))
        whole = np.concatenate(index)
        index.clear()
        whole = whole[np.lexsort((whole[:, 1], whole[:, 0]))]
        keyed = bar.add_task("keys", total=len(whole))
        for first in range(0, len(whole), 10 * CHUNK):
            some_keys = whole[first : first + 10 * CHUNK].tolist()
            loader.load_keys(some_keys)
            bar.advance(keyed, len(some_keys))


class Loader:
    """Loads a new database in its own bulk way, indexes last."""

    def __init__(self, database: Database) -> None:
        self.kind = database.engine.dialect.name
        self._connection: Any = database.engine.raw_connection().driver_connection
        self._indexes = [
            (table.__tablename__, index)
            for table in (Statement, Utterance, Sighting, UtteranceKey)
            for index in indexes(table)
        ]

    def begin(self) -> None:
        if self.kind == "sqlite":
            self._run("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "BEGIN")
        else:  # no trigger looks for what a row refers to
            self._run("SET session_replication_role = replica", "SET maintenance_work_mem = '512MB'", "SET statement_timeout = 0", "ALTER TABLE utterance_keys DROP CONSTRAINT pk_utterance_keys")  # fmt: skip
        self._run(*(f"DROP INDEX {index.name}" for _, index in self._indexes))

    def load(self, table: type[Table], rows: Sequence[Row]) -> None:
        if self.kind == "sqlite":
            rows = [
                {name: value.replace(tzinfo=None).isoformat(" ", "microseconds") if isinstance(value, datetime) else value for name, value in row.items()}
                for row in rows
            ]  # fmt: skip
        self._load(table.__tablename__, tuple(rows[0]), [tuple(row.values()) for row in rows])

    def load_keys(self, rows: Sequence[Sequence[int]]) -> None:
        self._load("utterance_keys", ("key", "utterance_id"), rows)

    def end(self) -> None:
        if self.kind == "postgresql":
            self._run(
                "ALTER TABLE utterance_keys ADD CONSTRAINT pk_utterance_keys PRIMARY KEY (key, utterance_id)"
            )
        for name, index in self._indexes:
            self._run(f"CREATE INDEX {index.name} ON {name} ({', '.join(index.columns.keys())})")
        if self.kind == "postgresql":
            self._run(*(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}" for name in ("articles", "statements", "utterances")))  # noqa: S608 # fmt: skip
        self._connection.commit()
        if self.kind == "postgresql":
            self._connection.autocommit = True
            self._run("VACUUM ANALYZE")
        self._connection.close()

    def _load(self, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        listed = ", ".join(names)
        if self.kind == "sqlite":
            marks = ", ".join("?" * len(names))
            self._connection.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows)  # noqa: S608
            return
        with self._connection.cursor() as cursor, cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _run(self, *statements: str) -> None:
        for each in statements:
            self._connection.execute(each)


def indexes(table: type[Table]) -> list[Index]:
    return [index for index in table.__table__.indexes if not index.unique]  # type: ignore[attr-defined]


@contextmanager
def loading(url: str) -> Iterator[Loader]:
    database = Database(url)
    loader = Loader(database)
    loader.begin()
    yield loader
    loader.end()
    database.close()


def arriving(database: Database, size: int) -> list[int]:
    """Write articles that are to be tracked; give their statements' ids, in order of publication but for some."""
    maker = Maker()
    numbers = list(range(size + 1, size + ARRIVING + WARM_UP + 1))
    drawn = [maker.draw.randint(size - size * RECENT_DAYS // DAYS, size) for _ in numbers]
    with database.read() as session:
        found = session.execute(select(Utterance.id, Utterance.speaker, Utterance.content).where(among(Utterance.id, "ids")), {"ids": drawn})  # fmt: skip
        recent = {number: (speaker or "", content) for number, speaker, content in found}
    articles: list[Row] = []
    statements: list[Row] = []
    for position, number in enumerate(numbers):
        article_id = (size + position) // PER_ARTICLE + 10
        at = NOW + timedelta(minutes=position) - timedelta(days=2 * (article_id % 10 == 0))
        if not articles or articles[-1]["id"] != article_id:
            articles.append(article(article_id, f"outlet{article_id % 200}", at))
        speaker, words = maker.said()
        content = " ".join(words)
        if position % 2:
            speaker, content = recent[drawn[position]]
            content = retold(content.split(), maker, way=position // 2 % WAYS)
        statements.append(
            statement(number, article_id, speaker, content) | {"source": [], "cue": [], "content": []}
        )
    with database.write() as session:
        session.connection().execute(insert(Article), articles)
        session.connection().execute(insert(Statement), statements)
    return numbers


def retold(told: list[str], maker: Maker, *, way: int) -> str:
    """Retell a statement: as it was, cut to half, reported, or with every other word replaced.

    Whether the last is the same depends on its words; it is there to ask the encoder twice as often as real statements
    do: .12 a verdict over the 19,832 statements of 840 articles.
    """
    if way == WAYS - 1:
        _, others = maker.said()
        told = [
            other if place % 2 == 0 else word
            for place, (word, other) in enumerate(zip(told, others, strict=True))
        ]
        return " ".join(told)
    return (" ".join(told), " ".join(told[: WORDS // 2]), f"that {' '.join(told[3:])}")[way]


@dataclass(frozen=True, slots=True)
class Figures:
    """What placing *verdicts* statements took."""

    verdicts: int
    retold: int
    """Those found to be told before; half were, a quarter of them in other words."""
    here_s: float
    server_s: float
    wall_s: float
    p95_ms: float
    """By the clock: of an article's time, the share of one verdict."""
    encoded: int
    """Statements whose meaning the model was asked for."""
    before_mb: float
    after_mb: float

    def row(self, kind: str, size: int) -> str:
        each = 1000 / self.verdicts
        rate = self.verdicts / (self.here_s + self.server_s)
        return (
            f"{kind:10} {size:>9,} {rate:10.0f} {rate / ASKED:7.1f} x {self.verdicts / self.wall_s:10.0f} "
            f"{self.here_s * each:8.2f} {self.server_s * each:8.2f} {self.p95_ms:8.1f} {self.encoded / self.verdicts:8.2f} "
            f"{self.retold / self.verdicts:7.0%} {self.before_mb:8.0f} {self.after_mb:8.0f}"
        )


HEAD = (
    f"{'':20} {'verdicts/s':>10} {'of 200':>9} {'by the':>10} {'ms':>8} {'ms of the':>8} {'p95':>7} {'encoder':>8} "
    f"{'retold':>7} {'MB':>8} {'MB':>8}\n"
    f"{'database':10} {'stored':>9} {'of CPU':>10} {'asked':>9} {'clock':>10} {'here':>8} {'server':>8} {'ms':>8} "
    f"{'asked':>8} {'found':>7} {'before':>8} {'after':>8}"
)  # fmt: skip


def measure(url: str, numbers: Sequence[int]) -> Figures:
    """Place statements, an article's in one transaction, as the worker does."""
    database = Database(url)
    with database.write() as session:
        server = None if database.is_sqlite else session.scalar(text("SELECT pg_backend_pid()"))
    embed(["loads the model"])
    for ids in batched(numbers[:WARM_UP], PER_ARTICLE):
        put(database, ids)
    held, encoded = memory(), meaning.cache_info().misses
    took: list[float] = []
    verdicts: list[str] = []
    server_before, before = cpu(server), time.process_time()
    for ids in batched(numbers[WARM_UP:], PER_ARTICLE):
        started = time.perf_counter()
        verdicts += put(database, ids)
        took.append(time.perf_counter() - started)
    here, there = time.process_time() - before, cpu(server) - server_before
    database.close()
    return Figures(
        len(verdicts), sum(each in ("repeat", "re_report") for each in verdicts), here, there, sum(took),
        1000 * float(np.percentile(took, 95)) / PER_ARTICLE, meaning.cache_info().misses - encoded, held, memory(),
    )  # fmt: skip


def put(database: Database, ids: Sequence[int]) -> list[str]:
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
def empty(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield migrated(f"sqlite:///{folder}/onrecord.db")
    else:
        with postgres_server() as url:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CREATE DATABASE bench")
            yield migrated(named(url, "bench"))


def migrated(url: str) -> str:
    database = Database(url)
    migrate.upgrade(database)
    database.close()
    return url


def main() -> None:
    kinds = [sys.argv[1]] if len(sys.argv) > 1 else ["sqlite", "postgresql"]
    steps = [int(step) for step in sys.argv[2].split(",")] if len(sys.argv) > 2 else list(STEPS)
    print(HEAD, flush=True)
    for kind in kinds:
        for size in steps:
            with empty(kind) as url:
                fill(url, size)
                database = Database(url)
                numbers = arriving(database, size)
                database.close()
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                    print(alone.submit(measure, url, numbers).result().row(kind, size), flush=True)


if __name__ == "__main__":
    main()
