"""The extract worker's SQL: a cleaned text; the entities and statements found in it."""

from typing import Any

from sqlalchemy import delete, select

from onrecord.storage import Session
from onrecord.storage.schema import CleanText, Entity, Statement
from onrecord_extract import records
from onrecord_extract.sentences import sentences
from onrecord_extract.wording import sentence_of, words


def read_text(session: Session, article_id: int) -> str | None:
    """Read what clean left of an article; None if it was deleted meanwhile."""
    return session.scalar(select(CleanText.text).where(CleanText.article_id == article_id))


def save(session: Session, article_id: int, text: str, extracted: records.Extracted) -> None:
    """Write what was found in *text*, in place of what an earlier run found.

    Where an earlier run found the same, its rows stay: what was tracked and told of them goes with them.
    """
    entities = _entities(extracted)
    statements = _statements(text, extracted)
    for table, fresh in ((Entity, entities), (Statement, statements)):
        held = session.scalars(
            select(table).where(table.article_id == article_id).order_by(table.number)
        ).all()
        if [
            {name: getattr(row, name) for name in new} for row, new in zip(held, fresh, strict=False)
        ] == fresh and (len(held) == len(fresh)):
            continue
        session.execute(delete(table).where(table.article_id == article_id))
        session.add_all(table(article_id=article_id, **new) for new in fresh)


def _entities(extracted: records.Extracted) -> list[dict[str, Any]]:
    mentions: dict[int, list[records.Entity]] = {}
    for entity in extracted.entities:
        mentions.setdefault(entity.id, []).append(entity)
    return [
        {
            "number": number,
            "type": found[0].type,
            "canonical": found[0].canonical,
            "mentions": [[mention.start, mention.end] for mention in found],
        }
        for number, found in sorted(mentions.items())
    ]


def _statements(text: str, extracted: records.Extracted) -> list[dict[str, Any]]:
    spans = sentences(text)
    return [
        {
            "number": number,
            "kind": statement.kind,
            "source": _listed(statement.source),
            "cue": _listed(statement.cue),
            "content": _listed(statement.content),
            "source_text": words(text, statement.source),
            "cue_text": words(text, statement.cue),
            "content_text": words(text, statement.content),
            "sentence": sentence_of(text, spans, statement),
            "speaker": statement.speaker,
            "speaker_number": statement.speaker_id,
            "role": statement.role,
        }
        for number, statement in enumerate(extracted.statements)
    ]


def _listed(spans: tuple[records.Span, ...]) -> list[list[int]]:
    return [list(span) for span in spans]
