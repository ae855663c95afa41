"""What becomes of the topics a statement met: every match has one outcome, and the reason for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Update, delete, select, update

from onrecord.storage import Database
from onrecord.storage.schema import Alert, CleanText, Mute, Subscription, Topic, TopicMatch
from onrecord_track import queries
from onrecord_track.embedding import embed
from onrecord_track.grammar.query import parse
from onrecord_track.hearing import Hearing
from onrecord_track.matching import match
from onrecord_track.standing import Standing
from onrecord_track.topics import Topics
from support.extracted import Quote, put_article, subscribe
from support.tracked import outcomes, tell, track

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG_AGO = MONDAY - timedelta(days=400)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FERRY = Quote("“The ferry to Stoneholm will run through the winter, and nobody will pay more for it,”")
FERRY_TRIMMED = Quote("the Stoneholm ferry “will run through the winter”", cue="promised")
FERRY_INDIRECT = Quote(
    "that the Stoneholm ferry would run through the winter and nobody would pay more for it"
)
JOBS_300 = Quote("the port of Vess will cut 300 jobs before the summer")
JOBS_450 = Quote("the port of Vess will cut 450 jobs before the summer")
LIBRARY = Quote("“The library stays open,”", speaker="Peter Holm")


def mute(database: Database, **columns: object) -> int:
    with database.write() as session:
        row = Mute(created_at=LONG_AGO, **columns)
        session.add(row)
        session.flush()
        return row.id


def lift(database: Database, mute_id: int) -> None:
    with database.write() as session:
        session.get_one(Mute, mute_id).lifted_at = MONDAY


def test_every_match_ends_in_exactly_one_outcome_and_none_is_lost(database: Database) -> None:
    wanted = [
        subscribe(database, "said_by:lind", LONG_AGO),
        subscribe(database, "ferry OR library OR port", MONDAY + 2 * HOUR),
        subscribe(database, "port", LONG_AGO, completeness="full"),
        subscribe(database, 'like:"reductions of staff at the docks"~0.3', LONG_AGO),
        subscribe(database, "summer", LONG_AGO),
        subscribe(database, "nobody would ever say this", LONG_AGO),
    ]
    mute(database, topic_id=wanted[4])
    believed = Quote(JOBS_300.content, cue="fears", cue_class="belief")
    articles = [
        put_article(database, "Herald", MONDAY - DAY, [FERRY, LIBRARY], baseline=True),
        put_article(database, "Times", MONDAY, [believed, FERRY_TRIMMED]),
        put_article(database, "Herald", MONDAY + HOUR, [JOBS_300, FERRY_INDIRECT], completeness="partial"),
        put_article(database, "Post", MONDAY + 2 * HOUR, [JOBS_300, LIBRARY, FERRY]),
        put_article(database, "Post", MONDAY + 3 * HOUR, [JOBS_450]),
        put_article(database, "Times", MONDAY + 40 * DAY, [FERRY, JOBS_450]),
    ]
    alerts = sum(len(track(database, article).alerts) for article in articles)

    with database.read() as session:
        subscribed = queries.read_subscriptions(session)
        told = [each for article in articles if (each := queries.read_article(session, article))]
        rows = {
            (row.statement_id, row.subscription_id): row.outcome
            for row in session.scalars(select(TopicMatch))
        }
        raised = session.scalars(select(Alert.id)).all()
    likeness = Topics(subscribed, embed).index.likeness
    met = {
        (stated.statement_id, each.subscription_id)
        for article in told
        for stated in article.statements
        for each in subscribed
        if match(parse(each.query), Hearing(stated.heard, article.reading, embed), likeness) is not None
    }
    assert rows.keys() == met
    counted = sorted(rows.values())
    assert set(counted) == {
        "due", "update_due", "repeat", "re_report", "not_on_record", "muted", "incomplete", "before_subscription", "baseline",
    }  # fmt: skip
    assert counted.count("due") + counted.count("update_due") == alerts == len(raised)


@pytest.mark.parametrize(
    "muted",
    [
        lambda number: {"topic_id": number},
        lambda number: {"topic_id": number, "subscriber_id": number},
        lambda number: {"subscriber_id": number, "speaker": "Ms Lind"},
        lambda _: {"speaker": "Ana Lind"},
        lambda number: {"topic_id": number, "outlet": "HERALD"},
    ],
    ids=["topic", "topic for one", "speaker for one", "speaker", "outlet"],
)
def test_what_is_muted_is_kept_back_and_told_at_its_next_sighting_once_the_mute_is_lifted(
    database: Database, muted: Callable[[int], dict[str, object]]
) -> None:
    number = mute(database, **muted(subscribe(database, "ferry", LONG_AGO)))
    assert tell(database, "Herald", MONDAY, FERRY).alerts == ()
    assert tell(database, "Herald", MONDAY + HOUR, FERRY_TRIMMED).alerts == ()
    assert outcomes(database) == ["muted", "muted"]
    with database.read() as session:
        reasons = set(session.scalars(select(TopicMatch.reason)))
    assert len(reasons) == 1
    assert reasons.pop().endswith(f"is muted (mute {number})")
    lift(database, number)
    assert len(tell(database, "Herald", MONDAY + 2 * HOUR, FERRY_INDIRECT).alerts) == 1


@pytest.mark.parametrize(
    "muted",
    [
        lambda number: {"topic_id": number + 1},
        lambda number: {"topic_id": number, "subscriber_id": number + 1},
        lambda number: {"topic_id": number, "speaker": "Peter Lind"},
        lambda _: {"outlet": "Herald on Sunday"},
        lambda number: {"topic_id": number, "until": MONDAY},
        lambda number: {"topic_id": number, "lifted_at": MONDAY},
    ],
    ids=["other topic", "other subscriber", "other speaker", "other outlet", "over", "lifted"],
)
def test_a_mute_keeps_back_nothing_else(
    database: Database, muted: Callable[[int], dict[str, object]]
) -> None:
    number = subscribe(database, "ferry", LONG_AGO)
    subscribe(database, "library", LONG_AGO)
    mute(database, **muted(number))
    assert len(tell(database, "Herald", MONDAY, FERRY).alerts) == 1


def test_a_muted_outlet_does_not_hide_what_another_tells(database: Database) -> None:
    mute(database, topic_id=subscribe(database, "ferry", LONG_AGO), outlet="Herald")
    assert tell(database, "Herald", MONDAY, FERRY).alerts == ()
    assert len(tell(database, "Times", MONDAY + HOUR, FERRY_TRIMMED).alerts) == 1


def test_what_was_said_is_muted_with_its_updates(database: Database) -> None:
    subscribe(database, "port OR ferry", LONG_AGO)
    (told,) = tell(database, "Herald", MONDAY, JOBS_300).alerts
    with database.read() as session:
        statement = session.get_one(Alert, told).statement_id
    mute(database, statement_id=statement)
    assert tell(database, "Times", MONDAY + HOUR, JOBS_450).alerts == ()
    assert outcomes(database) == ["due", "muted"]
    assert len(tell(database, "Times", MONDAY + HOUR, FERRY).alerts) == 1


def test_what_was_incomplete_is_told_when_another_article_has_it_whole(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO, completeness="full")
    assert tell(database, "Herald", MONDAY, FERRY, completeness="paywalled").alerts == ()
    assert len(tell(database, "Times", MONDAY + HOUR, FERRY_TRIMMED).alerts) == 1
    assert outcomes(database) == ["incomplete", "due"]


def test_what_was_incomplete_is_told_once_its_page_is_read_in_full(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO, completeness="full")
    subscribe(database, "winter", LONG_AGO)
    article = put_article(database, "Herald", MONDAY, [FERRY], completeness="feed_only")
    assert len(track(database, article).alerts) == 1
    for completeness, told in (("partial", 0), ("full", 1), ("full", 0)):
        with database.write() as session:
            session.get_one(CleanText, article).completeness = completeness
        assert len(track(database, article).alerts) == told
    assert outcomes(database) == ["due", "due"]


def test_while_a_topic_is_paused_nothing_is_matched_and_afterwards_nothing_old_is_told(
    database: Database,
) -> None:
    number = subscribe(database, "ferry OR library", LONG_AGO)
    with database.write() as session:
        session.get_one(Topic, number).paused_at = MONDAY
    tell(database, "Herald", MONDAY + HOUR, FERRY)
    assert outcomes(database) == []
    with database.write() as session:
        topic = session.get_one(Topic, number)
        topic.paused_at, topic.resumed_at = None, MONDAY + 2 * HOUR
    tell(database, "Times", MONDAY + 3 * HOUR, FERRY_TRIMMED, LIBRARY)
    assert outcomes(database) == ["before_subscription", "due"]


@pytest.mark.parametrize(
    "end",
    [update(Topic).values(expires_at=MONDAY), update(Subscription).values(expires_at=MONDAY)],
    ids=["topic", "subscription"],
)
def test_nothing_is_matched_once_a_topic_or_a_subscription_has_run_out(
    database: Database, end: Update
) -> None:
    subscribe(database, "ferry", LONG_AGO)
    with database.write() as session:
        session.execute(end)
    tell(database, "Herald", MONDAY - DAY, FERRY)
    assert outcomes(database) == []


def test_the_same_is_told_again_when_the_topics_own_horizon_has_passed(database: Database) -> None:
    brief = subscribe(database, "ferry", LONG_AGO, horizon_days=3)
    subscribe(database, "winter", LONG_AGO)
    for days, quote in ((0, FERRY), (2, FERRY_TRIMMED), (5, FERRY_INDIRECT), (6, FERRY)):
        tell(database, "Herald", MONDAY + days * DAY, quote)
    with database.read() as session:
        told = session.execute(
            select(TopicMatch.subscription_id == brief, TopicMatch.outcome).order_by(
                TopicMatch.subscription_id, TopicMatch.statement_id
            )
        ).all()
        again = session.scalars(
            select(Alert.again).where(Alert.subscription_id == brief).order_by(Alert.id)
        ).all()
    assert [outcome for own, outcome in told if own] == ["due", "repeat", "due", "repeat"]
    assert [outcome for own, outcome in told if not own] == ["due", "repeat", "repeat", "repeat"]
    assert again == [0, 1]


def test_it_is_told_again_when_the_first_alert_is_gone_for_its_age(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO, horizon_days=3)
    for days in (0, 4):
        tell(database, "Herald", MONDAY + days * DAY, FERRY)
    with database.write() as session:
        session.execute(delete(Alert).where(Alert.again == 0))
    tell(database, "Herald", MONDAY + 8 * DAY, FERRY)
    with database.read() as session:
        assert session.scalars(select(Alert.again).order_by(Alert.id)).all() == [1, 2]


def test_a_re_report_names_the_alert_that_told_it(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO)
    (told,) = tell(database, "Herald", MONDAY, FERRY).alerts
    assert tell(database, "Herald", MONDAY + HOUR, FERRY_TRIMMED).re_reported == ()
    assert tell(database, "Times", MONDAY + HOUR, FERRY_TRIMMED, FERRY_INDIRECT).re_reported == (told,)


def test_what_is_only_read_again_is_told_to_nobody_then_or_later(database: Database) -> None:
    subscribe(database, "ferry OR port", LONG_AGO)
    tell(database, "Herald", MONDAY, FERRY)
    article = put_article(database, "Times", MONDAY + HOUR, [FERRY_TRIMMED, JOBS_300])
    quietly = track(database, article, quiet=True)
    assert (quietly.alerts, quietly.re_reported, quietly.suppressed) == ((), (), 2)
    assert outcomes(database) == ["due", "re_report", "reprocessed"]
    later = tell(database, "Herald", MONDAY + 2 * HOUR, FERRY_TRIMMED, JOBS_300)
    assert later.alerts == ()


def test_what_everybody_listens_for_is_read_again_only_when_somebody_changed_it(database: Database) -> None:
    number = subscribe(database, "ferry", LONG_AGO)
    muted = mute(database, speaker="Ana Lind")
    standing = Standing(embed)

    def read() -> object:
        with database.read() as session:
            return standing.read(session)

    def pause() -> None:
        with database.write() as session:
            session.get_one(Topic, number).paused_at = MONDAY

    def stop() -> None:
        with database.write() as session:
            session.execute(update(Subscription).values(active=False))

    def forget() -> None:
        with database.write() as session:
            session.delete(session.get_one(Topic, number))

    first = read()
    assert read() is first
    changes: list[Callable[[], object]] = [
        pause, stop, lambda: subscribe(database, "winter", LONG_AGO), lambda: lift(database, muted), forget,
        lambda: subscribe(database, "winter", LONG_AGO),
    ]  # fmt: skip
    for change in changes:
        change()
        last, first = first, read()
        assert first is not last
        assert read() is first
