"""What the alert worker reads and writes, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from onrecord.storage import Database
from onrecord.storage.schema import Delivery, Statement
from onrecord_alert import store
from onrecord_alert.records import AlertView, Sent
from support.alerts import NEW, UPDATE
from support.raised import raise_alert


def states(database: Database) -> list[tuple[int, str, str | None]]:
    with database.read() as session:
        return [
            (each.attempt, each.state, each.answer)
            for each in session.scalars(select(Delivery).order_by(Delivery.id))
        ]


@pytest.mark.parametrize("view", [NEW, UPDATE], ids=["new", "update"])
def test_an_alert_is_read_back_as_it_was_raised(database: Database, view: AlertView) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, view, "slack", "https://hooks.example/x")
    with database.read() as session:
        due = store.due(session, alert_id)
    assert due is not None
    assert due.message.alerts[0] == replace(view, alert_id=alert_id, topic_id=due.message.alerts[0].topic_id)
    assert (due.channel, due.wanted) == ("slack", True)
    assert due.address is not None
    assert due.address.get_secret_value() == "https://hooks.example/x"
    assert "hooks.example" not in repr(due)


def test_a_speaker_without_a_name_is_called_as_in_the_article(database: Database) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, replace(NEW, speaker=None), "email", None)
        statement = session.scalars(select(Statement)).one()
        statement.source_text = "a harbour official"
    with database.read() as session:
        due = store.due(session, alert_id)
    assert due is not None
    assert due.message.alerts[0].speaker == "a harbour official"
    assert due.address is None


def test_an_alert_whose_story_was_deleted_is_gone(database: Database) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, NEW, "slack", "https://hooks.example/x")
        session.execute(delete(Statement))
    with database.read() as session:
        assert store.due(session, alert_id) is None


def test_every_attempt_has_its_row_and_its_end(database: Database) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, NEW, "slack", "https://hooks.example/x")
    with database.write() as session:
        assert store.begin(session, alert_id, "slack") == 1
    assert states(database) == [(1, "sending", None)]
    with database.write() as session:
        store.refused(session, alert_id, 1, "failed", "slack rate limit")
        assert store.begin(session, alert_id, "slack") == 2
    with database.write() as session:  # the worker of the second attempt died
        assert store.begin(session, alert_id, "slack") == 3
        store.sent(session, alert_id, 3, Sent("ok", None))
    assert states(database) == [(1, "failed", "slack rate limit"), (2, "unknown", None), (3, "sent", "ok")]
