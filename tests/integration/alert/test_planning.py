"""Which message an alert goes into, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from onrecord.storage import Database
from onrecord.storage.schema import Message, MessageAlert, Subscriber, Subscription
from onrecord_alert.digest import MAX_LISTED
from onrecord_alert.store import outgoing, planning
from onrecord_alert.store.planning import MAX_GROUP, Placed
from support.alerts import NEW
from support.raised import raise_for, subscribe

WAIT = timedelta(seconds=30)
ADDRESS = "https://hooks.example/x"


def raise_many(database: Database, count: int, subscription: Subscription) -> list[int]:
    with database.write() as session:
        return [raise_for(session, replace(NEW, token=uuid4()), subscription) for _ in range(count)]


def plan(database: Database, alert_ids: Sequence[int]) -> list[Placed]:
    placed = []
    for alert_id in alert_ids:
        with database.write() as session:
            alert = planning.raised(session, alert_id)
            assert alert is not None
            placed.append(planning.place(session, alert, wait=WAIT))
    return placed


def messages(database: Database) -> list[tuple[str, int]]:
    """Kind and number of alerts."""
    with database.read() as session:
        rows = session.execute(
            select(Message.id, Message.kind, MessageAlert.alert_id)
            .join(MessageAlert, MessageAlert.message_id == Message.id)
            .order_by(Message.id)
        ).all()
    return [
        (kind, sum(number == row[0] for row in rows)) for number, kind in dict.fromkeys((row[0], row[1]) for row in rows)
    ]  # fmt: skip


def test_a_burst_is_one_message_also_over_topics_and_the_rest_another(database: Database) -> None:
    with database.write() as session:
        tolls = subscribe(session, "Tolls", "slack", ADDRESS)
        eels = subscribe(
            session, "Eels", "slack", None, subscriber=session.get_one(Subscriber, tolls.subscriber_id)
        )
    placed = plan(database, raise_many(database, 4, tolls) + raise_many(database, 4, eels))
    assert messages(database) == [("alert", 8)]
    assert [each.opened for each in placed] == [True] + 7 * [False]
    assert {each.why for each in placed} == {"immediate"}
    assert 29.0 < placed[0].due_in_s <= 30.0
    plan(database, raise_many(database, 3, tolls))
    assert messages(database) == [("alert", MAX_GROUP), ("alert", 1)]


def test_subscribers_and_channels_do_not_share_messages(database: Database) -> None:
    with database.write() as session:
        ana = subscribe(session, "Tolls", "slack", ADDRESS)
        by_mail = subscribe(
            session, "Eels", "email", None, subscriber=session.get_one(Subscriber, ana.subscriber_id)
        )
        bo = subscribe(session, "Ferries", "slack", ADDRESS)
    for subscription in (ana, by_mail, bo):
        plan(database, raise_many(database, 2, subscription))
    assert messages(database) == 3 * [("alert", 2)]


def test_what_is_over_the_cap_goes_to_one_digest_and_says_so(database: Database) -> None:
    with database.write() as session:
        subscription = subscribe(session, "Tolls", "slack", ADDRESS, cap_per_hour=3)
        other = subscribe(
            session, "Eels", "slack", None, subscriber=session.get_one(Subscriber, subscription.subscriber_id)
        )
    placed = plan(database, raise_many(database, 8, subscription))
    assert [each.why for each in placed] == 3 * ["immediate"] + 5 * ["over_cap"]
    assert messages(database) == [("alert", 3), ("digest", 5)]
    plan(database, raise_many(database, 2, other))  # a cap is its own subscription's
    assert messages(database) == [("alert", 5), ("digest", 5)]


def test_a_message_that_is_being_sent_is_joined_by_nothing(database: Database) -> None:
    with database.write() as session:
        subscription = subscribe(session, "Tolls", "slack", ADDRESS, rhythm="daily")
    (first,) = plan(database, raise_many(database, 1, subscription))
    with database.write() as session:
        message = session.get_one(Message, first.message_id)
        message.closed_at = message.created_at
    (second,) = plan(database, raise_many(database, 1, subscription))
    assert second.message_id != first.message_id
    assert messages(database) == [("digest", 1), ("digest", 1)]


def test_an_alert_planned_twice_is_in_one_message(database: Database) -> None:
    with database.write() as session:
        subscription = subscribe(session, "Tolls", "slack", ADDRESS)
    (alert_id,) = raise_many(database, 1, subscription)
    first, second = plan(database, [alert_id, alert_id])
    assert (first.message_id, first.opened) == (second.message_id, True)
    assert not second.opened
    assert messages(database) == [("alert", 1)]


@pytest.mark.parametrize("cap", [20, 2])
def test_workers_that_plan_at_once_open_one_message_and_keep_the_cap(database: Database, cap: int) -> None:
    with database.write() as session:
        subscription = subscribe(session, "Tolls", "slack", ADDRESS, cap_per_hour=cap)
    alerts = raise_many(database, 8, subscription)
    with ThreadPoolExecutor(4) as pool:
        placed = [each for one in pool.map(lambda alert: plan(database, [alert]), alerts) for each in one]
    assert messages(database) == ([("alert", 8)] if cap == 20 else [("alert", 2), ("digest", 6)])
    assert sum(each.opened for each in placed) == len(messages(database))


def test_a_storm_is_told_up_to_the_cap_and_every_alert_of_it_is_listed_or_counted(database: Database) -> None:
    with database.write() as session:
        subscription = subscribe(session, "Everything", "slack", ADDRESS)
    placed = plan(database, raise_many(database, 120, subscription))
    assert messages(database) == [("alert", MAX_GROUP), ("alert", MAX_GROUP), ("digest", 100)]
    with database.write() as session:
        message = outgoing.taken(session, placed[-1].message_id)
    assert message is not None
    assert message.digest is not None
    assert (len(message.digest.alerts), message.digest.unlisted) == (MAX_LISTED, 100 - MAX_LISTED)
    assert message.digest.over_cap == 100
