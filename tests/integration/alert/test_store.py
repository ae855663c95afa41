"""What messages say, as the alert worker reads it from the tables, and what it keeps of them, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from onrecord.storage import Database, Session, jobs
from onrecord.storage.schema import (
    Alert,
    Article,
    Delivery,
    Job,
    Message,
    MessageAlert,
    Sighting,
    Statement,
    Story,
    StoryArticle,
    Subscriber,
    Subscription,
    TopicMatch,
)
from onrecord_alert import records
from onrecord_alert.records import AlertView, Sent, Suppressed
from onrecord_alert.store import attempts, contents, growth, outgoing, planning
from onrecord_alert.store.reading import views
from support.alerts import NEW, UPDATE
from support.plans import plan_of
from support.raised import raise_alert, raise_for, re_report, subscribe

ADDRESS = "https://hooks.example/x"


def fresh(view: AlertView, **changes: Any) -> AlertView:
    return replace(view, token=uuid4(), topic=f"{view.topic} {uuid4()}", **changes)


def planned(session: Session, alert_id: int) -> int:
    """Plan the alert; give its message."""
    alert = planning.raised(session, alert_id)
    assert alert is not None
    return planning.place(session, alert, wait=timedelta(0)).message_id


def sent(session: Session, message_id: int) -> records.Message:
    """Take the message, as a worker does, and let a channel take it over."""
    message = outgoing.taken(session, message_id)
    assert message is not None
    outgoing.told(session, message_id, message, Sent("ok", external_id="C1/2"))
    return message


def states(database: Database) -> list[tuple[int, str, str, str | None]]:
    with database.read() as session:
        return [
            (each.attempt, each.act, each.state, each.answer)
            for each in session.scalars(select(Delivery).order_by(Delivery.id))
        ]


@pytest.mark.parametrize("view", [NEW, UPDATE], ids=["new", "update"])
def test_an_alert_is_read_back_as_it_was_raised(database: Database, view: AlertView) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, view, "slack", ADDRESS)
    with database.read() as session:
        read = views(session, [alert_id])[alert_id]
    assert read == replace(view, alert_id=alert_id, topic_id=read.topic_id)


def test_a_speaker_without_a_name_is_called_as_in_the_article(database: Database) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, replace(NEW, speaker=None), "email", None)
        session.scalars(select(Statement)).one().source_text = "a harbour official"
    with database.read() as session:
        assert views(session, [alert_id])[alert_id].speaker == "a harbour official"


def test_a_message_whose_story_was_deleted_is_empty(database: Database) -> None:
    with database.write() as session:
        message_id = planned(session, raise_alert(session, NEW, "slack", ADDRESS))
    with database.write() as session:
        session.execute(delete(Statement))
    with database.write() as session:
        assert outgoing.taken(session, message_id) is None


def test_a_burst_is_told_as_a_group_in_the_order_in_which_it_was_raised(database: Database) -> None:
    with database.write() as session:
        subscription = subscribe(session, "Tolls", "slack", ADDRESS, timezone="Europe/Vienna")
        alerts = [raise_for(session, fresh(NEW), subscription) for _ in range(3)]
        (message_id,) = {planned(session, alert_id) for alert_id in alerts}
    with database.write() as session:
        message = outgoing.taken(session, message_id)
    assert message is not None
    assert (message.kind, message.digest) == ("group", None)
    assert [view.alert_id for view in message.alerts] == alerts
    assert message.token == message.alerts[0].token
    assert (message.subscription_id, message.zone) == (subscription.id, ZoneInfo("Europe/Vienna"))


def test_what_was_unsubscribed_or_expired_before_its_message_went_is_left_out_and_says_why(
    database: Database,
) -> None:
    with database.write() as session:
        tolls = subscribe(session, "Tolls", "slack", ADDRESS)
        ana = session.get_one(Subscriber, tolls.subscriber_id)
        eels = subscribe(session, "Eels", "slack", None, subscriber=ana)
        ferries = subscribe(session, "Ferries", "slack", None, subscriber=ana)
        alerts = [raise_for(session, fresh(NEW), each) for each in (tolls, eels, ferries)]
        (message_id,) = {planned(session, alert_id) for alert_id in alerts}
    with database.write() as session:
        session.get_one(Subscription, eels.id).active = False
        session.get_one(Subscription, ferries.id).expires_at = jobs.now(session)
    with database.write() as session:
        message = outgoing.taken(session, message_id)
        dropped = dict(session.execute(select(MessageAlert.alert_id, MessageAlert.dropped)).all())
    assert message is not None
    assert [view.alert_id for view in message.alerts] == alerts[:1]
    assert dropped == dict(zip(alerts, (None, "unwanted", "expired"), strict=True))


def test_what_was_snoozed_before_its_message_went_is_planned_again_in_the_same_transaction(
    database: Database,
) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, NEW, "slack", ADDRESS)
        message_id = planned(session, alert_id)
        trace_id = session.scalars(
            select(Article.trace_id).join(Statement, Statement.article_id == Article.id)
        ).one()
        session.execute(delete(Job))  # long ago, as after a snooze of months: let go of
    with database.write() as session:
        session.execute(update(Subscription).values(snooze_until=jobs.now(session) + timedelta(hours=5)))
    with database.write() as session:
        assert outgoing.taken(session, message_id) is None
    with database.write() as session:
        job = session.scalars(select(Job).where(Job.stage == "plan")).one()
        assert (job.subject_id, job.state, job.trace_id) == (alert_id, "todo", trace_id)
        later = planned(session, alert_id)
        assert session.get_one(Message, later).kind == "digest"
    assert later != message_id


def digest(session: Session, message_id: int) -> records.DigestView:
    message = sent(session, message_id)
    assert message.kind == "digest"
    assert message.digest is not None
    assert not message.alerts
    return message.digest


def test_a_digest_tells_by_topic_and_speaker_and_counts_what_was_suppressed(database: Database) -> None:
    with database.write() as session:
        tolls = subscribe(session, "Tolls", "slack", ADDRESS, rhythm="daily")
        ana = session.get_one(Subscriber, tolls.subscriber_id)
        eels = subscribe(session, "Eels", "slack", None, subscriber=ana, rhythm="daily")
        bo = subscribe(session, "Bo's", "slack", ADDRESS, rhythm="daily")
        raised = [
            raise_for(session, fresh(NEW), tolls),
            raise_for(session, fresh(UPDATE), tolls),
            raise_for(session, fresh(NEW, speaker="Odd Tern"), tolls),
            raise_for(session, fresh(NEW), eels),
        ]
        (message_id,) = {planned(session, alert_id) for alert_id in raised}
        _suppress(session, raised[0], tolls, "repeat")
        _suppress(session, raised[1], tolls, "re_report")
        _suppress(session, raised[2], eels, "re_report")
        _suppress(session, raised[3], bo, "muted")
    with database.write() as session:
        read = digest(session, message_id)
        due_at = session.get_one(Message, message_id).due_at
        first_raised = session.scalar(select(Alert.created_at).order_by(Alert.id))
    assert [topic.topic for topic in read.topics] == ["Eels", "Tolls"]
    quill, tern = read.topics[1].speakers
    assert (quill.speaker, len(quill.new), len(quill.updates)) == ("Mara Quill", 1, 1)
    assert (tern.speaker, len(tern.new), len(tern.updates)) == ("Odd Tern", 1, 0)
    assert read.suppressed == (Suppressed("re_report", 2), Suppressed("repeat", 1))
    assert (read.since, read.until) == (first_raised, due_at)
    assert (read.over_cap, read.held, read.unlisted) == (0, 0, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_digest_counts_what_was_suppressed_in_its_own_time_and_reads_no_more(database: Database) -> None:
    with database.write() as session:
        message_id = planned(
            session, raise_for(session, NEW, subscribe(session, "T", "slack", ADDRESS, rhythm="daily"))
        )
    plan = plan_of(database, lambda session: contents.composed(session, message_id))
    assert "topic_matches USING INDEX ix_topic_matches_subscription_id_matched_at" in plan
    assert "matched_at>?" in plan


def _suppress(session: Session, alert_id: int, subscription: Subscription, outcome: str) -> None:
    alert = session.get_one(Alert, alert_id)
    session.add(
        TopicMatch(
            statement_id=alert.statement_id, subscription_id=subscription.id, utterance_id=alert.utterance_id,
            outcome=outcome, reason="", explanation=[], matched_at=jobs.now(session),
        )
    )  # fmt: skip
    session.flush()


def test_the_next_digest_counts_from_where_the_last_one_ended(database: Database) -> None:
    with database.write() as session:
        tolls = subscribe(session, "Tolls", "slack", ADDRESS, rhythm="hourly")
        first = planned(session, raise_for(session, fresh(NEW), tolls))
        digest(session, first)
        second = planned(session, raise_for(session, fresh(NEW), tolls))
        session.get_one(Message, second).due_at += timedelta(hours=1)
        ended = session.get_one(Message, first).due_at
        assert digest(session, second).since == ended


def test_alerts_over_the_cap_and_of_a_night_are_said_to_be(database: Database) -> None:
    with database.write() as session:
        capped = subscribe(session, "Tolls", "slack", ADDRESS, cap_per_hour=0)
        (message_id,) = {planned(session, raise_for(session, fresh(NEW), capped)) for _ in range(3)}
        assert digest(session, message_id).over_cap == 3
        asleep = subscribe(
            session, "Eels", "slack", ADDRESS, snooze_until=jobs.now(session) + timedelta(days=1)
        )
        (message_id,) = {planned(session, raise_for(session, fresh(NEW), asleep)) for _ in range(2)}
        asleep.snooze_until = None
        assert digest(session, message_id).held == 2


def test_every_attempt_has_its_row_and_its_end(database: Database) -> None:
    with database.write() as session:
        message_id = planned(session, raise_alert(session, NEW, "slack", ADDRESS))
    with database.write() as session:
        assert attempts.begin(session, message_id) == 1
    assert states(database) == [(1, "send", "sending", None)]
    with database.write() as session:
        attempts.end(session, message_id, 1, "failed", "slack rate limit")
        assert attempts.begin(session, message_id) == 2
    with database.write() as session:  # the worker of the second attempt died
        assert attempts.begin(session, message_id) == 3
        attempts.end(session, message_id, 3, "sent", "ok")
        assert attempts.begin(session, message_id, "edit") == 4
    assert states(database) == [
        (1, "send", "failed", "slack rate limit"),
        (2, "send", "unknown", None),
        (3, "send", "sent", "ok"),
        (4, "edit", "sending", None),
    ]


def test_a_message_is_given_up_a_day_after_it_was_first_taken_up_and_done_again_has_another(
    database: Database,
) -> None:
    with database.write() as session:
        message_id = planned(session, raise_alert(session, NEW, "slack", ADDRESS))
        first = outgoing.due(session, message_id)
        assert first is not None
        message = session.get_one(Message, message_id)
        assert message.taken_up_at is not None
        message.taken_up_at -= timedelta(hours=23)
        later = outgoing.due(session, message_id)
        message.taken_up_at -= timedelta(hours=2)
        at_last = outgoing.due(session, message_id)
        outgoing.parked(session, message_id)
        again = outgoing.due(session, message_id)
    assert later is not None
    assert at_last is not None
    assert again is not None
    assert [each.is_given_up for each in (first, later, at_last, again)] == [False, False, True, False]


# -- growth ----------------------------------------------------------------------------------------------


def test_an_alert_grows_by_the_outlets_that_its_message_did_not_name(database: Database) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, replace(NEW, also_in=("Skerry Post",)), "slack", ADDRESS)
        message_id = planned(session, alert_id)
        assert growth.grown(session, alert_id) is None, "it will be told with the alert"
        sent(session, message_id)
        assert growth.grown(session, alert_id) is None, "it was told with the alert"
        re_report(session, alert_id, "Lighthouse Radio", "Tern Island Times")
        grown = growth.grown(session, alert_id)
        assert grown is not None
        assert (grown.message_id, grown.news) == (message_id, ("Lighthouse Radio", "Tern Island Times"))
        assert grown.sent == Sent("", external_id="C1/2")
        sent(session, message_id)  # an edit says it all
        assert growth.grown(session, alert_id) is None


def test_an_outlet_that_prints_the_same_text_is_counted_as_a_copy(database: Database) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, replace(NEW, also_in=("Skerry Post", "Tern Times")), "slack", ADDRESS)
        statement_id = session.get_one(Alert, alert_id).statement_id
        own = session.get_one(Statement, statement_id).article_id
        others = session.scalars(select(Sighting.article_id).where(Sighting.article_id != own)).all()
        now = jobs.now(session)
        story, elsewhere = Story(created_at=now), Story(created_at=now)
        session.add_all([story, elsewhere])
        session.flush()
        for article_id, of in ((own, story), (others[0], story), (others[1], elsewhere)):
            session.add(StoryArticle(article_id=article_id, story_id=of.id, likeness=1.0, joined_at=now))
        session.flush()
        view = views(session, [alert_id])[alert_id]
        assert (len(view.also_in), view.copies_in) == (2, 1)


def test_growth_while_the_message_is_on_its_way_is_not_overlooked(database: Database) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, NEW, "slack", ADDRESS)
        message_id = planned(session, alert_id)
        message = outgoing.taken(session, message_id)
        re_report(session, alert_id, "Skerry Post")
        grown = growth.grown(session, alert_id)
        assert grown is not None
        assert grown.sent is None
        assert message is not None
        outgoing.told(session, message_id, message, Sent("ok", None))
        grown = growth.grown(session, alert_id)
        assert grown is not None
        assert grown.sent == Sent("", None)


def test_an_alert_that_cannot_be_edited_grows_in_the_next_digest_once_for_each_outlet(
    database: Database,
) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, NEW, "slack", ADDRESS)
        sent(session, planned(session, alert_id))
        alert = planning.raised(session, alert_id)
        assert alert is not None
        re_report(session, alert_id, "Skerry Post")
        first = growth.put_into_digest(session, alert)
        re_report(session, alert_id, "Lighthouse Radio")
        again = growth.put_into_digest(session, alert)
        assert (first.message_id, first.opened, again.opened) == (again.message_id, True, False)
        (topic,) = digest(session, first.message_id).topics
        (speaker,) = topic.speakers
        assert [each.outlets for each in speaker.also_reported] == [("Skerry Post", "Lighthouse Radio")]
        assert (speaker.new, speaker.updates) == ((), ())
        assert growth.grown(session, alert_id) is None
        re_report(session, alert_id, "Tern Island Times")
        grown = growth.grown(session, alert_id)
        assert grown is not None
        assert grown.news == ("Tern Island Times",)


def test_a_digest_that_has_nothing_to_add_any_more_is_empty(database: Database) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, NEW, "slack", ADDRESS)
        message_id = planned(session, alert_id)
        sent(session, message_id)
        re_report(session, alert_id, "Skerry Post")
        alert = planning.raised(session, alert_id)
        assert alert is not None
        placed = growth.put_into_digest(session, alert)
        sent(session, message_id)  # it was edited after all
        assert outgoing.taken(session, placed.message_id) is None


def test_an_alert_is_told_in_one_message_only_whatever_the_code_does(database: Database) -> None:
    with database.write() as session:
        alert_id = raise_alert(session, NEW, "slack", ADDRESS)
        message = session.get_one(Message, planned(session, alert_id))
        session.add(
            Message(token=UUID(int=1), subscriber_id=message.subscriber_id, channel="slack", kind="alert",
                    due_at=message.due_at, created_at=message.due_at)
        )  # fmt: skip
        session.flush()
        other = session.scalars(select(Message.id).order_by(Message.id.desc())).first()
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(MessageAlert(message_id=other, alert_id=alert_id, part="told", why="rhythm", outlets=[]))
