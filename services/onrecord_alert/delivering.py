"""One message's way out: its turn, its words, the channel's answer, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from onrecord.errors import OnrecordError, Permanent, Transient
from onrecord.messaging import Work
from onrecord.storage import Database
from onrecord_alert.channels import Channel, Searchable
from onrecord_alert.channels.errors import Closed
from onrecord_alert.channels.opening import Channels
from onrecord_alert.records import Message, Sent
from onrecord_alert.retrying import JITTER, wait_s
from onrecord_alert.store import attempts, destinations, outgoing
from onrecord_alert.turns import let_rest, take_turn


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends messages that are due."""

    database: Database
    channels: Channels
    random: Random
    """Spreads the retries."""

    def deliver(self, work: Work) -> None:
        """Send one message; outcome sent, parked, empty or gone. Deferred where its destination takes nothing now."""
        with self.database.write() as session:
            due = outgoing.due(session, work.subject_id)
        if due is None:
            with work.finish("gone"):
                return
        if due.awake_at > due.now:
            work.defer("quiet hours", after_s=(due.awake_at - due.now).total_seconds())
            return
        try:
            channel = self.channels.open(due.channel, due.way, now=datetime.now(UTC))
        except (Transient, Permanent) as error:
            self._refused(work, due, error)
            return
        turn = take_turn(self.database, channel, due.channel)
        if turn.closed:
            self._refused(work, due, Permanent(f"its destination is closed: {turn.closed}"))
        elif turn.wait_s and due.is_given_up:
            self._refused(work, due, Permanent("its destination took nothing for a day"))
        elif turn.wait_s:
            spread = self.random.uniform(1, 1 + JITTER)
            work.defer("its destination is paused", after_s=turn.wait_s * spread)
        else:
            self._send(work, due, channel)

    def _send(self, work: Work, due: outgoing.Due, channel: Channel) -> None:
        with self.database.write() as session:
            message = outgoing.taken(session, due.message_id)
            attempt = attempts.begin(session, due.message_id) if message else 0
        if message is None:
            with work.finish("empty"):
                return
        try:
            result = _sent_before(channel, message, due) if attempt > 1 else None
            result = result or channel.send(message)
        except (Transient, Permanent) as error:
            self._refused(work, due, error, channel=channel, attempt=attempt)
            return
        with work.finish("sent") as ending:
            outgoing.told(ending.session, due.message_id, message, result)
            attempts.end(ending.session, due.message_id, attempt, "sent", result.answer)
            destinations.worked(ending.session, channel.destination)
            ending.note(channel=due.channel, attempt=attempt, kind=message.kind, alerts=_count(message))

    def _refused(
        self,
        work: Work,
        due: outgoing.Due,
        error: Transient | Permanent,
        *,
        channel: Channel | None = None,
        attempt: int | None = None,
    ) -> None:
        """Keep what came instead of an acceptance; park the message.

        Raises:
            Transient: it is to be tried again, after as long as it says.
        """
        if isinstance(error, Transient) and not due.is_given_up:
            with self.database.write() as session:
                if attempt is not None:
                    attempts.end(session, due.message_id, attempt, "failed", _reason(error))
                pause = let_rest(session, channel, error, self.random)
            asked_s = error.after_s if pause is None else None
            after_s = max(pause or 0.0, wait_s(work.tries, random=self.random, asked_s=asked_s))
            raise Transient(error.message, after_s=after_s, **error.context) from error
        reason = error.message if isinstance(error, Permanent) else f"{error.message}, for a day"
        with work.finish("parked", reason, parked=True) as ending:
            outgoing.parked(ending.session, due.message_id)
            if attempt is not None:
                attempts.end(ending.session, due.message_id, attempt, "parked", _reason(error))
            if isinstance(error, Closed) and channel is not None:
                destinations.close(ending.session, channel.destination, error.message)
            let_rest(ending.session, channel, error, self.random)
            ending.note(channel=due.channel, attempt=attempt, **error.context)


def _sent_before(channel: Channel, message: Message, due: outgoing.Due) -> Sent | None:
    """Ask a channel that can be asked whether an earlier attempt arrived, of which no answer did."""
    if not isinstance(channel, Searchable) or due.first_tried_at is None:
        return None
    return channel.find(message.token, since=due.first_tried_at)


def _count(message: Message) -> int:
    return len(message.digest.alerts if message.digest else message.alerts)


def _reason(error: OnrecordError) -> str:
    details = ", ".join(f"{name} {value}" for name, value in error.context.items() if value is not None)
    return f"{error.message} ({details})" if details else error.message
