"""Print what it costs to let go of what is old: rows, CPU time, the longest transaction; and MB by table.

    python tests/bench/retention.py [ARTICLES]

Made-up articles, as many rows of each kind as real ones have on average, spread evenly over DAYS; on SQLite and on a
PostgreSQL of its own. Time is CPU time of this process, and of the server's on PostgreSQL.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import psycopg
from sqlalchemy import insert, text

from onrecord.storage import Database, Session, jobs, migrate
from onrecord.storage.schema import (
    Alert,
    Article,
    Delivery,
    Entity,
    Entry,
    Feed,
    Job,
    Message,
    MessageAlert,
    Sighting,
    Statement,
    Subscriber,
    Subscription,
    Table,
    Topic,
    TopicMatch,
    Utterance,
)
from support.letting_go import ALL
from support.postgres import named, postgres_server

DAYS: Final = 450
STATEMENTS: Final = 14
"""Of an article; each tenth meets a topic, each twentieth is told."""
KEEP: Final = {"jobs": 90, "messages": 90, "alerts": 90, "matches": 90, "articles": 365}
ROWS: Final = {"jobs": 500, "articles": 20}
"""In one transaction, as the services ask; 100 of all others."""
AT_ONCE: Final = 500
WORDS: Final = (
    "the harbour tolls will not be raised before the new breakwater is paid for and not by a penny said "
)


def fill(database: Database, articles: int) -> None:
    with database.write() as session:
        now = jobs.now(session)
        session.add(
            Feed(id=1, url="https://paper.example/feed", outlet="Paper", next_poll_at=now, created_at=now)
        )
        session.add(Topic(id=1, name="Tolls", query="tolls", created_at=now))
        session.add(Subscriber(id=1, name="Ana", created_at=now))
        session.flush()
        session.add(Subscription(id=1, topic_id=1, subscriber_id=1, channel="slack", created_at=now))
    for first in range(1, articles + 1, AT_ONCE):
        rows: dict[type[Table], list[dict[str, Any]]] = {}
        for number in range(first, min(first + AT_ONCE, articles + 1)):
            _article(rows, number, now - timedelta(days=DAYS) * (1 - number / articles))
        with database.write() as session:
            for table, of in rows.items():
                session.connection().execute(insert(table), of)
    if not database.is_sqlite:
        with database.write() as session:
            session.execute(text("ANALYZE"))


def _article(rows: dict[type[Table], list[dict[str, Any]]], number: int, at: datetime) -> None:
    def add(table: type[Table], **values: Any) -> None:
        rows.setdefault(table, []).append(values)

    def job(stage: str, subject: int) -> None:
        add(Job, stage=stage, subject_id=subject, trace_id=f"{number:032}", state="done", due_at=at, announced_at=at, tries=1,
            crashes=0, quiet=False, outcome="done", reason=WORDS[:40], started_at=at, finished_at=at, duration_ms=20, created_at=at)  # fmt: skip

    url = f"https://paper.example/2026/{number:08}"
    add(Article, id=number, url=url, canonical_url=url, outlet="Paper", title=WORDS[:74], published_at=at, first_seen_at=at,
        trace_id=f"{number:032}", baseline=False)  # fmt: skip
    add(Entry, feed_id=1, identity=f"{number:064}", article_id=number, guid=url, url=url, title=WORDS[:74], published_at=at,
        outcome="new", revision=f"{number:064}", revisions=0, seen_at=at)  # fmt: skip
    for stage in ("fetch", "clean", "extract", "track"):
        job(stage, number)
    for nth in range(STATEMENTS):
        one = number * STATEMENTS + nth
        add(
            Entity,
            article_id=number,
            number=nth,
            type="PERSON",
            canonical=f"Mara Quill {one % 5000}",
            mentions=[[20, 40]],
        )
        add(Statement, id=one, article_id=number, number=nth, kind="direct", source=[[1, 9]], cue=[[9, 14]], content=[[20, 90]],
            source_text="Mara Quill", cue_text="said", cue_class="speech", content_text=WORDS[:87], sentence=(WORDS * 2)[:160],
            speaker=f"Mara Quill {one % 5000}", speaker_number=nth, role=None)  # fmt: skip
        add(Utterance, id=one, speaker="Mara Quill", speaker_key=f"mara quill {one % 5000}", content=WORDS[:87],
            first_statement_id=one, fullest_statement_id=one, first_said_at=at, last_seen_at=at, created_at=at,
            update_of=one - 1 if nth == 1 else None)  # fmt: skip
        add(Sighting, statement_id=one, utterance_id=one, article_id=number, outlet="Paper", said_at=at, verdict="new",
            nearest_id=one - 1 if nth else None, score=0.1, reason=WORDS[:40], seen_at=at)  # fmt: skip
        if one % 10 == 0:
            add(TopicMatch, statement_id=one, subscription_id=1, utterance_id=one, outcome="due" if one % 20 == 0 else "muted",
                reason=WORDS[:60], explanation=[{"clause": "tolls", "words": "tolls", "where": [20, 25]}], matched_at=at)  # fmt: skip
        if one % 20 == 0:
            add(Alert, id=one, token=uuid4(), utterance_id=one, subscription_id=1, statement_id=one, kind="new", again=0,
                explanation=[{"clause": "tolls", "words": "tolls", "where": [20, 25]}], created_at=at)  # fmt: skip
            add(Message, id=one, token=uuid4(), subscriber_id=1, channel="slack", kind="alert", due_at=at, closed_at=at,
                sent_at=at, created_at=at)  # fmt: skip
            add(MessageAlert, message_id=one, alert_id=one, part="told", why="immediate", outlets=["Paper"])
            add(
                Delivery,
                message_id=one,
                attempt=1,
                act="send",
                state="sent",
                answer="ok",
                started_at=at,
                finished_at=at,
            )
            job("plan", one)
            job("deliver", one)


def sizes(session: Session, articles: int) -> Iterator[tuple[str, float, float]]:
    """Give MB for 10,000 articles and bytes a row of each table, its indexes included."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    of = (
        "SELECT sum(pgsize) FROM dbstat JOIN sqlite_master AS made ON made.name = dbstat.name WHERE made.tbl_name = :name"
        if sqlite
        else "SELECT pg_total_relation_size(to_regclass(:name))"
    )
    for name in sorted(Table.metadata.tables):
        count = session.scalar(text(f"SELECT count(*) FROM {name}")) or 0  # noqa: S608 - our own names
        if count >= articles / 10:
            size = session.scalar(text(of), {"name": name}) or 0
            yield name, size / articles / 100, size / count


