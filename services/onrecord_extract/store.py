"""The extract worker's SQL: a cleaned text; the entities and statements found in it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, or_, select

from onrecord.storage import Session
from onrecord.storage.jobs import now
from onrecord.storage.schema import Alias, Article, CleanText, Entity, Statement
from onrecord_extract import records
from onrecord_extract.aliases import resolved
from onrecord_extract.cues import cue_class
from onrecord_extract.sentences import sentences
from onrecord_extract.wording import cue_words, sentence_of, words


def read_text(session: Session, article_id: int) -> tuple[str, str | None] | None:
    """Read what clean left of an article: text and language; None if it was deleted meanwhile."""
    row = session.execute(
        select(CleanText.text, CleanText.lang).where(CleanText.article_id == article_id)
    ).one_or_none()
    return None if row is None else (row.text, row.lang)


def aliases(session: Session, article_id: int, names: Collection[str]) -> dict[str, str]:
    """What *names* are to be called in this article, where an operator said so: for its outlet before for all."""
    outlet = select(Article.outlet).where(Article.id == article_id).scalar_subquery()
    in_outlet: dict[str, str] = {}
    everywhere: dict[str, str] = {}
    asked: Collection[str] = names
    for _ in range(2):  # the names, and those that they get
        rows = session.execute(
            select(Alias.outlet, Alias.alias, Alias.name).where(
                Alias.alias.in_(asked), or_(Alias.outlet == "", Alias.outlet == outlet)
            )
        ).all()
        if not rows:
            break
        for where, alias, name in rows:
            (in_outlet if where else everywhere)[alias] = name
        asked = {name for _, _, name in rows}
    return resolved(names, in_outlet=in_outlet, everywhere=everywhere)


def save(session: Session, article_id: int, text: str, extracted: records.Extracted) -> int:
    """Write what was found in *text*, in place of what an earlier reading found; say how many statements are new.

    A statement that was there before, in the same words by the same speaker, keeps its row, and with it its
    sightings and alerts: only what is new or changed is news. One that the page makes no more is kept as withdrawn.
    """
    session.execute(delete(Entity).where(Entity.article_id == article_id))
    session.add_all(Entity(article_id=article_id, **new) for new in _entities(extracted))
    return _save_statements(session, article_id, _statements(text, extracted))


def _save_statements(session: Session, article_id: int, found: list[dict[str, Any]]) -> int:
    held = session.scalars(
        select(Statement).where(Statement.article_id == article_id).order_by(Statement.number)
    ).all()
    known: dict[tuple[str | None, str], Statement] = {}
    for row in held:
        known.setdefault((row.speaker, row.content_text), row)
    gone = {row.id: row for row in held}
    number = 1 + max((row.number for row in held), default=-1)
    new = 0
    for values in found:
        standing = known.pop((values["speaker"], values["content_text"]), None)
        if standing is None:
            session.add(Statement(article_id=article_id, number=number + new, **values))
            new += 1
        else:
            del gone[standing.id]
            for name, value in values.items():
                setattr(standing, name, value)
            standing.withdrawn_at = None
    at = now(session)
    for row in gone.values():
        row.withdrawn_at = row.withdrawn_at or at
    return new


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
            "kind": statement.kind,
            "source": _listed(statement.source),
            "cue": _listed(statement.cue),
            "content": _listed(statement.content),
            "source_text": words(text, statement.source),
            "cue_text": cue_words(text, statement.cue),
            "cue_class": cue_class(words(text, statement.cue), words(text, statement.content)),
            "content_text": words(text, statement.content),
            "sentence": sentence_of(text, spans, statement),
            "speaker": statement.speaker,
            "speaker_number": statement.speaker_id,
            "role": statement.role,
        }
        for statement in extracted.statements
    ]


def _listed(spans: tuple[records.Span, ...]) -> list[list[int]]:
    return [list(span) for span in spans]
