"""`onrecord subscriptions`: the rhythm that people set, and snoozes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from onrecord.storage import Database
from onrecord.storage.schema import Subscription
from support.command import Command

FILE = """
[[topics]]
name = "Tolls"
query = "toll*"

[[topics]]
name = "Eels"
query = "eel*"

[[subscribers]]
name = "Ana"
email = "ana@reader.example"
slack_webhook_url = "https://hooks.slack.example/x"
topics = ["Tolls", "Eels"]

[[subscriptions]]
subscriber = "Ana"
timezone = "Europe/Vienna"
"""


@pytest.fixture
def set_up(command: Command) -> Command:
    (command.folder / "onrecord.toml").write_text(FILE)
    assert command("apply").code == 0
    return command


def column(database: Database, name: str) -> dict[str, Any]:
    with database.read() as session:
        return {
            f"{row.topic_id} {row.channel}": getattr(row, name)
            for row in session.scalars(
                select(Subscription).order_by(Subscription.topic_id, Subscription.channel)
            )
        }


def test_a_rhythm_is_written_below_the_file_and_into_the_database(
    set_up: Command, database: Database
) -> None:
    ended = set_up(
        "subscriptions", "set", "Ana", "--topic", "Eels", "--channel", "email", "--rhythm", "weekly", "--at", "17:45",
        "--day", "Friday", "--quiet-hours", "22:00-07:00", "--cap", "5",
    )  # fmt: skip
    assert (ended.code, ended.err) == (0, "")
    assert "subscription of Ana to Eels by email" in ended.out
    assert "Tolls" not in ended.out
    assert column(database, "rhythm") == {
        "1 email": "immediate", "1 slack": "immediate", "2 email": "weekly", "2 slack": "immediate",
    }  # fmt: skip
    assert column(database, "timezone") == dict.fromkeys(column(database, "rhythm"), "Europe/Vienna")
    set_up("subscriptions", "set", "Ana", "--quiet-hours", "none")
    assert set(column(database, "quiet_hours").values()) == {None}
    assert column(database, "cap_per_hour")["2 email"] == 5
    assert set_up("apply").err == "Nothing to change.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("set", "Ana"), "nothing to set"),
        (("set", "Ana", "--topic", "Eel", "--rhythm", "daily"), "did you mean Eels?"),
        (("set", "Ana", "--quiet-hours", "nights"), "22:00-07:00"),
        (("set", "Ana", "--rhythm", "yearly"), "rhythm"),
        (("snooze", "Bo", "--for", "3d"), "no such subscription"),
        (("snooze", "Ana", "--for", "a while"), "90m, 8h, 3d or 2w"),
        (("snooze", "Ana", "--for", "0d"), "90m, 8h, 3d or 2w"),
        (("snooze", "Ana", "--for", "53w"), "up to a year"),
    ],
)
def test_what_cannot_be_is_refused_with_the_fix_and_changes_nothing(
    set_up: Command, database: Database, arguments: tuple[str, ...], said: str
) -> None:
    before = (set_up.folder / "onrecord.toml").read_text()
    ended = set_up("subscriptions", *arguments)
    assert ended.code == 2
    assert said in ended.err
    assert (set_up.folder / "onrecord.toml").read_text() == before
    assert set(column(database, "snooze_until").values()) == {None}


def test_a_snooze_holds_until_its_time_whatever_the_file_says_and_can_be_ended(
    set_up: Command, database: Database
) -> None:
    assert set_up("subscriptions", "snooze", "Ana", "--for", "2d", "--topic", "Eels").code == 0
    set_up("apply")
    snoozed = column(database, "snooze_until")
    assert (snoozed["1 email"], snoozed["1 slack"]) == (None, None)
    assert abs(snoozed["2 email"] - datetime.now(UTC) - timedelta(days=2)) < timedelta(minutes=5)
    assert "snoozed until" in set_up("subscriptions", "list").out
    assert set_up("subscriptions", "wake", "Ana").code == 0
    assert set(column(database, "snooze_until").values()) == {None}


def test_the_list_says_who_is_told_how_for_people_and_for_machines(set_up: Command) -> None:
    set_up(
        "subscriptions",
        "set",
        "Ana",
        "--channel",
        "email",
        "--rhythm",
        "daily",
        "--quiet-hours",
        "22:00-07:00",
    )
    shown = set_up("subscriptions", "list").out
    assert max(map(len, shown.splitlines())) <= 80
    assert "daily at 08:00, quiet 22:00-07:00, Europe/Vienna" in " ".join(shown.split())
    assert "at once, up to 20 an hour" in " ".join(shown.split())
    rows = set_up("subscriptions", "list", "--json").json
    assert [(row["topic"], row["channel"], row["rhythm"], row["waiting"]) for row in rows] == [
        ("Eels", "email", "daily", 0), ("Eels", "slack", "immediate", 0),
        ("Tolls", "email", "daily", 0), ("Tolls", "slack", "immediate", 0),
    ]  # fmt: skip
