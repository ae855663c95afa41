"""An alert that was told is reported by further outlets: its message grows, or the next digest says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from onrecord.contracts import MessagePlanned
from onrecord.errors import Permanent, Transient
from onrecord.messaging import Work
from onrecord.storage import Database
from onrecord_alert.channels import Channel, Growing
from onrecord_alert.channels.opening import Channels
from onrecord_alert.records import Message, Reported
from onrecord_alert.rhythm import Rhythm, awake
from onrecord_alert.store import attempts, contents, growth, outgoing, planning
from onrecord_alert.store.growth import Grown
from onrecord_alert.turns import let_rest, take_turn

ON_ITS_WAY_S: Final = 15.0
"""A message that is being sent is looked at again after this: it may be one that cannot be edited, and needs no rest."""

MOST_TRIES: Final = 6
"""Edits that its channel did not take; then the next digest says it."""


@dataclass(frozen=True, slots=True)
class Grower:
    """Tells of further outlets, seldom enough not to be a nuisance."""

    database: Database
    channels: Channels
    random: Random
    """Spreads the retries."""
    every: timedelta
    """From a message's sending, or its last edit, to the next edit. What comes meanwhile is one edit."""

    def grow(self, work: Work) -> None:
        """Tell who else reports an alert; outcome edited, digest, known, unwanted or gone.

        Deferred while its message is on its way, was changed a moment ago, or would wake somebody.
        """
        with self.database.read() as session:
            alert = planning.raised(session, work.subject_id)
            grown = growth.grown(session, work.subject_id) if alert else None
        if alert is None or grown is None:
            with work.finish("gone" if alert is None else "known"):
                return
        if not alert.is_wanted(grown.now):
            with work.finish("unwanted"):
                return
        rest_s = (edit_at(grown, alert.rhythm, every=self.every) - grown.now).total_seconds()
        channel = self._growing(grown, alert.channel)
        if grown.sent is None:
            work.defer("its message is on its way", after_s=ON_ITS_WAY_S)
        elif channel and rest_s > 0:
            work.defer("its message rests", after_s=max(1.0, rest_s))
        elif channel is None or not self._edit(work, grown, channel, alert):
            self._leave_to_digest(work, alert)

    def _growing(self, grown: Grown, kind: str) -> Channel | None:
        """Open the channel if it can change what it sent; None for one that cannot, or cannot be opened any more."""
        if grown.kind != "alert" or grown.sent is None or grown.sent.external_id is None:
            return None
        try:
            channel = self.channels.open(kind, grown.way, now=datetime.now(UTC))
        except (Transient, Permanent):
            return None
        return channel if isinstance(channel, Growing) else None

    def _edit(self, work: Work, grown: Grown, channel: Channel, alert: planning.Raised) -> bool:
        """Edit the message; say whether that is the end of it.

        Raises:
            Transient: the channel did not take the edit now.
        """
        turn = take_turn(self.database, channel, alert.channel)
        if turn.closed:
            return False
        if turn.wait_s:
            work.defer("its destination is paused", after_s=turn.wait_s)
            return True
        if not isinstance(channel, Growing) or grown.sent is None:
            return False
        with self.database.write() as session:
            planning.hold(session, alert.subscriber_id)
            is_busy = attempts.under_way(session, grown.message_id)
            message = None if is_busy else contents.composed(session, grown.message_id)
            known = (
                contents.known_outlets(session, [view.alert_id for view in message.alerts]) if message else {}
            )
            again = attempts.is_unsure(session, grown.message_id)
            attempt = attempts.begin(session, grown.message_id, "edit") if message else 0
        if is_busy:
            work.defer("its message is being edited", after_s=ON_ITS_WAY_S)
            return True
        if message is None:
            return False
        try:
            result = channel.grow(message, grown.sent, _news(message, known), again=again)
        except (
            Transient,
            Permanent,
        ) as error:  # a Permanent: somebody deleted it, or it is too old to be edited
            is_over = isinstance(error, Permanent) or work.tries >= MOST_TRIES
            with self.database.write() as session:
                attempts.end(
                    session, grown.message_id, attempt, "parked" if is_over else "failed", error.message
                )
                let_rest(session, channel, error, self.random)
            if is_over:
                return False
            raise
        with work.finish("edited") as ending:
            outgoing.told(ending.session, grown.message_id, message, result)
            growth.edited(ending.session, grown.message_id)
            attempts.end(ending.session, grown.message_id, attempt, "sent", result.answer)
            ending.note(message_id=grown.message_id, channel=alert.channel, outlets=len(grown.news))
        return True

    def _leave_to_digest(self, work: Work, alert: planning.Raised) -> None:
        with work.finish("digest") as ending:
            placed = growth.put_into_digest(ending.session, alert)
            if placed.opened:
                ending.then(MessagePlanned, placed.message_id, delay_s=placed.due_in_s)
            ending.note(message_id=placed.message_id)


def edit_at(grown: Grown, rhythm: Rhythm, *, every: timedelta) -> datetime:
    """Say when the message may be edited: some time after its last change, and not in quiet hours. Pure."""
    return awake(max(grown.now, grown.changed_at + every), rhythm)


def _news(message: Message, known: dict[int, set[str]]) -> tuple[Reported, ...]:
    news = (
        Reported(view, tuple(outlet for outlet in view.also_in if outlet not in known[view.alert_id]))
        for view in message.alerts
    )
    return tuple(each for each in news if each.outlets)
