"""Statements handed to the driver: the same values, rows and errors as by SQLAlchemy's own way, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, case, delete, func, insert, literal, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from onrecord.errors import Transient
from onrecord.storage import Database
from onrecord.storage.lists import among
from onrecord.storage.ready import Ready
from onrecord.storage.schema import Heartbeat, Story

NOW = datetime(2026, 3, 2, 9, 30, 0, 250_000, tzinfo=UTC)
BEATS = {"worker": "a", "service": "track", "beaten_at": NOW}

ADD = Ready(insert(Heartbeat).values({name: bindparam(name) for name in BEATS}))
READ = Ready(
    select(Heartbeat.worker, Heartbeat.beaten_at, Heartbeat.beaten_at > bindparam("at"), literal(50) + 1)
    .where(Heartbeat.service == bindparam("service"), Heartbeat.worker != "50 % of it")
    .order_by(Heartbeat.worker)
)


def test_values_and_rows_are_those_of_their_columns(database: Database) -> None:
    eastern = NOW.astimezone(timezone(timedelta(hours=-5)))
    with database.write() as session:
        assert ADD.rows(session, BEATS | {"beaten_at": eastern}) == []
        ADD.each(session, [BEATS | {"worker": worker} for worker in ("b", "50 % of it")])
    with database.read() as session:
        (first, second) = READ.rows(session, {"at": eastern - timedelta(seconds=1), "service": "track"})
        assert first == ("a", NOW, True, 51)
        assert first[1].tzinfo is UTC
        assert second == ("b", NOW, True, 51)
        assert READ.rows(session, {"at": NOW, "service": "track"})[0] == ("a", NOW, False, 51)
        assert READ.rows(session, {"at": NOW, "service": "clean"}) == []


def test_nothing_stays_nothing(database: Database) -> None:
    latest = Ready(select(func.max(Heartbeat.beaten_at), func.max(Heartbeat.beaten_at) > bindparam("at")))
    with database.read() as session:
        assert latest.rows(session, {"at": NOW}) == [(None, None)]


def test_a_value_used_twice_under_one_name_is_turned_in_both_places(database: Database) -> None:
    later = Ready(
        update(Heartbeat)
        .where(Heartbeat.worker == bindparam("named"))
        .values(beaten_at=case((Heartbeat.beaten_at < bindparam("at"), bindparam("at")), else_=Heartbeat.beaten_at))
    )  # fmt: skip
    with database.write() as session:
        ADD.rows(session, BEATS)
        later.rows(session, {"named": "a", "at": NOW + timedelta(hours=1)})
        later.each(session, [{"named": "a", "at": NOW - timedelta(hours=hours)} for hours in range(3)])
    with database.read() as session:
        assert session.scalars(select(Heartbeat.beaten_at)).all() == [NOW + timedelta(hours=1)]


def test_what_is_written_is_given_back_where_it_is_asked_for(database: Database) -> None:
    make = Ready(insert(Story).values(created_at=bindparam("at")).returning(Story.id, Story.created_at))
    forget = Ready(delete(Story).where(among(Story.id, "ids")).returning(Story.id))
    with database.write() as session:
        ((number, at),) = make.rows(session, {"at": NOW})
        assert (at, forget.rows(session, {"ids": [number, number + 1]})) == (NOW, [(number,)])


@pytest.mark.parametrize("rows", [[BEATS | {"worker": "b"}, BEATS], [BEATS]])
def test_what_fails_undoes_the_transaction_that_it_ran_in(
    database: Database, rows: list[dict[str, object]]
) -> None:
    def twice(session: Session) -> None:
        ADD.rows(session, BEATS)
        ADD.each(session, rows)

    with pytest.raises(IntegrityError), database.write() as session:
        twice(session)
    with database.read() as session:
        assert session.scalars(select(Heartbeat.worker)).all() == []


def test_an_error_does_not_repeat_the_values(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.write() as session:
        ADD.each(session, [BEATS | {"worker": "of an article"}] * 2)
    assert "of an article" not in str(caught.value).replace(str(caught.value.orig), "")
    assert "INSERT INTO heartbeats" in str(caught.value)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_goes_away_is_out_of_reach_for_now(database: Database) -> None:
    number = select(func.pg_backend_pid())

    def cut_off(session: Session) -> None:
        ADD.rows(session, BEATS)
        mine = session.scalar(number)
        with database.write() as other:
            other.scalar(select(func.pg_terminate_backend(mine)))
        ADD.rows(session, BEATS | {"worker": "b"})

    with pytest.raises(Transient), database.write() as session:
        cut_off(session)
    with database.write() as session:
        ADD.rows(session, BEATS)
        assert [row[0] for row in READ.rows(session, {"at": NOW, "service": "track"})] == ["a"]


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="naive"), database.write() as session:
        ADD.rows(session, BEATS | {"beaten_at": NOW.replace(tzinfo=None)})
