"""Whether a statement that met a subscription's topic is told to its subscriber, or why not. Pure."""

from dataclasses import dataclass
from datetime import datetime

from onrecord_track.records import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Met:
    """A statement that met a subscription's topic, with what is known of both."""

    verdict: Verdict
    updates: bool
    """Whether its utterance is an update of an earlier one."""

    first_said_at: datetime
    """When the utterance was first published."""

    known: bool
    """Whether the utterance met this subscription before, told or not."""

    processed_before: bool
    """Whether this very statement was tracked before, and is only being tracked again."""

    baseline: bool
    """Whether the article came with its feed's first import."""

    on_record: bool
    """Whether it was said, or written in a document."""

    subscribed_at: datetime


def outcome(met: Met) -> tuple[Outcome, str]:
    """Decide, and give the reason in words.

    An alert is due when an utterance meets a subscription for the first time, was said or written, is no older than
    the subscription, and did not come with a feed's first import. An update is an utterance of its own, so it is due again.
    """
    again: Outcome = "re_report" if met.verdict == "re_report" else "repeat"
    if met.known:
        return again, "the subscriber's topic met this utterance before"
    if not met.on_record:
        return "not_on_record", "nobody is quoted, and its verb is none of saying or writing"
    if met.baseline:
        return "baseline", "the article was there when its feed was added"
    if met.first_said_at < met.subscribed_at:
        return (
            "before_subscription",
            f"it was first said on {met.first_said_at:%Y-%m-%d}, before the subscription",
        )
    if met.processed_before:
        return again, "the article was tracked before, and nobody is told of it late"
    if met.updates:
        return "update_due", "it changes what was said earlier"
    return "due", "nobody was told of this utterance yet"
