"""What the listings say of a small story, for people in 80 columns and for machines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from onrecord.storage import Database, jobs
from onrecord.storage.schema import Article, CleanText, Feed, Job
from support import stories
from support.command import Command

LISTINGS = (
    ("feeds", "list"), ("topics", "list"), ("subscribers", "list"), ("alerts", "list"),
    ("alerts", "list", "--suppressed"), ("status",), ("trace", "1"), ("trace", "3"),
)  # fmt: skip


@pytest.fixture
def told(command: Command, database: Database) -> Command:
    stories.tell(database)
    return command


@pytest.mark.parametrize("arguments", LISTINGS, ids=" ".join)
def test_every_listing_fits_80_columns_and_has_no_colour_outside_a_terminal(
    told: Command, arguments: tuple[str, ...]
) -> None:
    ended = told(*arguments)
    assert ended.code == 0
    assert ended.out.strip()
    assert max(map(len, ended.out.splitlines())) <= 80
    assert "\x1b" not in ended.out


@pytest.mark.parametrize("arguments", LISTINGS, ids=" ".join)
def test_no_listing_holds_a_webhook(told: Command, arguments: tuple[str, ...]) -> None:
    for ended in (told(*arguments), told(*arguments, "--json")):
        assert ended.code == 0
        assert "hooks.slack" not in ended.out + ended.err


@pytest.mark.parametrize("arguments", LISTINGS[:5], ids=" ".join)
def test_an_empty_listing_says_what_to_do_next(command: Command, arguments: tuple[str, ...]) -> None:
    ended = command(*arguments)
    assert (ended.code, ended.out) == (0, "")
    assert "onrecord " in ended.err
    assert command(*arguments, "--json").json == []


def test_feeds_tell_how_they_do(told: Command) -> None:
    rows = {row["outlet"]: row for row in told("feeds", "list", "--json").json}
    assert {outlet: (row["state"], row["entries"]) for outlet, row in rows.items()} == {
        "Gullhaven Courier": ("ok", 1), "Tern Island Times": ("failing", 1),
        "Lighthouse Radio": ("waiting", 0), "Closed Daily": ("off", 0),
    }  # fmt: skip
    assert rows["Tern Island Times"]["reason"] == "HTTP 503"
    assert rows["Gullhaven Courier"]["polled_at"] == "2026-11-23T08:56:00Z"


def test_topics_tell_who_listens_and_how_often_they_were_met(told: Command) -> None:
    rows = [
        (row["name"], row["subscribers"], row["matches"], row["alerts"])
        for row in told("topics", "list", "--json").json
    ]
    assert rows == [("Eels", [], 0, 0), ("Harbour tolls", ["Ana"], 2, 1)]


def test_subscribers_tell_their_channels(told: Command) -> None:
    ana, bo = told("subscribers", "list", "--json").json
    assert (ana["name"], ana["ways"], ana["email"]) == ("Ana", ["slack webhook"], "ana@reader.example")
    assert ana["subscriptions"] == [{"topic": "Harbour tolls", "channel": "slack", "active": True}]
    assert bo["subscriptions"] == [{"topic": "Harbour tolls", "channel": "email", "active": False}]


def test_alerts_tell_what_became_of_them(told: Command) -> None:
    (alert,) = told("alerts", "list", "--json").json
    fate = alert["fate"]
    assert (fate["state"], fate["digest"], fate["also_in"]) == ("sent", False, ["Skerry Post"])
    assert [(each["state"], each["answer"]) for each in fate["attempts"]] == [
        ("failed", "HTTP 500"),
        ("sent", "ok"),
    ]
    assert fate["sent_at"] == "2026-11-23T08:34:00Z"
    assert (alert["said"]["speaker"], alert["said"]["words"]) == ("Mara Quill", stories.TOLLS)
    assert [each["clause"] for each in alert["why"]] == ['said_by:"Mara Quill"', '"harbour tolls"']


def test_what_was_kept_back_is_listed_with_the_reason(told: Command) -> None:
    (row,) = told("alerts", "list", "--suppressed", "--json").json
    assert (row["outcome"], row["reason"]) == ("re_report", "already told from the Gullhaven Courier")
    assert "re-report: already told" in told("alerts", "list", "--suppressed").out


def test_status_counts_everything_once(told: Command) -> None:
    state = told("status", "--json").json
    assert state["feeds"] == {"ok": 1, "failing": 1, "waiting": 1, "off": 1}
    assert (state["articles"], state["statements"], state["verdicts"]) == (3, 2, {"new": 1, "re_report": 1})
    assert (state["alerts"], state["suppressed"]) == ({"sent": 1}, {"re_report": 1})
    assert (state["dead_letters"], state["latest_dead_letter"]["queue"]) == (1, "clean")
    fetch = next(stage for stage in state["stages"] if stage["stage"] == "fetch")
    assert (fetch["done"], fetch["parked"], fetch["outcomes"]) == (2, 1, {"fetched": 2, "failed": 1})
    assert [(job["stage"], job["subject_id"], job["reason"]) for job in state["parked"]] == [
        ("fetch", 3, "HTTP 500")
    ]


def test_status_tells_waiting_work_from_work_for_later(told: Command, database: Database) -> None:
    with database.write() as session:
        jobs.add(session, "clean", 3, "c" * 32)
        jobs.add(session, "extract", 3, "c" * 32, delay_s=3600)
    stages = {stage["stage"]: stage for stage in told("status", "--json").json["stages"]}
    assert (stages["clean"]["waiting"], stages["clean"]["later"]) == (1, 0)
    assert (stages["extract"]["waiting"], stages["extract"]["later"]) == (0, 1)
    assert stages["extract"]["oldest_waiting_s"] is None
    assert 0 <= stages["clean"]["oldest_waiting_s"] < 60


@pytest.mark.parametrize(
    "name",
    ["1", "a" * 32, stories.TOLLS_URL, stories.TOLLS_URL + "&utm_source=x", "http://www.courier.gullhaven.example/2026/11/tolls/?view=full&page=1"],
)  # fmt: skip
def test_an_article_is_traced_by_its_id_its_trace_or_any_of_its_addresses(told: Command, name: str) -> None:
    found = told("trace", name, "--json").json
    assert found["id"] == 1
    assert [(step["stage"], step["outcome"], step["tries"]) for step in found["steps"]] == [
        ("fetch", "fetched", 1), ("clean", "cleaned", 1), ("extract", "extracted", 1), ("track", "tracked", 1),
    ]  # fmt: skip
    assert [(entry["outcome"], entry["revisions"]) for entry in found["entries"]] == [
        ("new", 0),
        ("known_article", 2),
    ]
    assert found["page"]["body_bytes"] == 43_210
    assert found["text"]["labels"] == {"headline": 1, "body": 7, "donation": 2}
    (statement,) = found["statements"]
    (match,) = statement["matches"]
    assert (statement["verdict"], match["outcome"], match["ours"]) == ("new", "due", True)
    assert [(each["attempt"], each["state"]) for each in match["alert"]["fate"]["attempts"]] == [
        (1, "failed"),
        (2, "sent"),
    ]


def test_a_trace_names_the_alert_that_another_article_raised(told: Command) -> None:
    (statement,) = told("trace", "2", "--json").json["statements"]
    assert [(match["outcome"], match["alert"]["id"], match["ours"]) for match in statement["matches"]] == [
        ("re_report", 1, False)
    ]
    assert "raised by another article" in told("trace", "2").out


def test_a_parked_article_is_traced_to_where_it_stopped(told: Command) -> None:
    out = told("trace", "3").out
    assert "6 tries · HTTP 500" in out
    assert out.count("not begun") == 3


@pytest.mark.parametrize(
    "name", ["99", "9" * 30, "nonsense", "https://elsewhere.example/x", "javascript://x/%0a", ""]
)
def test_an_article_that_is_not_there_is_an_error(told: Command, name: str) -> None:
    ended = told("trace", name)
    assert ended.code == 1
    assert "no article" in ended.err
    assert ended.out == ""


def test_what_strangers_wrote_cannot_steer_the_terminal(told: Command, database: Database) -> None:
    with database.write() as session:
        article, feed = session.get_one(Article, 1), session.get_one(Feed, 1)
        article.title = "\x1b]0;owned\x07[red]\u202ereversed\x9b31m"
        feed.outlet = "Gull\x1b[2Jhaven [/bold]"
    for arguments in (("trace", "1"), ("alerts", "list"), ("feeds", "list")):
        out = told(*arguments).out
        assert not set("\x1b\x07\u202e\x9b") & set(out)
        assert "[red]" in out or "[/bold]" in out
        assert not set("\x1b\x07\x9b") & set(told(*arguments, "--json").out)


def test_a_trace_of_long_ago_says_what_is_let_go_of_and_not_that_it_never_was(
    told: Command, database: Database
) -> None:
    with database.write() as session:
        now = jobs.now(session)
        session.execute(delete(Job))
        session.execute(update(Article).values(first_seen_at=now - timedelta(days=200)))
        session.execute(update(CleanText).values(text="", blocks=[], emptied_at=now - timedelta(days=3)))
    seen = told("trace", "1").out
    assert seen.count("not begun, or let go of for its age") == 4
    assert "its words were let go of 3 d ago" in " ".join(seen.split())
    assert told("trace", "1", "--json").json["text"]["emptied_at"]
