"""Topics as a user keeps them: tried before they are saved, paused, muted, and all of it taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from onrecord.storage import Database
from support.command import Command
from support.extracted import Quote
from support.tracked import outcomes, tell

FILE = """
[[topics]]
name = "Ferries"
query = "ferry"
[[topics]]
name = "Jobs"
query = 'like:"fewer people will work there"~0.3 port'
completeness = "full"
horizon_days = 3
expires = 2999-01-01
[[subscribers]]
name = "Ana"
email = "ana@reader.example"
topics = ["Ferries", "Jobs"]
"""
FERRY = Quote("“The ferry to Stoneholm will run through the winter, and nobody will pay more for it,”")
FERRY_TRIMMED = Quote("the Stoneholm ferry “will run through the winter”", cue="promised")
JOBS = Quote("the port of Vess will cut 300 jobs before the summer", speaker="Peter Holm")


@pytest.fixture
def listening(command: Command) -> Command:
    command.file(FILE)
    assert command("apply").code == 0
    return command


def soon(hours: float = 1) -> datetime:
    """When the next article is published: after the subscription, whenever the test runs."""
    return datetime.now(UTC) + timedelta(hours=hours)


def topics(command: Command) -> dict[str, dict[str, object]]:
    return {row["name"]: row for row in command("topics", "list", "--json").json}


def test_a_topic_keeps_what_its_file_says(listening: Command) -> None:
    jobs = topics(listening)["Jobs"]
    assert (jobs["completeness"], jobs["horizon_days"]) == ("full", 3)
    assert (jobs["expires_at"], jobs["state"]) == ("2999-01-01T00:00:00Z", "ok")
    assert listening("apply").err == "Nothing to change.\n"
    listening.file(FILE.replace("horizon_days = 3", "horizon_days = 4"))
    assert listening("apply").out == "~ topic Jobs\n"
    assert "the same is news after 4 days" in " ".join(listening("topics", "list").out.split())


def test_a_topic_is_added_with_its_wishes(bare_command: Command) -> None:
    bare_command("migrate")
    wishes = ("--completeness", "partial", "--horizon-days", "7", "--expires", "2020-01-01")
    assert bare_command("topics", "add", "Tolls", 'like:"dearer tolls"', *wishes).code == 0
    assert topics(bare_command)["Tolls"]["state"] == "expired"
    text = (bare_command.folder / "onrecord.toml").read_text()
    assert 'completeness = "partial"\nhorizon_days = 7\nexpires = 2020-01-01\n' in text


def test_a_paused_topic_meets_nothing_until_it_is_resumed(listening: Command, database: Database) -> None:
    assert "topics resume 'Ferries'" in listening("topics", "pause", "Ferries").err
    assert listening("topics", "pause", "Ferries").err == "It is paused already.\n"
    assert topics(listening)["Ferries"]["state"] == "paused"
    assert listening("apply").err == "Nothing to change.\n"  # the file says nothing of pauses
    tell(database, "Herald", soon(), FERRY)
    assert outcomes(database) == []
    assert "not told" in listening("topics", "resume", "Ferries").err
    assert listening("topics", "resume", "Ferries").err == "It is not paused.\n"
    tell(database, "Herald", soon(2), Quote("the ferry will stop at Vess from May"))
    assert outcomes(database) == ["due"]


@pytest.mark.parametrize(
    ("muted", "about"),
    [
        (("Ferries",), {"topic": "Ferries", "speaker": None}),
        (("--speaker", "Ms Lind"), {"topic": None, "speaker": "Ms Lind"}),
        (("Ferries", "--outlet", "herald", "--subscriber", "Ana", "--days", "2"), {"subscriber": "Ana", "outlet": "herald"}),
    ],
)  # fmt: skip
def test_a_mute_keeps_matches_back_until_it_is_taken_back(
    listening: Command, database: Database, muted: tuple[str, ...], about: dict[str, str | None]
) -> None:
    assert "topics unmute 1" in listening("topics", "mute", *muted).err
    (row,) = listening("topics", "mutes", "--json").json
    assert {key: row[key] for key in about} == about
    tell(database, "Herald", soon(), FERRY)
    (kept,) = listening("alerts", "list", "--suppressed", "--why", "muted", "--json").json
    assert kept["reason"].endswith("(mute 1)")
    assert listening("topics", "unmute", "1").err == "Taken back: 1.\n"
    assert listening("topics", "unmute", "1").err == "That was done before.\n"
    assert listening("topics", "mutes", "--json").json == []
    assert [row["state"] for row in listening("topics", "mutes", "--all", "--json").json] == ["lifted"]
    tell(database, "Herald", soon(2), FERRY_TRIMMED)
    assert outcomes(database) == ["muted", "due"]


def test_what_an_alert_told_is_muted_by_its_number(listening: Command, database: Database) -> None:
    (alert,) = tell(database, "Herald", soon(), FERRY).alerts
    assert f"#{alert}" in listening("alerts", "list").out
    assert listening("topics", "mute", "--alert", str(alert)).code == 0
    assert "The ferry to Stoneholm" in listening("topics", "mutes").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("mute",), "say what to mute"),
        (("mute", "Ferries", "--speaker", "A", "--outlet", "B"), "a mute is about one thing"),
        (("mute", "Ferris"), "there is no topic Ferris; did you mean Ferries?"),
        (("mute", "Ferries", "--subscriber", "Bo"), "there is no subscriber Bo; `onrecord subscribers list`"),
        (("mute", "--alert", "7"), "there is no alert 7"),
        (("unmute", "7"), "there is no mute 7"),
        (("pause", "Eels"), "there is no topic Eels; `onrecord topics list`"),
        (("resume", "Eels"), "there is no topic Eels"),
        (("preview", "tax OR"), "ends where a word was awaited"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(listening: Command, arguments: tuple[str, ...], said: str) -> None:
    ended = listening("topics", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in " ".join(ended.err.split())


def test_a_mistake_is_marked_below_letters_of_any_width(listening: Command) -> None:
    lines = listening("topics", "preview", "税金 OR مرحبا && x").err.splitlines()
    assert lines[0] == "  税金 OR مرحبا && x"
    assert lines[1].index("^") == 2 + len("税金 OR مرحبا ") + len("税金")


def test_a_preview_is_a_plot_and_samples_with_the_words(listening: Command, database: Database) -> None:
    for days, quotes in ((9, [FERRY]), (2, [FERRY_TRIMMED, JOBS]), (1, [JOBS])):
        tell(database, "Herald", soon(-24 * days), *quotes)
    told = listening("topics", "preview", "ferry OR port").out
    lines = told.splitlines()
    assert lines[0].split("in 30 days")[0].strip() == "4 matches and 2 alerts"
    assert max(map(len, lines)) <= 80
    assert "█" in lines[2]
    assert "“The ferry to Stoneholm" in told
    seen = listening("topics", "preview", "ferry OR port", "--days", "5", "--samples", "1", "--json").json
    assert (seen["matches"], seen["alerts"], seen["articles"]) == (3, 1, 2)
    assert seen["outcomes"] == {"before_subscription": 1, "due": 1, "repeat": 1}
    assert sum(seen["matches_by_day"].values()) == 3
    assert [sample["why"][0]["words"] for sample in seen["samples"]] == ["port"]
    assert listening("topics", "preview", "eels").out.strip().startswith("0 matches and 0 alerts")


def test_what_was_kept_back_is_found_by_topic_person_and_reason(
    listening: Command, database: Database
) -> None:
    tell(database, "Herald", soon(), FERRY, JOBS, completeness="partial")
    tell(database, "Times", soon(2), FERRY_TRIMMED)

    def kept(*wanted: str) -> list[tuple[str, str]]:
        rows = listening("alerts", "list", "--suppressed", "--json", *wanted).json
        return [(row["topic"], row["outcome"]) for row in rows]

    ferry, jobs = ("Ferries", "re_report"), ("Jobs", "incomplete")
    assert sorted(kept()) == [ferry, jobs]
    assert kept("--topic", "Jobs") == kept("--speaker", "Peter Holm") == kept("--why", "incomplete") == [jobs]
    assert kept("--why", "re_report", "--subscriber", "Ana", "--days", "1") == [ferry]
    assert kept("--subscriber", "Bo") == kept("--why", "muted") == []
    told = listening("alerts", "list", "--json", "--speaker", "Ana Lind").json
    assert [row["topic"] for row in told] == ["Ferries"]
    assert listening("alerts", "list", "--json", "--topic", "Jobs").json == []
    assert "--why goes with --suppressed" in listening("alerts", "list", "--why", "muted").err
