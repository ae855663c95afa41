"""Articles as extract leaves them: a text in which every span is what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy import select

from onrecord.storage import Database
from onrecord.storage.schema import Article, CleanText, Entity, Statement, Subscriber, Subscription, Topic

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Quote:
    """One statement to be put into an article."""

    content: str
    speaker: str | None = "Ana Lind"
    cue: str = "said"
    cue_class: str | None = "speech"


def put_article(
    database: Database,
    outlet: str,
    published_at: datetime,
    quotes: Sequence[Quote],
    *,
    baseline: bool = False,
    completeness: str = "full",
) -> int:
    """Write an article with its text, entities and statements; give its id."""
    number = next(_numbers)
    url = f"https://{outlet.lower()}.example/{number}"
    text, entities, statements = _extracted(quotes)
    with database.write() as session:
        article = Article(
            url=url, canonical_url=url, outlet=outlet, title=None, published_at=published_at,
            first_seen_at=published_at, trace_id=f"{number:032x}", baseline=baseline,
        )  # fmt: skip
        session.add(article)
        session.flush()
        session.add(
            CleanText(
                article_id=article.id, title=None, text=text, blocks=[], label_counts={}, lang="en",
                completeness=completeness, completeness_evidence="", access="unknown", access_evidence="",
                sponsored=False, cleaned_at=published_at,
            )
        )  # fmt: skip
        for entity in entities:
            entity.article_id = article.id
        for statement in statements:
            statement.article_id = article.id
        session.add_all([*entities, *statements])
        return article.id


def correct_article(database: Database, article_id: int, at: datetime, quotes: Sequence[Quote]) -> None:
    """Let the page say *quotes* from now on; what it said with other words is withdrawn."""
    text, _, statements = _extracted(quotes)
    with database.write() as session:
        session.get_one(CleanText, article_id).text = text
        held = session.scalars(select(Statement).where(Statement.article_id == article_id)).all()
        kept = {row.content_text: row for row in held}
        for row in held:
            row.withdrawn_at = at
        for number, statement in enumerate(statements, start=len(held)):
            if known := kept.get(statement.content_text):
                known.withdrawn_at = None
                known.source, known.cue, known.content = statement.source, statement.cue, statement.content
            else:
                statement.number = number
                statement.article_id = article_id
                session.add(statement)


def _extracted(quotes: Sequence[Quote]) -> tuple[str, list[Entity], list[Statement]]:
    text = ""
    entities: dict[str, Entity] = {}
    statements: list[Statement] = []
    for position, quote in enumerate(quotes):
        content = (len(text), len(text) + len(quote.content))
        source = (content[1] + 1, content[1] + 1 + len(quote.speaker or "somebody"))
        cue = (source[1] + 1, source[1] + 1 + len(quote.cue))
        sentence = f"{quote.content} {quote.speaker or 'somebody'} {quote.cue}."
        text += sentence + "\n\n"
        speaker_number = None
        if quote.speaker is not None:
            entity = entities.setdefault(
                quote.speaker,
                Entity(number=len(entities), type="PERSON", canonical=quote.speaker, mentions=[]),
            )
            entity.mentions = [*entity.mentions, list(source)]
            speaker_number = entity.number
        statements.append(
            Statement(
                number=position, kind="direct" if quote.content.startswith("“") else "indirect",
                source=[list(source)], cue=[list(cue)], content=[list(content)],
                source_text=quote.speaker or "somebody", cue_text=quote.cue, cue_class=quote.cue_class, content_text=quote.content,
                sentence=sentence, speaker=quote.speaker, speaker_number=speaker_number, role=None,
            )
        )  # fmt: skip
    return text, list(entities.values()), statements


def subscribe(
    database: Database,
    query: str,
    since: datetime,
    *,
    active: bool = True,
    completeness: str = "any",
    horizon_days: int | None = None,
) -> int:
    """Write a topic with one subscriber; give the subscription's id, which is the topic's and the subscriber's too."""
    number = next(_numbers)
    with database.write() as session:
        topic = Topic(
            id=number, name=f"topic {number}", query=query, completeness=completeness, horizon_days=horizon_days,
            created_at=since,
        )  # fmt: skip
        subscriber = Subscriber(
            id=number, name=f"subscriber {number}", email="desk@example.org", created_at=since
        )
        session.add_all([topic, subscriber])
        session.flush()
        subscription = Subscription(
            id=number, topic_id=number, subscriber_id=number, channel="email", active=active, created_at=since
        )
        session.add(subscription)
    return number
