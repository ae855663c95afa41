"""A page that changes is the same article: what it says anew is told, and nothing else is told again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from onrecord.storage import Database
from onrecord.storage.schema import Alert, Article, Sighting, Statement
from onrecord_clean.cleaning import clean_page
from onrecord_clean.store import texts
from onrecord_extract import store as extracted
from onrecord_extract.extraction import extract
from support.extracted import subscribe
from support.tracked import track

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ARTICLE = 1
PARAGRAPHS = (
    "The harbour of Wexley will cut 300 jobs before the summer, Ruth Adeyemi, the harbour master, said on Monday.",
    "“Nobody in the harbour will be sent home without an offer of other work,” she said at a news conference.",
    "Tom Okafor, who speaks for the dockers, said the harbour had promised them something else only last year.",
    "“We will strike before the first letter goes out from the harbour,” Okafor said.",
)


def page(paragraphs: tuple[str, ...], *, teaser: str = "Ferry to run all winter") -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<html lang="en"><head><title>Wexley harbour to cut jobs</title></head><body>
    <nav class="menu"><a href="/">Home</a> <a href="/sport">Sport</a></nav>
    <article><h1>Wexley harbour to cut jobs</h1><div class="byline">By Ada Moss</div>{text}</article>
    <aside class="related"><h3>More stories</h3><a href="/1">{teaser}</a></aside></body></html>""".encode()


def read(database: Database, body: bytes) -> bool:
    """Take the article through clean, extract and track, as their workers do; say whether its text was another."""
    cleaned = clean_page(body)
    with database.write() as session:
        if not texts.save(session, ARTICLE, cleaned):
            return False
        extracted.save(session, ARTICLE, cleaned.text, extract(cleaned.text))
    track(database, ARTICLE)
    return True


def alerts(database: Database) -> list[tuple[str, str]]:
    """Kind and words of every alert, in order."""
    with database.read() as session:
        rows = session.execute(
            select(Alert.kind, Statement.content_text)
            .join(Statement, Statement.id == Alert.statement_id)
            .order_by(Alert.id)
        )
        return [(kind, words) for kind, words in rows]


def test_one_changed_number_is_one_update_and_nothing_is_told_again(database: Database) -> None:
    with database.write() as session:
        session.add(
            Article(
                id=ARTICLE, url="https://gull.example/jobs", outlet="The Wexley Gull", published_at=MONDAY,
                first_seen_at=MONDAY, trace_id="a" * 32,
            )
        )  # fmt: skip
    subscribe(database, "harbour", MONDAY - timedelta(days=1))
    assert read(database, page(PARAGRAPHS))
    first = alerts(database)
    assert [kind for kind, _ in first] == ["new"] * 4

    corrected = (PARAGRAPHS[0].replace("300", "450"), *PARAGRAPHS[1:])
    assert read(database, page(corrected))
    assert alerts(database)[:4] == first
    ((kind, words),) = alerts(database)[4:]
    assert kind == "update"
    assert "450 jobs" in words

    assert not read(database, page(corrected, teaser="Tolls to stay as they are, says Quill"))  # furniture
    assert read(database, page((*corrected, "The news conference lasted ten minutes.")))  # nobody says it
    assert len(alerts(database)) == 5
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Sighting)) == 5
        (withdrawn,) = session.scalars(select(Statement).where(Statement.withdrawn_at.is_not(None))).all()
        assert "300 jobs" in withdrawn.content_text
