"""What people set: the file is the truth, the commands write below it, mistakes change nothing."""

from __future__ import annotations

import fcntl
import os
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import select

from onrecord.storage import Database
from onrecord.storage.schema import Feed, Subscriber, Subscription, Topic
from onrecord_cli import config
from onrecord_cli.store import apply
from support.command import Command

FILE = """
[[feeds]]
url = "https://courier.example/feed"
outlet = "Courier"

[[topics]]
name = "Tolls"
query = "harbour toll*"

[[topics]]
name = "Eels"
query = "eel*"

[[subscribers]]
name = "Ana"
email = "ana@reader.example"
slack_webhook_url = "https://hooks.slack.example/x"
topics = ["Tolls", "Eels"]
"""


def applied(database: Database, text: str) -> set[str]:
    """Bring *database* in line with *text*; the names of all that changed."""
    with database.write() as session:
        changes = apply(session, config.understood(text, {}))
    return {*changes.added, *changes.changed, *changes.stopped}


def subscriptions(database: Database) -> set[tuple[str, str, bool]]:
    with database.read() as session:
        rows = session.execute(
            select(Topic.name, Subscription.channel, Subscription.active).join(
                Topic, Topic.id == Subscription.topic_id
            )
        )
        return {(topic, channel, active) for topic, channel, active in rows}


def test_a_file_applied_twice_changes_nothing_the_second_time(database: Database) -> None:
    assert len(applied(database, FILE)) == 8
    assert applied(database, FILE) == set()
    assert subscriptions(database) == {
        (topic, way, True) for topic in ("Tolls", "Eels") for way in ("slack", "email")
    }


def test_what_leaves_the_file_is_switched_off_and_kept(database: Database) -> None:
    applied(database, FILE)
    assert applied(database, '[[topics]]\nname = "Tolls"\nquery = "toll*"') == {
        "topic Tolls", "topic Eels", "feed https://courier.example/feed",
        "subscription of Ana to Tolls by slack", "subscription of Ana to Tolls by email",
        "subscription of Ana to Eels by slack", "subscription of Ana to Eels by email",
    }  # fmt: skip
    with database.read() as session:
        assert {(topic.name, topic.query, topic.active) for topic in session.scalars(select(Topic))} == {
            ("Tolls", "toll*", True),
            ("Eels", "eel*", False),
        }
        assert session.scalars(select(Subscriber.name)).all() == ["Ana"]
        assert session.scalars(select(Feed.active)).all() == [False]
    assert {active for *_, active in subscriptions(database)} == {False}


def test_a_subscription_that_comes_back_counts_from_then(database: Database) -> None:
    applied(database, FILE)
    with database.read() as session:
        first = session.scalars(select(Subscription.created_at)).all()
    applied(database, "")
    assert "subscription of Ana to Eels by email" in applied(database, FILE)
    with database.read() as session:
        assert min(session.scalars(select(Subscription.created_at))) > max(first)


def test_a_new_webhook_replaces_the_old_one(database: Database) -> None:
    applied(database, FILE)
    assert applied(database, FILE.replace("example/x", "example/y")) == {"subscriber Ana"}
    with database.read() as session:
        assert session.scalars(select(Subscriber.slack_webhook_url)).all() == [
            "https://hooks.slack.example/y"
        ]


def test_a_feed_takes_the_name_its_file_gives_it_now(database: Database) -> None:
    applied(database, FILE)
    applied(database, FILE.replace('"Courier"', '"The Courier"'))
    with database.read() as session:
        assert session.scalars(select(Feed.outlet)).all() == ["The Courier"]


