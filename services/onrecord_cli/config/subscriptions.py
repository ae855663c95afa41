"""How a subscriber wants to be told: the table [[subscriptions]]."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from onrecord_alert.quiet import QuietHours, at_local
from onrecord_alert.rhythm import Day, Pace
from onrecord_cli.config.section import Name, Section

Channel = Literal["slack", "email", "webhook", "apprise"]

NO_QUIET_HOURS: Final = "none"
"""Takes quiet hours back that an earlier table gives to all of the subscriber's topics."""


def _time_of_day(given: Any) -> str:
    try:
        moment = given if isinstance(given, time) else time.fromisoformat(given)
    except (TypeError, ValueError):
        raise ValueError("a time of day is written 08:00") from None
    if moment.second or moment.microsecond or moment.tzinfo:
        raise ValueError("a time of day is written 08:00")
    return f"{moment:%H:%M}"


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):  # OSError: a folder of the database, such as "Europe"
        raise ValueError("a time zone is named as in Europe/Vienna") from None


def _quiet_hours(text: str) -> str | None:
    return None if text.strip().lower() == NO_QUIET_HOURS else str(QuietHours.read(text))


class SubscriptionSection(Section):
    """One [[subscriptions]]; every key but the subscriber may be left out, and then says nothing."""

    subscriber: Name
    topic: Name | None = None
    """All of the subscriber's where there is none."""
    channel: Channel | None = None
    """Likewise."""
    rhythm: Pace = "immediate"
    digest_at: Annotated[str, BeforeValidator(_time_of_day)] = "08:00"
    digest_day: Day = "monday"
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    quiet_hours: Annotated[str, AfterValidator(_quiet_hours)] | None = None
    cap_per_hour: Annotated[int, Field(ge=0, le=1_000)] = 20
    expires: date | None = None
    """From this day on nothing is told."""

    def is_about(self, subscriber: str, topic: str, channel: str) -> bool:
        """Say whether the table speaks of that subscription."""
        return (
            self.subscriber == subscriber and self.topic in (None, topic) and self.channel in (None, channel)
        )


def rhythm_columns(
    sections: Iterable[SubscriptionSection], subscriber: str, topic: str, channel: str
) -> dict[str, Any]:
    """Put together what *sections* say of one subscription, as columns of its row; the last word counts."""
    whom = ("subscriber", "topic", "channel")
    said = {
        name: field.default for name, field in SubscriptionSection.model_fields.items() if name not in whom
    }
    for section in sections:
        if section.is_about(subscriber, topic, channel):
            said |= {key: getattr(section, key) for key in section.model_fields_set if key in said}
    expires: date | None = said.pop("expires")
    midnight = None if expires is None else datetime.combine(expires, time())
    return {
        **said,
        "expires_at": None if midnight is None else at_local(midnight, ZoneInfo(said["timezone"])),
    }
