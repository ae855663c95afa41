"""The table [[subscriptions]]: how somebody wants to be told, and what is said where that cannot be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from onrecord.errors import Misconfigured
from onrecord_cli.config import understood
from onrecord_cli.config.subscriptions import rhythm_columns

TOLD = """
[[topics]]
name = "Tolls"
query = "toll*"

[[topics]]
name = "Eels"
query = "eel*"

[[subscribers]]
name = "Ana"
email = "ana@example.org"
slack_webhook_url = "https://hooks.example/x"
topics = ["Tolls", "Eels"]
"""


def rhythm(text: str, topic: str, channel: str) -> dict[str, object]:
    return rhythm_columns(understood(TOLD + text, {}).subscriptions, "Ana", topic, channel)


def test_a_subscription_of_which_the_file_says_nothing_is_told_at_once_day_and_night() -> None:
    assert rhythm("", "Tolls", "email") == {
        "rhythm": "immediate", "digest_at": "08:00", "digest_day": "monday", "timezone": "UTC",
        "quiet_hours": None, "cap_per_hour": 20, "expires_at": None,
    }  # fmt: skip


def test_what_is_said_of_all_topics_holds_until_one_says_otherwise() -> None:
    text = """
[[subscriptions]]
subscriber = "Ana"
timezone = "Europe/Vienna"
quiet_hours = "22:00 - 07:00"
digest_at = 07:30:00

[[subscriptions]]
subscriber = "Ana"
topic = "Eels"
rhythm = "weekly"
quiet_hours = "none"
cap_per_hour = 3
expires = 2026-12-24

[[subscriptions]]
subscriber = "Ana"
channel = "slack"
cap_per_hour = 5
"""
    tolls, eels, eels_by_mail = (
        rhythm(text, *which) for which in (("Tolls", "slack"), ("Eels", "slack"), ("Eels", "email"))
    )
    assert tolls == {
        "rhythm": "immediate", "digest_at": "07:30", "digest_day": "monday", "timezone": "Europe/Vienna",
        "quiet_hours": "22:00-07:00", "cap_per_hour": 5, "expires_at": None,
    }  # fmt: skip
    assert eels == tolls | {
        "rhythm": "weekly", "quiet_hours": None, "expires_at": datetime(2026, 12, 23, 23, tzinfo=UTC),
    }  # fmt: skip
    assert eels_by_mail == eels | {"cap_per_hour": 3}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('subscriber = "Anna"', "there is no subscriber Anna; did you mean Ana?"),
        ('topic = "Eel"', "Ana is not subscribed to Eel; did you mean Eels?"),
        ('channel = "webhook"', "Ana has no webhook"),
        ('rhythm = "sometimes"', "rhythm"),
        ('timezone = "Vienna"', "a time zone is named as in Europe/Vienna"),
        ('timezone = "Europe"', "a time zone is named as in Europe/Vienna"),
        ('timezone = "../../etc/passwd"', "a time zone is named as in Europe/Vienna"),
        ('quiet_hours = "at night"', "quiet hours are two times of day, such as 22:00-07:00"),
        ('digest_at = "8 o\'clock"', "a time of day is written 08:00"),
        ("digest_at = 08:00:30", "a time of day is written 08:00"),
        ("cap_per_hour = -1", "cap_per_hour"),
        ('snooze = "1 day"', "unknown key"),
    ],
)
def test_a_wrong_subscription_is_refused_with_its_line(line: str, told: str) -> None:
    subscriber = "" if line.startswith("subscriber") else 'subscriber = "Ana"\n'
    with pytest.raises(Misconfigured) as refused:
        understood(f"{TOLD}\n[[subscriptions]]\n{subscriber}{line}\n", {})
    assert told in refused.value.message
    assert f"line {(TOLD + subscriber).count(chr(10)) + 3}" in refused.value.message
