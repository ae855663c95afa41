"""An article through track's own functions, as its worker calls them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from onrecord.storage import Database
from onrecord.storage.schema import TopicMatch
from onrecord_track import queries
from onrecord_track.deciding import Decided, decide
from onrecord_track.embedding import embed
from onrecord_track.meeting import topics_met
from onrecord_track.standing import Standing
from support.extracted import Quote, put_article

HORIZON = timedelta(days=14)


def track(database: Database, article_id: int, *, quiet: bool = False) -> Decided:
    """Track an article that extract has left in *database*."""
    with database.read() as session:
        told = queries.read_article(session, article_id)
        listening = Standing(embed).read(session)
    assert told is not None
    met = topics_met(told, listening.topics)
    with database.write() as session:
        return decide(session, told, met, mutes=listening.mutes, horizon=HORIZON, quiet=quiet)


def tell(
    database: Database,
    outlet: str,
    at: datetime,
    *quotes: Quote,
    baseline: bool = False,
    completeness: str = "full",
) -> Decided:
    """Publish *quotes* in one article, and track it."""
    return track(
        database, put_article(database, outlet, at, quotes, baseline=baseline, completeness=completeness)
    )


def outcomes(database: Database) -> list[str]:
    """What became of every match, in the order of statements."""
    with database.read() as session:
        return list(
            session.scalars(
                select(TopicMatch.outcome).order_by(TopicMatch.statement_id, TopicMatch.subscription_id)
            )
        )