def test_what_is_added_stands_in_the_file_and_in_the_database(command: Command) -> None:
    command.file("# mine\n\n[settings]\nlog_level = 'DEBUG' # mine too\n")
    assert command("topics", "add", "Tolls", 'said_by:"Ana Lind" toll*').code == 0
    assert (
        command("feeds", "add", "https://courier.example/feed", "--outlet", "Courier", "--no-baseline").code
        == 0
    )
    added = command("subscribers", "add", "Bo", "--email", "bo@reader.example", "-t", "Tolls")
    assert added.out.splitlines() == ["+ subscriber Bo", "+ subscription of Bo to Tolls by email"]

    text = (command.folder / "onrecord.toml").read_text()
    assert text.startswith("# mine\n\n[settings]\nlog_level = 'DEBUG' # mine too\n\n[[topics]]\n")
    assert tomllib.loads(text)["feeds"] == [
        {"url": "https://courier.example/feed", "outlet": "Courier", "baseline": False}
    ]
    assert [topic["query"] for topic in command("topics", "list", "--json").json] == [
        'said_by:"Ana Lind" toll*'
    ]
    assert [feed["state"] for feed in command("feeds", "list", "--json").json] == ["waiting"]
    assert command("apply").out == ""


def test_a_file_made_by_the_command_is_for_its_owner_alone(command: Command) -> None:
    command("topics", "add", "Tolls", "toll*")
    assert (command.folder / "onrecord.toml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("topics", "add", "Tolls", "eel*"), "a second Tolls"),
        (("topics", "add", "Eels", 'said_by:"Ana'), "quotation mark is never closed"),
        (("subscribers", "add", "Bo", "-t", "Tolls", "--email", "nobody"), "not an e-mail address"),
        (("subscribers", "add", "Bo", "-t", "Tolls"), 'needs email = "…" or slack_webhook_url'),
        (("subscribers", "add", "Bo", "-t", "Tols", "--email", "b@reader.example"), "did you mean Tolls?"),
        (("subscribers", "add", "Bo", "-t", "Tolls", "--slack-webhook-url", "${NO_SUCH}"), "set it before onrecord starts"),
        (("feeds", "add", "ftp://courier.example/feed"), "neither http nor https"),
    ],
)  # fmt: skip
def test_an_addition_that_is_wrong_changes_nothing(
    bare_command: Command, arguments: tuple[str, ...], said: str
) -> None:
    assert bare_command("migrate").code == 0
    bare_command("topics", "add", "Tolls", "toll*")
    before = (bare_command.folder / "onrecord.toml").read_text()
    ended = bare_command(*arguments)
    assert ended.code == 2
    assert said in " ".join(ended.err.split())
    assert (bare_command.folder / "onrecord.toml").read_text() == before
    assert len(bare_command("topics", "list", "--json").json) == 1


def test_a_wrong_query_is_shown_with_the_column_marked(bare_command: Command) -> None:
    lines = bare_command("topics", "add", "Tolls", "toll* && eel*").err.splitlines()
    assert lines[0] == "  toll* && eel*"
    assert lines[1] == "        ^ && is not an operator here"
    assert lines[2].endswith("write AND")


def test_a_folder_that_cannot_be_written_changes_nothing(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ONRECORD_CONFIG", str(tmp_path / "nowhere" / "onrecord.toml"))
    ended = command("topics", "add", "Tolls", "toll*")
    assert (ended.code, "cannot be written" in ended.err) == (2, True)
    assert command("topics", "list", "--json").json == []


def test_the_example_can_be_applied_as_it_is(command: Command) -> None:
    command.file(command("apply", "--example").out)
    applied_ = command("apply")
    assert applied_.code == 0
    assert len(command("topics", "list", "--json").json) >= 2
    assert len(command("feeds", "list", "--json").json) >= 3


def test_settings_of_the_file_hold_unless_the_environment_says_otherwise(
    bare_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare_command.file('[settings]\ndatabase_url = "sqlite:///of-file.db"\n')
    assert bare_command("migrate").code == 0
    monkeypatch.setenv("ONRECORD_DATABASE_URL", "sqlite:///of-environment.db")
    assert bare_command("migrate").code == 0
    assert {"of-file.db", "of-environment.db"} <= set(os.listdir(bare_command.folder))  # noqa: PTH208 - names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[topics]\n", "is not TOML"),
        ("[[topic]]\nname = 'x'\n", "line 1: topic: unknown key; did you mean topics?"),
        ("[settings]\nlog_level = 'LOUD'\n", "line 2: settings.log_level: "),
    ],
)
def test_a_file_that_is_wrong_stops_every_command_that_reads_it(
    bare_command: Command, text: str, said: str
) -> None:
    bare_command.file(text)
    for arguments in (("status",), ("migrate",), ("topics", "add", "Tolls", "toll*"), ("feeds", "check")):
        ended = bare_command(*arguments)
        assert (ended.code, ended.out) == (2, "")
        assert said in ended.err
    assert [path.name for path in bare_command.folder.iterdir()] == ["onrecord.toml"]


