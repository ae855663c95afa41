"""What the demo's subscribers should get, edition by edition, and what they should be spared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord_cli.demo.articles import Article, Gold, Newspapers, Version

TOLD = ("new", "update")
LEAST_SHARED = 0.5

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Expected:
    """A statement that should reach a subscriber."""

    edition: int
    subscriber: str
    topic: str
    article: str
    """``outlet/slug``."""
    speaker: str | None
    words: str
    """The content without its quotation marks; parts joined by a space."""
    verdict: str


@dataclass(frozen=True, slots=True)
class Spared:
    """Words that meet a topic and should not reach the subscriber."""

    edition: int
    topic: str
    article: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Got:
    """An alert that arrived."""

    topic: str
    """Its name, as the message gives it."""
    outlet: str
    """Its name."""
    words: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What arrived against what should have."""

    missing: tuple[Expected, ...]
    surplus: tuple[Got, ...]
    """Arrived, and not expected; the second of two for one statement too."""


def alerts(newspapers: Newspapers) -> tuple[Expected, ...]:
    """List the alerts a faultless system sends over all editions, in their order.

    An alert with verdict update and the edition of a correction needs the corrected page to be
    read again.
    """
    subscribers = {topic.key: topic.subscriber for topic in newspapers.topics}
    return tuple(
        Expected(
            version.edition, subscribers[topic], topic, article.key, one.speaker, spoken(one), one.verdict
        )
        for article, version, one in _tracked(newspapers)
        for topic in one.topics
        if version.edition > 0 and one.verdict in TOLD
    )


def spared(newspapers: Newspapers) -> tuple[Spared, ...]:
    """List what meets a topic's words and must not alert, with the reason."""
    told_before = [
        Spared(version.edition, topic, article.key, spoken(one), _reason(version, one))
        for article, version, one in _tracked(newspapers)
        for topic in one.topics
        if version.edition == 0 or one.verdict not in TOLD
    ]
    traps = [
        Spared(article.edition, trap.topic, article.key, trap.text, trap.reason)
        for article in newspapers.articles
        for trap in article.traps
    ]
    return tuple(sorted(told_before + traps, key=lambda one: (one.edition, one.article)))


def reckon(newspapers: Newspapers, got: Sequence[Got]) -> Reckoning:
    """Pair each alert that arrived with one that was expected.

    They are a pair when topic and outlet are the same and one has at least half of the words of the
    shorter one in common with the other: where a system cuts a statement is not what is asked here.
    """
    topics = {topic.key: topic.name for topic in newspapers.topics}
    outlets = {outlet.key: outlet.name for outlet in newspapers.outlets}
    missing, surplus = list(alerts(newspapers)), []
    for one in got:
        shared = [
            (_shared(expected.words, one.words), n)
            for n, expected in enumerate(missing)
            if topics[expected.topic] == one.topic
            and outlets[expected.article.partition("/")[0]] == one.outlet
        ]
        best, place = max(shared, default=(0.0, 0))
        if best >= LEAST_SHARED:
            del missing[place]
        else:
            surplus.append(one)
    return Reckoning(tuple(missing), tuple(surplus))


def spoken(statement: Gold) -> str:
    """Give the statement's content as plain words."""
    return " ".join(part.strip("“”\"'‘’ ,") for part in statement.content)


def _tracked(newspapers: Newspapers) -> list[tuple[Article, Version, Gold]]:
    """List each statement once, at the version that brought it; a correction keeps the others."""
    found = []
    for article in newspapers.articles:
        known: set[str] = set()
        for version in article.versions:
            for one in version.statements:
                if spoken(one) not in known:
                    known.add(spoken(one))
                    found.append((article, version, one))
    return sorted(found, key=lambda item: item[1].edition)


def _reason(version: Version, statement: Gold) -> str:
    if version.edition == 0:
        return "it stood there before onrecord came"
    return f"{statement.verdict} of {statement.of}"


def _shared(left: str, right: str) -> float:
    """Measure how many of the shorter text's words the other has too, in [0, 1]; order aside."""
    one, two = (Counter(_WORD.findall(text.lower())) for text in (left, right))
    return (one & two).total() / (min(one.total(), two.total()) or 1)
