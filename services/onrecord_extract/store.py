"""The extract worker's SQL: a clean text in; entities and statements out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from onrecord.storage import Session
from onrecord.storage.jobs import now
from onrecord.storage.schema import CleanText, Entity, Statement
from onrecord_extract.records import Extracted
from onrecord_extract.rows import EntityRow, StatementRow, entity_rows, statement_rows


def text_of(session: Session, article_id: int) -> str | None:
    """Read an article's clean text; None if it has none, or was deleted."""
    return session.scalar(select(CleanText.text).where(CleanText.article_id == article_id))


def save(session: Session, article_id: int, text: str, extracted: Extracted) -> int:
    """Write what was found in *text*, in place of what an earlier reading found; say how many statements are new.

    A statement that was there before, in the same words by the same speaker, keeps its row, and with it its
    sightings and alerts: only what is new or changed goes on. One that the page no longer makes is kept as withdrawn.
    """
    _save_entities(session, article_id, entity_rows(extracted))
    return _save_statements(session, article_id, statement_rows(text, extracted))


def _save_entities(session: Session, article_id: int, rows: Sequence[EntityRow]) -> None:
    session.execute(delete(Entity).where(Entity.article_id == article_id))
    session.add_all(
        Entity(
            article_id=article_id,
            number=row.number,
            type=row.type,
            canonical=row.canonical,
            mentions=[list(span) for span in row.mentions],
        )
        for row in rows
    )


def _save_statements(session: Session, article_id: int, rows: Sequence[StatementRow]) -> int:
    before = session.scalars(
        select(Statement).where(Statement.article_id == article_id).order_by(Statement.number)
    ).all()
    known: dict[tuple[str | None, str], Statement] = {}
    for statement in before:
        known.setdefault((statement.speaker, statement.content_text), statement)
    next_number = 1 + max((statement.number for statement in before), default=-1)
    standing: set[int] = set()
    new = 0
    for row in rows:
        statement = known.pop((row.speaker, row.content_text), None)
        if statement is None:
            statement = Statement(article_id=article_id, number=next_number, speaker=row.speaker)
            next_number += 1
            new += 1
        else:
            standing.add(statement.id)
        statement.kind = row.kind
        statement.source, statement.cue, statement.content = (
            [list(span) for span in spans] for spans in (row.source, row.cue, row.content)
        )
        statement.source_text, statement.cue_text = row.source_text, row.cue_text
        statement.content_text, statement.sentence = row.content_text, row.sentence
        statement.speaker_number, statement.role = row.speaker_number, row.role
        statement.withdrawn_at = None
        session.add(statement)
    at = now(session)
    for statement in before:
        if statement.id not in standing:
            statement.withdrawn_at = statement.withdrawn_at or at
    session.flush()
    return new