def test_a_file_that_is_not_text_is_named(bare_command: Command) -> None:
    (bare_command.folder / "onrecord.toml").write_bytes(b"\xff\xfe\x00")
    ended = bare_command("status")
    assert (ended.code, ended.err) == (2, "onrecord: onrecord.toml cannot be read: not UTF-8 text\n")


def test_a_database_that_is_missing_empty_foreign_or_away_is_told_apart(
    bare_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "there is no database at var/onrecord.db" in bare_command("status").err
    (bare_command.folder / "var").mkdir()
    (bare_command.folder / "var" / "onrecord.db").touch()
    ended = bare_command("status")
    assert (ended.code, "no tables yet: run `onrecord migrate`" in ended.err) == (2, True)
    (bare_command.folder / "var" / "onrecord.db").write_text("my diary, which is longer than a header")
    for name in ("status", "migrate"):
        ended = bare_command(name)
        assert (ended.code, "is no SQLite database" in ended.err) == (2, True)
    (bare_command.folder / "var" / "onrecord.db").write_bytes(b"SQLite format 3\x00" + b"A" * 8_000)
    for name in ("status", "migrate"):
        ended = bare_command(name)
        assert (ended.code, "database file is damaged" in ended.err) == (1, True)
    monkeypatch.setenv("ONRECORD_DATABASE_URL", "sqlite:///var")
    ended = bare_command("status")
    assert (ended.code, "cannot be read: Is a directory" in ended.err) == (2, True)
    monkeypatch.setenv("ONRECORD_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    ended = bare_command("status")
    assert (ended.code, "database unavailable" in ended.err) == (1, True)
    monkeypatch.setenv("ONRECORD_DATABASE_URL", "mysql://nobody@127.0.0.1/none")
    assert bare_command("status").code == 2


def test_run_says_where_it_cannot_write(bare_command: Command) -> None:
    ended = bare_command("--config", "nowhere/onrecord.toml", "run")
    assert (ended.code, ended.err) == (
        2,
        "onrecord: nowhere/onrecord.toml cannot be written: No such file or directory\n",
    )
    (bare_command.folder / "var").touch()
    ended = bare_command("run")
    assert (ended.code, ended.err) == (2, "onrecord: the folder var cannot be written to: File exists\n")
    assert (bare_command.folder / "onrecord.toml").stat().st_mode & 0o077 == 0


def test_a_second_run_in_a_folder_is_refused_and_leaves_the_first_its_files(bare_command: Command) -> None:
    folder = bare_command.folder / "var"
    folder.mkdir()
    (folder / "onrecord.db").write_text("the first one's")
    with (folder / "onrecord.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for arguments in (("demo",), ("replay", "http://127.0.0.1:9/feed")):
            ended = bare_command(*arguments, "--folder", "var")
            assert (ended.code, "runs already in var" in ended.err) == (2, True)
    assert (folder / "onrecord.db").read_text() == "the first one's"


def test_apply_without_a_file_says_how_to_get_one(bare_command: Command) -> None:
    ended = bare_command("apply")
    assert (ended.code, "onrecord apply --example > onrecord.toml" in ended.err) == (2, True)