@contextmanager
def cpu(database: Database, spent: list[float]) -> Iterator[None]:
    """Add the seconds that this process, and its server's, spent in the block."""
    server = None
    if not database.is_sqlite:
        with database.read() as session:
            server = session.scalar(text("SELECT pg_backend_pid()"))

    def now() -> float:
        own = time.process_time()
        if server is None:
            return own
        fields = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()
        return own + (int(fields[11]) + int(fields[12])) / 100

    before = now()
    yield
    spent.append(now() - before)


def let_go(database: Database) -> None:
    print(f"{'step':10} {'rows':>8} {'CPU ms a 1,000':>16} {'longest ms':>11} {'nothing left, ms':>17}")
    for name, days in KEEP.items():
        rows, spent, total = ROWS.get(name, 100), list[float](), 0
        while True:
            with cpu(database, spent), database.write() as session:
                gone = ALL[name](session, rows, older_than=timedelta(days=days))
            total += gone
            if gone < rows:
                break
        idle = list[float]()
        with cpu(database, idle), database.write() as session:
            ALL[name](session, rows, older_than=timedelta(days=days))
        print(
            f"{name:10} {total:8,} {sum(spent) / max(total, 1) * 1e6:16.1f} {max(spent) * 1000:11.0f} {idle[0] * 1000:17.1f}"
        )


def run(url: str, articles: int) -> None:
    database = Database(url)
    migrate.upgrade(database)
    fill(database, articles)
    print(f"\n{'SQLite' if database.is_sqlite else 'PostgreSQL'}, {articles:,} articles over {DAYS} days")
    with database.read() as session:
        for name, megabytes, row in sizes(session, articles):
            print(f"  {name:15} {megabytes:6.1f} MB for 10,000 articles, {row:5.0f} bytes a row")
    let_go(database)
    database.close()


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        run(f"sqlite:///{folder}/onrecord.db", wanted)
    with postgres_server() as server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        run(named(server, "bench"), wanted)
