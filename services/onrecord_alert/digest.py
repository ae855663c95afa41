"""What a digest lists and what it only counts; how it is laid out by topic and speaker. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, Literal, TypeVar

from onrecord_alert.records import (
    AlertView,
    DigestSpeaker,
    DigestTopic,
    DigestView,
    Reported,
    Suppressed,
)

K = TypeVar("K", int, str)

MAX_LISTED: Final = 60
"""More is no digest. What is beyond is counted, by topic and speaker."""


@dataclass(frozen=True, slots=True)
class Item:
    """An alert that goes into a digest, before anything is read of it but what decides its place."""

    alert_id: int
    part: Literal["told", "also"]
    kind: str
    """new or update."""
    why: str
    topic_id: int
    topic: str
    speaker: str | None
    said_at: datetime


def chosen(items: Iterable[Item], *, limit: int = MAX_LISTED) -> list[Item]:
    """Pick the items that are listed: of each topic, and in it of each speaker, some before others get more.

    Updates come before what is new, that before what is only reported again; the rest is by time.
    """
    ranked = []
    for topic_id, of_topic in _by(items, lambda each: each.topic_id):
        turns = []
        for place, (_, of_speaker) in enumerate(_speakers(of_topic)):
            turns += [(turn, place, item) for turn, item in enumerate(sorted(of_speaker, key=_weight))]
        turns.sort(key=lambda each: each[:2])
        ranked += [(turn, topic_id, item) for turn, (_, _, item) in enumerate(turns)]
    ranked.sort(key=lambda each: each[:2])
    return [item for _, _, item in ranked[:limit]]


def laid_out(
    items: Sequence[Item],
    views: Mapping[int, AlertView],
    outlets: Mapping[int, tuple[str, ...]],
    *,
    since: datetime,
    until: datetime,
    suppressed: Mapping[str, int],
) -> DigestView:
    """Lay *items* out by topic (by name) and speaker (most alerts first).

    Args:
        items: All of the digest; at least one.
        views: By alert id, of those that are listed.
        outlets: By alert id, of those that are only reported again: the outlets that are news.
        since: Beginning of the period; aware, UTC.
        until: Its end.
        suppressed: Matches in the period that raised no alert, by the name of the outcome.
    """
    topics = [_topic(of_topic, views, outlets) for _, of_topic in _by(items, lambda each: each.topic_id)]
    why = Counter(each.why for each in items if each.part == "told")
    return DigestView(
        since=since,
        until=until,
        topics=tuple(sorted(topics, key=lambda each: (each.topic, each.topic_id))),
        suppressed=tuple(
            Suppressed(reason, count)
            for reason, count in sorted(suppressed.items(), key=lambda each: (-each[1], each[0]))
        ),
        over_cap=why["over_cap"],
        held=why["quiet_hours"] + why["snoozed"],
    )


def _topic(
    items: Sequence[Item], views: Mapping[int, AlertView], outlets: Mapping[int, tuple[str, ...]]
) -> DigestTopic:
    listed, counted = [], 0
    for speaker, said in _speakers(items):
        if any(each.alert_id in views for each in said):
            listed.append(_speaker(speaker, said, views, outlets))
        else:
            counted += len(said)
    return DigestTopic(items[0].topic_id, items[0].topic, tuple(listed), unlisted=counted)


def _speaker(
    speaker: str | None,
    said: Sequence[Item],
    views: Mapping[int, AlertView],
    outlets: Mapping[int, tuple[str, ...]],
) -> DigestSpeaker:
    listed = [
        each for each in sorted(said, key=lambda one: (one.said_at, one.alert_id)) if each.alert_id in views
    ]
    told = [each for each in listed if each.part == "told"]
    return DigestSpeaker(
        speaker,
        new=tuple(views[each.alert_id] for each in told if each.kind != "update"),
        updates=tuple(views[each.alert_id] for each in told if each.kind == "update"),
        also_reported=tuple(
            Reported(views[each.alert_id], outlets[each.alert_id]) for each in listed if each.part == "also"
        ),
        unlisted=len(said) - len(listed),
    )


def _speakers(items: Collection[Item]) -> list[tuple[str | None, list[Item]]]:
    spoken = _by(items, lambda each: each.speaker or "")
    spoken.sort(key=lambda pair: (-len(pair[1]), pair[0]))
    return [(speaker or None, said) for speaker, said in spoken]


def _weight(item: Item) -> tuple[int, datetime, int]:
    order = 2 if item.part == "also" else 0 if item.kind == "update" else 1
    return order, item.said_at, item.alert_id


def _by(items: Iterable[Item], key: Callable[[Item], K]) -> list[tuple[K, list[Item]]]:
    return [(value, list(group)) for value, group in groupby(sorted(items, key=key), key)]
