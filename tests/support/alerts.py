"""A made-up story as an alert: the ferry town of Gullhaven argues about its harbour tolls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from onrecord_alert.records import (
    AlertView,
    DigestSpeaker,
    DigestTopic,
    DigestView,
    Earlier,
    Message,
    Reason,
    Reported,
    Suppressed,
)

NEW = AlertView(
    alert_id=7,
    token=UUID("3f2a9c51-6d0e-4b7a-9f53-1c8e5b0a7d42"),
    topic_id=12,
    topic="Harbour tolls",
    kind="new",
    speaker="Mara Quill",
    role="minister for ports",
    cue="insisted",
    words="We will not raise the harbour tolls before the new breakwater is paid for, and not by a penny",
    quoted=True,
    sentence=(
        "“We will not raise the harbour tolls before the new breakwater is paid for, and not by a penny,” "
        "insisted Mara Quill, the minister for ports."
    ),
    outlet="Gullhaven Courier",
    title="Minister rules out dearer moorings until the breakwater is paid for",
    url="https://courier.gullhaven.example/2026/11/tolls?page=1&view=full",
    published_at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
    completeness="full",
    reasons=(
        Reason('said_by:"Mara Quill"', "Mara Quill"),
        Reason('"harbour tolls"', "harbour tolls"),
    ),
    earlier=None,
    also_in=(),
)

UPDATE = AlertView(
    alert_id=8,
    token=UUID("b81d44f0-2c39-4f0e-8a67-52f0c9d3e617"),
    topic_id=12,
    topic="Harbour tolls",
    kind="update",
    speaker="Mara Quill",
    role="minister for ports",
    cue="said",
    words="the tolls will rise by 4 per cent in March",
    quoted=False,
    sentence=(
        "In a change of course after two days of talks with the mooring owners, Mara Quill, the minister for ports, "
        "said the tolls will rise by 4 per cent in March."
    ),
    outlet="Tern Island Times",
    title="Harbour tolls to rise after all",
    url="https://ternisland.example/news/8812",
    published_at=datetime(2026, 11, 25, 17, 5, tzinfo=UTC),
    completeness="feed_only",
    reasons=(Reason('said_by:"Mara Quill"', "Mara Quill"),),
    earlier=Earlier(
        words="We will not raise the harbour tolls before the new breakwater is paid for, and not by a penny",
        quoted=True,
        outlet="Gullhaven Courier",
        said_at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
    ),
    also_in=("Skerry Post", "Lighthouse Radio"),
)


def alone(view: AlertView) -> Message:
    """Give the message that holds nothing but *view*."""
    return Message(
        token=view.token, kind="alert", alerts=(view,), digest=None, subscriber_id=3, subscription_id=5
    )


LOCKS = replace(
    UPDATE,
    alert_id=9,
    token=UUID("0c5d8c2e-77f1-4a53-8a0e-5a1f6f0d9b11"),
    topic_id=14,
    topic="Canal locks",
    kind="new",
    speaker="Oddny Brekke",
    role="chair of the Canal Board",
    cue="according to",
    words="two of the seven locks will be shut from January until Easter",
    sentence="Two of the seven locks will be shut from January until Easter, according to Oddny Brekke.",
    title="Canal to close in part for the winter",
    url="https://skerrypost.example/canal",
    outlet="Skerry Post",
    completeness="full",
    earlier=None,
    also_in=(),
)

GROUP = Message(
    token=NEW.token, kind="group", alerts=(NEW, UPDATE, LOCKS), subscriber_id=3, subscription_id=None
)

DIGEST = Message(
    token=UUID("7d0f2b1c-3f58-4d0b-9a55-6b8a1d8e4c20"),
    kind="digest",
    alerts=(),
    subscriber_id=3,
    digest=DigestView(
        since=datetime(2026, 11, 24, 7, 0, tzinfo=UTC),
        until=datetime(2026, 11, 25, 7, 0, tzinfo=UTC),
        topics=(
            DigestTopic(
                topic_id=12,
                topic="Harbour tolls",
                speakers=(
                    DigestSpeaker(
                        "Mara Quill",
                        new=(),
                        updates=(UPDATE,),
                        also_reported=(Reported(NEW, ("Skerry Post", "Lighthouse Radio")),),
                        unlisted=2,
                    ),
                ),
                unlisted=4,
            ),
            DigestTopic(
                topic_id=14,
                topic="Canal locks",
                speakers=(
                    DigestSpeaker("Oddny Brekke", new=(LOCKS,), updates=(), also_reported=(), unlisted=0),
                ),
                unlisted=0,
            ),
        ),
        suppressed=(Suppressed("re_report", 17), Suppressed("repeat", 3)),
        over_cap=2,
        held=1,
    ),
)


def with_everywhere(view: AlertView, text: str) -> AlertView:
    """Give *view* with *text* in every field that a stranger can fill, in the address behind its host."""
    return replace(
        view,
        topic=text,
        speaker=text,
        role=text,
        cue=text,
        words=text,
        sentence=f"{text} {'around and about ' * 5}{text}",
        outlet=text,
        title=text,
        url=f"https://courier.gullhaven.example/{text}",
        reasons=(Reason(text, text),),
        earlier=view.earlier and replace(view.earlier, words=text, outlet=text),
        also_in=(text,),
    )


def everywhere(message: Message, text: str) -> Message:
    """Give *message* with *text* wherever a stranger or a table can put it."""
    alerts = tuple(with_everywhere(view, text) for view in message.alerts)
    return replace(message, alerts=alerts, digest=message.digest and _digest_with(message.digest, text))


def _digest_with(digest: DigestView, text: str) -> DigestView:
    topics = tuple(
        replace(topic, topic=text, speakers=tuple(_speaker_with(each, text) for each in topic.speakers))
        for topic in digest.topics
    )
    return replace(digest, topics=topics, suppressed=(*digest.suppressed, Suppressed(text, 1)))


def _speaker_with(speaker: DigestSpeaker, text: str) -> DigestSpeaker:
    def all_with(views: tuple[AlertView, ...]) -> tuple[AlertView, ...]:
        return tuple(with_everywhere(view, text) for view in views)

    reported = tuple(Reported(with_everywhere(each.alert, text), (text,)) for each in speaker.also_reported)
    return DigestSpeaker(
        text,
        all_with(speaker.new),
        all_with(speaker.updates),
        also_reported=reported,
        unlisted=speaker.unlisted,
    )
