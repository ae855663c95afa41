"""Samples that really go out, and answers that are kept: from the command line to the other side and back."""

from __future__ import annotations

from base64 import b64encode
from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from onrecord.links import Links
from onrecord.storage import Database
from onrecord.storage.schema import Alert, Destination
from onrecord_alert.channels.destination import destination
from onrecord_alert.feedback import answer_links
from onrecord_alert.store import destinations
from support import stories
from support.command import Command
from support.slack import Reply, webhook
from support.smtp import Refusals, mail_catcher
from support.web import Answer, web_server

KEY = f"whsec_{b64encode(b'a key of thirty-two bytes in all').decode()}"
LINK_SECRET = "a secret of more than 32 characters"


def told_to(command: Command, subscriber: str) -> None:
    command.file(
        "[settings]\nopen_hosts = '127.0.0.1'\nsmtp_host = '127.0.0.1'\nsmtp_security = 'none'\n"
        f"email_from = 'alerts@onrecord.example'\n[[subscribers]]\nname = 'Ana'\n{subscriber}"
    )
    assert command("apply").code == 0


def test_a_sample_goes_over_every_channel_and_says_what_was_answered(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with webhook() as slack, mail_catcher() as mail, web_server() as site:
        site["/hook"] = Answer(status=202)
        monkeypatch.setenv("ONRECORD_SMTP_PORT", str(mail.port))
        told_to(
            command,
            f"slack_webhook_url = '{slack.url}'\nemail = 'ana@reader.example'\n"
            f"webhook_url = '{site.url('/hook')}'\nwebhook_secret = '{KEY}'\n",
        )
        ended = command("alerts", "test", "Ana", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.json == [
        {"channel": "slack", "taken": True, "answer": "ok", "opened": False},
        {"channel": "email", "taken": True, "answer": "250 2.0.0 taken as 4711", "opened": False},
        {"channel": "webhook", "taken": True, "answer": "202", "opened": False},
    ]
    assert slack.received[0]["blocks"][0]["text"]["text"] == "Ferry fares · Sample"
    assert b"Sample" in mail.taken[0].content
    assert b'"type": "onrecord.sample"' in site.asked[0].body


def test_what_does_not_arrive_is_said_and_ends_in_a_failure(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = Refusals(recipient=("550 5.1.1 no such user",))
    with webhook([Reply(404, b"no_service")]) as slack, mail_catcher(refusals=refusals) as mail:
        monkeypatch.setenv("ONRECORD_SMTP_PORT", str(mail.port))
        told_to(command, f"slack_webhook_url = '{slack.url}'\nemail = 'ana@reader.example'\n")
        ended = command("alerts", "test", "Ana")
        secret = slack.url.rpartition("/")[2]
    assert ended.code == 1
    assert "slack takes nothing there any more (status 404, slack no_service)" in " ".join(ended.out.split())
    assert "550 5.1.1 no such user" in " ".join(ended.out.split())
    assert secret not in ended.out + ended.err


def test_a_destination_that_was_given_up_is_used_again_once_a_sample_arrives(
    command: Command, database: Database
) -> None:
    with webhook([Reply(410, b"channel_is_archived"), Reply()]) as slack:
        told_to(command, f"slack_webhook_url = '{slack.url}'\n")
        assert command("alerts", "test", "Ana").code == 1
        with database.write() as session:
            key = destination("slack webhook", slack.url)
            destinations.turn(session, key, "slack", gap_s=1)
            destinations.close(session, key, "slack takes nothing there any more")
        ended = command("alerts", "test", "Ana")
    assert ended.code == 0
    assert "it had been given up, and is used again" in " ".join(ended.out.split())
    with database.read() as session:
        assert session.scalars(select(Destination.closed_at)).all() == [None]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("Bo",), "there is no subscriber Bo"), (("Ana",), "Ana has no address")],
)
def test_a_sample_for_nobody_is_a_mistake(command: Command, arguments: tuple[str, ...], said: str) -> None:
    command.file("[[subscribers]]\nname = 'Ana'\n")
    assert command("apply").code == 0
    ended = command("alerts", "test", *arguments)
    assert ended.code == 2
    assert said in " ".join(ended.err.split())


@pytest.fixture
def told(command: Command, database: Database, monkeypatch: pytest.MonkeyPatch) -> Command:
    stories.tell(database)
    monkeypatch.setenv("ONRECORD_PUBLIC_URL", "https://onrecord.example.org")
    monkeypatch.setenv("ONRECORD_LINK_SECRET", LINK_SECRET)
    return command


def test_answers_are_kept_by_name_and_by_link_and_the_last_one_counts(
    told: Command, database: Database
) -> None:
    with database.read() as session:
        token = session.scalars(select(Alert.token)).one()
    link = answer_links(Links("https://onrecord.example.org", SecretStr(LINK_SECRET)), token)[2].url
    for arguments, answer in (
        ((str(token), "not_new"), "not_new"),
        ((str(token), "useful"), "useful"),
        ((link,), "wrong_speaker"),
    ):
        assert told("feedback", "add", *arguments).code == 0
        given = told("feedback", "list", "--json").json
        assert [(each["token"], each["answer"]) for each in given["answers"]] == [(str(token), answer)]
        assert [(each["useful"], each[answer]) for each in given["topics"]] == [(int(answer == "useful"), 1)]
    shown = told("feedback", "list")
    assert "0% useful" in shown.out
    assert "of 1 answered, 1 wrong speaker" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80


def test_an_answer_to_nothing_or_of_no_kind_is_a_mistake(told: Command, database: Database) -> None:
    with database.read() as session:
        (token, *_) = session.scalars(select(Alert.token))
    wrong = [
        ((str(uuid4()), "useful"), "there is no alert"),
        ((str(token), "great"), "an answer is one of useful, not_relevant, wrong_speaker, not_new"),
        (("b81d", "useful"), "an alert's name is like"),
        (("https://onrecord.example.org/feedback/x/useful/AAAA",), "not a link to answer an alert with"),
    ]
    for arguments, said in wrong:
        ended = told("feedback", "add", *arguments)
        assert ended.code == 2
        assert said in " ".join(ended.err.split())
    assert told("feedback", "list").out == ""


def test_the_overview_says_what_was_useful_and_what_was_given_up(told: Command, database: Database) -> None:
    with database.write() as session:
        token = session.scalars(select(Alert.token)).one()
        destinations.turn(session, "k" * 64, "webhook", gap_s=0)
        destinations.close(session, "k" * 64, "the webhook is gone")
    assert told("feedback", "add", str(token), "useful").code == 0
    state = told("status", "--json").json
    assert [(each["useful"], each["not_new"]) for each in state["ratings"]] == [(1, 0)]
    assert [(each["channel"], each["reason"]) for each in state["closed"]] == [
        ("webhook", "the webhook is gone")
    ]
    shown = " ".join(told("status").out.split())
    assert "Found useful 100% of 1 answered alert" in shown
    assert "Given up webhook" in shown
    assert "the webhook is gone" in shown
