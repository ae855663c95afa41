"""What the demo's subscribers should get, edition by edition, and what they should be spared."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord_cli.demo.articles import Article, Gold, Newspapers, Version

TOLD = ("new", "update")


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
