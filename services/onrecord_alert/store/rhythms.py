"""The rhythm of a subscription, from its row."""

from __future__ import annotations

from datetime import time
from typing import cast
from zoneinfo import ZoneInfo

from onrecord.storage.schema import Subscription
from onrecord_alert.quiet import QuietHours
from onrecord_alert.rhythm import Day, Pace, Rhythm


def rhythm_of(subscription: Subscription) -> Rhythm:
    """Read the rhythm; the command checked every part of it when it was written."""
    return Rhythm(
        pace=cast("Pace", subscription.rhythm),
        digest_at=time.fromisoformat(subscription.digest_at),
        digest_day=cast("Day", subscription.digest_day),
        zone=ZoneInfo(subscription.timezone),
        quiet=QuietHours.read(subscription.quiet_hours) if subscription.quiet_hours else None,
        cap_per_hour=subscription.cap_per_hour,
        snooze_until=subscription.snooze_until,
        expires_at=subscription.expires_at,
    )
