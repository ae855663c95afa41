"""The engine, on both kinds of database."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import SQLAlchemyError

from onrecord.storage import Database, jobs
from onrecord.storage.schema import Subscriber


def test_an_error_does_not_repeat_what_was_to_be_written(database: Database) -> None:
    with database.write() as session:
        now = jobs.now(session)
        twice = [Subscriber(name="desk", slack_bot_token="xoxb-canary", created_at=now) for _ in range(2)]
        session.add_all(twice)
        with pytest.raises(SQLAlchemyError) as caught:
            session.flush()
        session.rollback()
    assert "xoxb-canary" not in str(caught.value)
