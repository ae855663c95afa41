"""Print what an article costs the clean worker's database as outlets and stories grow: CPU time, rows and bytes.

    python tests/bench/outlets.py [ARTICLES] [DATABASE_URL]

Articles are made up: each page holds its outlet's furniture, blocks of its own, and a text that every tenth article has
from the wire. Without DATABASE_URL it is SQLite in a temporary folder. Time is CPU time of this process; on PostgreSQL
the server's comes on top.
"""

import sys
import tempfile
import time
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from onrecord.storage import Database, migrate
from onrecord.storage.jobs import now
from onrecord.storage.schema import Article, OutletBlock, StoryArticle, StoryKey
from onrecord_clean.records import Block, Cleaned
from onrecord_clean.store import outlets, stories, texts

OUTLETS = 50
FURNITURE = 40
OWN = 20
PARAGRAPHS = 15
WIRE_EVERY = 10
STEPS = 5
RANDOM = Random(5)
WORDS = [f"{a}{b}{c}" for a in "bcdfgklmnprstvw" for b in "aeiou" for c in ("l", "nd", "rt", "s", "st")]


def line(words: int) -> str:
    return " ".join(RANDOM.choices(WORDS, k=words))


def page(outlet: int, furniture: list[list[str]], body: list[str]) -> Cleaned:
    """Make a page of usual size, as cleaning gives it."""
    labelled = [(text, "navigation") for text in furniture[outlet]]
    labelled += [(line(12), "related") for _ in range(OWN)]
    blocks = [Block(text, label, None, None) for text, label in labelled]
    blocks += [Block(text, "body", 0, len(text)) for text in body]
    text = "\n\n".join(body)
    return Cleaned(None, text, tuple(blocks), "en", "full", "", "unknown", "", sponsored=False)


def clean(database: Database, number: int, outlet: int, cleaned: Cleaned) -> dict[str, float]:
    """Put an article where the worker would; give the CPU seconds of each part."""
    host = f"paper{outlet}.example"
    spent: dict[str, float] = {}
    with database.write() as session:
        at = now(session)
        session.add(Article(id=number, url=f"https://{host}/{number}", outlet=host, published_at=at, first_seen_at=at, trace_id=f"{number:032}"))  # fmt: skip
        session.flush()
        since = time.process_time()
        texts.save(session, number, cleaned)
        session.flush()
        spent["text"] = time.process_time() - since
        since = time.process_time()
        outlets.remember(session, host, cleaned.blocks, article_id=number)
        spent["outlet"] = time.process_time() - since
        since = time.process_time()
        stories.place(session, number, cleaned.body)
        spent["story"] = time.process_time() - since
    return spent


def run(database: Database, articles: int) -> None:
    furniture = [[line(9) for _ in range(FURNITURE)] for _ in range(OUTLETS)]
    wire: list[str] = []
    total: dict[str, float] = {}
    print(
        f"{'articles':>9}{'text ms':>9}{'outlet ms':>11}{'story ms':>10}{'outlet rows':>13}{'keys':>9}{'copies':>8}"
    )
    for number in range(1, articles + 1):
        if number % WIRE_EVERY == 1:
            wire = [line(40) for _ in range(PARAGRAPHS)]
        copied = number % WIRE_EVERY in (1, 2, 3)
        body = wire[: RANDOM.randint(6, PARAGRAPHS)] if copied else [line(40) for _ in range(PARAGRAPHS)]
        outlet = number % OUTLETS
        for part, seconds in clean(database, number, outlet, page(outlet, furniture, body)).items():
            total[part] = total.get(part, 0.0) + seconds
        if number % (articles // STEPS) == 0:
            with database.read() as session:
                rows = [
                    session.scalar(select(func.count()).select_from(table)) or 0
                    for table in (OutletBlock, StoryKey, StoryArticle)
                ]
            times = [total[part] / (articles // STEPS) * 1_000 for part in ("text", "outlet", "story")]
            print(
                f"{number:9,}{times[0]:9.2f}{times[1]:11.2f}{times[2]:10.2f}{rows[0]:13,}{rows[1]:9,}{rows[2]:8,}",
                flush=True,
            )
            total.clear()


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        database = Database(sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{path}")
        migrate.upgrade(database)
        run(database, articles)
        database.close()
        if path.exists():
            print(
                f"{path.stat().st_size / articles / 1_000:.1f} kB of database an article, its text included"
            )


if __name__ == "__main__":
    main()
