"""Persons, organisations and places across articles."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from onrecord.storage import Session
from onrecord.storage.schema import Alias, Article, CleanText, Entity, Statement
from onrecord_track.speakers import same_speaker

FORMS_SHOWN = 12
ARTICLES_FOR_FORMS = 200
LATEST = 5
RESEMBLING = 8


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One name across the articles of a stretch of time."""

    name: str
    type: str
    articles: int
    statements: int
    """Of which it is the speaker."""
    seen_at: datetime
    """When the newest of the articles was first seen."""
    merged: tuple[str, ...]
    """Names that an operator lets it stand for."""


@dataclass(frozen=True, slots=True)
class SaidRow:
    content: str
    role: str | None
    outlet: str
    published_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class EntityView:
    """One entity as its articles show it."""

    name: str
    type: str
    articles: int
    statements: int
    seen_at: datetime
    merged: tuple[str, ...]
    forms: tuple[tuple[str, int], ...]
    """What the newest articles call it, and how often, while their texts are kept."""
    roles: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    """In how many articles of each."""
    resembling: tuple[str, ...]
    """Other names that could be the same one's."""
    latest: tuple[SaidRow, ...]


@dataclass(frozen=True, slots=True)
class MergeRow:
    alias: str
    name: str
    outlet: str | None
    """None is every outlet."""
    created_at: datetime


def entities(
    session: Session, *, since: datetime, type_: str | None, like: str | None, limit: int
) -> list[EntityRow]:
    """Those that most articles first seen since then name."""
    number = func.count(Entity.article_id.distinct())
    listed = (
        select(Entity.canonical, Entity.type, number, func.max(Article.first_seen_at))
        .join(Article, Article.id == Entity.article_id)
        .where(Article.first_seen_at >= since)
        .group_by(Entity.canonical, Entity.type)
        .order_by(number.desc(), Entity.canonical)
        .limit(limit)
    )
    if type_ is not None:
        listed = listed.where(Entity.type == type_)
    if like is not None:
        listed = listed.where(Entity.canonical.icontains(like, autoescape=True))
    rows = session.execute(listed).all()
    names = [name for name, *_ in rows]
    spoken = _statements(session, names, since)
    merged = _merged(session, names)
    return [
        EntityRow(name, kind, articles, spoken[name], seen_at, tuple(merged.get(name, ())))
        for name, kind, articles, seen_at in rows
    ]


def entity(session: Session, name: str, *, since: datetime) -> EntityView | None:
    """What the articles first seen since then make of *name*; None where none names it."""
    where = (Entity.canonical == name, Article.first_seen_at >= since)
    named = select(Entity).join(Article, Article.id == Entity.article_id).where(*where)
    kinds = session.execute(
        select(Entity.type, func.count(), func.max(Article.first_seen_at))
        .join(Article, Article.id == Entity.article_id)
        .where(*where)
        .group_by(Entity.type)
        .order_by(func.count().desc())
    ).all()
    if not kinds:
        return None
    forms: Counter[str] = Counter()
    for mentions, text in session.execute(
        named.with_only_columns(Entity.mentions, CleanText.text)
        .join(CleanText, CleanText.article_id == Entity.article_id)
        .order_by(Entity.article_id.desc())
        .limit(ARTICLES_FOR_FORMS)
    ):
        forms.update(" ".join(text[start:end].split()) for start, end in mentions)
    outlets = Counter(session.scalars(named.with_only_columns(Article.outlet)))
    said = session.execute(
        select(Statement, Article)
        .join(Article, Article.id == Statement.article_id)
        .where(Statement.speaker == name, Statement.withdrawn_at.is_(None), Article.first_seen_at >= since)
        .order_by(Article.published_at.desc(), Statement.number)
    ).all()
    return EntityView(
        name=name,
        type=kinds[0][0],
        articles=sum(outlets.values()),
        statements=len(said),
        seen_at=max(at for *_, at in kinds),
        merged=tuple(_merged(session, [name]).get(name, ())),
        forms=tuple(forms.most_common(FORMS_SHOWN)),
        roles=tuple(Counter(row.role for row, _ in said if row.role).most_common(FORMS_SHOWN)),
        outlets=tuple(outlets.most_common(FORMS_SHOWN)),
        resembling=_resembling(session, name, since),
        latest=tuple(
            SaidRow(row.content_text, row.role, article.outlet, article.published_at, article.url)
            for row, article in said[:LATEST]
        ),
    )


def merges(session: Session) -> list[MergeRow]:
    """All names that stand for others, newest first."""
    return [
        MergeRow(row.alias, row.name, row.outlet or None, row.created_at)
        for row in session.scalars(select(Alias).order_by(Alias.created_at.desc(), Alias.alias, Alias.outlet))
    ]


def articles_naming(session: Session, name: str, *, since: datetime, outlet: str = "") -> dict[int, str]:
    """The articles first seen since then that lead to *name*: trace id by article id."""
    wanted = (
        select(Article.id, Article.trace_id)
        .where(
            Article.first_seen_at >= since,
            Article.id.in_(select(Entity.article_id).where(Entity.canonical == name))
            | Article.id.in_(select(Statement.article_id).where(Statement.speaker == name)),
        )
        .order_by(Article.id)
    )
    if outlet:
        wanted = wanted.where(Article.outlet == outlet)
    return {row.id: row.trace_id for row in session.execute(wanted)}


def _statements(session: Session, names: list[str], since: datetime) -> Counter[str]:
    rows = session.execute(
        select(Statement.speaker, func.count())
        .join(Article, Article.id == Statement.article_id)
        .where(Statement.speaker.in_(names), Statement.withdrawn_at.is_(None), Article.first_seen_at >= since)
        .group_by(Statement.speaker)
    )
    return Counter({name: number for name, number in rows if name is not None})


def _merged(session: Session, names: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in session.scalars(select(Alias).where(Alias.name.in_(names)).order_by(Alias.alias)):
        found.setdefault(row.name, []).append(f"{row.alias} (in {row.outlet})" if row.outlet else row.alias)
    return found


def _resembling(session: Session, name: str, since: datetime) -> tuple[str, ...]:
    """Names that end in the same word; those first that the verdicts on statements take for the same speaker."""
    last = name.rsplit(maxsplit=1)[-1]
    others = session.scalars(
        select(Entity.canonical)
        .join(Article, Article.id == Entity.article_id)
        .where(
            Article.first_seen_at >= since,
            Entity.canonical != name,
            or_(Entity.canonical == last, Entity.canonical.endswith(f" {last}", autoescape=True)),
        )
        .group_by(Entity.canonical)
        .order_by(func.count().desc(), Entity.canonical)
        .limit(RESEMBLING)
    ).all()
    return tuple(sorted(others, key=lambda other: same_speaker(name, other) != "same"))
