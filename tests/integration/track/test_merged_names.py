"""A name that stands for another: what was said under it before is no news under the other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from onrecord.storage import Database, jobs
from onrecord.storage.schema import Alias, CleanText, Sighting
from onrecord_extract import store
from onrecord_extract.aliases import names, renamed
from onrecord_extract.extraction import extract
from support.extracted import put_article
from support.tracked import track

SAID = "“The harbour tolls will not rise before the new breakwater is paid for,” said {}, the harbour master."
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def told(database: Database, article_id: int, speaker: str, *, quiet: bool = False) -> str:
    """Let extract read the article, and track decide on it; give the verdict on what it says now."""
    text = SAID.format(speaker)
    found = extract(text)
    with database.write() as session:
        session.get_one(CleanText, article_id).text = text
        found = renamed(found, store.aliases(session, article_id, names(found)))
        store.save(session, article_id, text, found)
    track(database, article_id, quiet=quiet)
    with database.read() as session:
        newest = select(Sighting.verdict).where(Sighting.article_id == article_id)
        return session.scalars(newest.order_by(Sighting.statement_id.desc()).limit(1)).one()


@pytest.mark.parametrize(("merged", "verdict"), [(False, "new"), (True, "re_report")])
def test_what_was_said_under_an_alias_is_known_once_it_is_merged(
    database: Database, merged: bool, verdict: str
) -> None:
    first = put_article(database, "Herald", AT, [])
    assert told(database, first, "Annalena Holm-Lind") == "new"
    if merged:
        with database.write() as session:
            session.add(Alias(alias="Annalena Holm-Lind", name="Pia Berg", created_at=jobs.now(session)))
        told(database, first, "Annalena Holm-Lind", quiet=True)
    second = put_article(database, "Courier", AT + timedelta(hours=2), [])
    assert told(database, second, "Pia Berg") == verdict
