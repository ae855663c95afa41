"""What a digest lists and what it only counts: fair to every topic and speaker, and nothing is left out of the sum."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onrecord_alert.digest import MAX_LISTED, Item, chosen, laid_out
from onrecord_alert.records import DigestView, Suppressed
from support.alerts import NEW

WHEN = datetime(2026, 11, 23, 9, tzinfo=UTC)


def item(number: int, *, topic: int = 1, speaker: str | None = "Mara Quill", kind: str = "new", part: str = "told") -> Item:  # fmt: skip
    return Item(
        alert_id=number,
        part="also" if part == "also" else "told",
        kind=kind,
        why="rhythm",
        topic_id=topic,
        topic=f"Topic {topic}",
        speaker=speaker,
        said_at=WHEN + timedelta(seconds=number),
    )


def digest(items: list[Item], listed: list[Item], **suppressed: int) -> DigestView:
    return laid_out(
        items,
        {each.alert_id: replace(NEW, alert_id=each.alert_id) for each in listed},
        {each.alert_id: ("Skerry Post",) for each in listed if each.part == "also"},
        since=WHEN,
        until=WHEN + timedelta(days=1),
        suppressed=suppressed,
    )


def test_a_loud_topic_does_not_push_a_quiet_one_out() -> None:
    loud = [item(number, topic=1) for number in range(500)]
    quiet = [item(number, topic=2) for number in range(500, 503)]
    picked = chosen(loud + quiet)
    assert Counter(each.topic_id for each in picked) == {1: MAX_LISTED - 3, 2: 3}


def test_a_loud_speaker_does_not_push_a_quiet_one_out() -> None:
    loud = [item(number) for number in range(500)]
    quiet = [item(500, speaker="Odd Tern"), item(501, speaker=None)]
    assert {each.speaker for each in chosen(loud + quiet)} == {"Mara Quill", "Odd Tern", None}


def test_updates_come_before_what_is_new_and_that_before_what_is_only_reported_again() -> None:
    items = [item(1, part="also"), item(2), item(3, kind="update")]
    assert [each.alert_id for each in chosen(items, limit=2)] == [3, 2]


def test_speakers_stand_by_how_much_they_said_and_alerts_by_time() -> None:
    items = [item(1, speaker="Odd Tern"), item(3), item(2), item(4, kind="update"), item(5, part="also")]
    (topic,) = digest(items, items).topics
    assert [speaker.speaker for speaker in topic.speakers] == ["Mara Quill", "Odd Tern"]
    quill = topic.speakers[0]
    assert [view.alert_id for view in quill.new] == [2, 3]
    assert [view.alert_id for view in quill.updates] == [4]
    assert [(each.alert.alert_id, each.outlets) for each in quill.also_reported] == [(5, ("Skerry Post",))]


def test_what_was_suppressed_stands_most_first() -> None:
    one = [item(1)]
    assert digest(one, one, repeat=2, re_report=7, baseline=2).suppressed == (
        Suppressed("re_report", 7),
        Suppressed("baseline", 2),
        Suppressed("repeat", 2),
    )


items = st.lists(
    st.builds(
        item,
        st.integers(0, 10_000),
        topic=st.integers(1, 4),
        speaker=st.none() | st.sampled_from(["Mara Quill", "Odd Tern", "", "A\u2028B"]),
        kind=st.sampled_from(["new", "update"]),
        part=st.sampled_from(["told", "also"]),
    ),
    min_size=1,
    max_size=120,
    unique_by=lambda each: each.alert_id,
)


@given(items, st.integers(1, 100))
def test_every_alert_is_listed_or_counted_once(given_items: list[Item], limit: int) -> None:
    picked = chosen(given_items, limit=limit)
    assert len(picked) == min(limit, len(given_items))
    view = digest(given_items, picked)
    listed = [each.alert_id for each in view.alerts] + [each.alert.alert_id for each in view.also_reported]
    assert sorted(listed) == sorted(each.alert_id for each in picked)
    assert len(listed) + view.unlisted == len(given_items)


@given(items)
def test_every_topic_has_a_place_as_long_as_there_is_one(given_items: list[Item]) -> None:
    topics = {each.topic_id for each in given_items}
    picked = chosen(given_items, limit=len(topics))
    assert {each.topic_id for each in picked} == topics
