"""Sends a sample to one subscriber over every channel there is an address for, just as an alert would be sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, get_args

from onrecord.errors import OnrecordError
from onrecord.storage import Database
from onrecord_alert.channels.opening import Channels
from onrecord_alert.sample import sample
from onrecord_alert.store.destinations import reopen
from onrecord_alert.store.ways import way_to
from onrecord_cli.config.subscriptions import Channel

CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)


@dataclass(frozen=True, slots=True)
class Sampled:
    """What came of a sample on one channel."""

    channel: str
    taken: bool
    answer: str
    """What the other side said, or why there is nothing to say."""
    opened: bool
    """It had been closed or paused, and takes messages again."""


def send_samples(
    database: Database, channels: Channels, subscriber_id: int, *, now: datetime
) -> Iterator[Sampled]:
    """Send a sample over each of the subscriber's channels, one after the other.

    A destination that takes it is open again, whatever it said before.
    """
    for kind in CHANNELS:
        with database.read() as session:
            way = way_to(session, subscriber_id, kind)
        if way is None:
            continue
        try:
            channel = channels.open(kind, way, now=now)
            sent = channel.send(sample(subscriber_id, at=now))
        except OnrecordError as error:
            details = ", ".join(
                f"{name} {value}" for name, value in error.context.items() if value is not None
            )
            answer = f"{error.message} ({details})" if details else error.message
            yield Sampled(kind, taken=False, answer=answer, opened=False)
            continue
        with database.write() as session:
            opened = reopen(session, channel.destination)
        yield Sampled(kind, taken=True, answer=sent.answer, opened=opened)
