"""Whether a statement that met a subscription's topic is told to its subscriber, or why not. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from onrecord_track.records import Completeness, Outcome, Verdict

ENOUGH: Final[dict[Completeness, frozenset[str]]] = {
    "partial": frozenset({"full", "partial", "paywalled"}),
    "full": frozenset({"full"}),
}
"""Which articles a topic is content with; "any" takes a feed's teaser too."""

ANCHORS: Final[tuple[Outcome, ...]] = ("due", "update_due", "before_subscription", "baseline", "reprocessed")
"""Outcomes after which an utterance is known: it was told, or was old news. Others leave it to be told later."""


@dataclass(frozen=True, slots=True)
class Met:
    """A statement that met a subscription's topic, with what is known of both."""

    verdict: Verdict
    updates: bool
    """Whether its utterance is an update of an earlier one."""

    first_said_at: datetime
    """When the utterance was first published."""

    known: bool
    """Whether the utterance met this subscription within the topic's horizon, and was told or was old news then."""

    processed_before: bool
    """Whether this very statement was tracked before, and is only being tracked again."""

    baseline: bool
    """Whether the article is old news: it came with its feed's first import, or is older than a restore."""

    quiet: bool
    """Whether the article is only being read again, and nobody is to be told what comes of it."""

    on_record: bool
    """Whether it was said, or written in a document."""

    completeness: str
    """How much of the article was read."""

    wants: Completeness
    since: datetime
    """From when the subscription wants to be told."""

    muted: str | None = None
    """What mutes it, in words."""


def outcome(met: Met) -> tuple[Outcome, str]:
    """Decide, and give the reason in words.

    An alert is due when an utterance meets a subscription for the first time within the topic's horizon, was said
    or written, is no older than the subscription, did not come with a feed's first import, stands in an article
    that was read as far as the topic wants and not only once more, and nothing mutes it. An update is an utterance of its own, so it is
    due again. What was muted, incomplete or not on record does not count as met: the next sighting may be told.
    """
    again: Outcome = "re_report" if met.verdict == "re_report" else "repeat"
    if met.known:
        return again, "the subscriber's topic met this utterance before"
    if not met.on_record:
        return "not_on_record", "nobody is quoted, and its verb is none of saying or writing"
    if met.baseline:
        return (
            "baseline",
            "the article is old news: it was there when its feed was added, or before a restore",
        )
    if met.first_said_at < met.since:
        return (
            "before_subscription",
            f"it was first said on {met.first_said_at:%Y-%m-%d}, before the subscription or its last pause ended",
        )
    if met.processed_before:
        return again, "the article was tracked before, and nobody is told of it late"
    if met.muted:
        return "muted", met.muted
    if not is_enough(met.completeness, met.wants):
        return (
            "incomplete",
            f"the article's text is {met.completeness.replace('_', ' ')}, the topic wants {met.wants}",
        )
    if met.quiet:
        return "reprocessed", "the article was read again later, and nobody is told what comes of that"
    if met.updates:
        return "update_due", "it changes what was said earlier"
    return "due", "nobody was told of this utterance yet"


def is_known(anchors: Iterable[datetime], said_at: datetime, horizon: timedelta) -> bool:
    """Whether an utterance said at *said_at* was told, or was old news, within *horizon*; *anchors* say when."""
    return any(abs(said_at - anchor) <= horizon for anchor in anchors)


def is_enough(completeness: str, wants: Completeness) -> bool:
    """Whether an article of this completeness is read far enough for a topic."""
    return wants == "any" or completeness in ENOUGH[wants]
