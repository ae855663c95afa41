"""The door to Slack by a bot's token, against a workspace on loopback: posts, edits, threads, and finds again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from onrecord.errors import OnrecordError, Permanent
from onrecord.web import Policy
from onrecord_alert.channels.errors import Closed, Paused
from onrecord_alert.channels.slack_bot import SlackBot
from onrecord_alert.records import Message, Reported, Sent
from support.alerts import DIGEST, GROUP, NEW, UPDATE, alone
from support.slack_api import CHANNEL, FIRST_TS, TOKEN, Workspace, refused, said, slack_workspace
from support.web import Answer, Raw, Script

BEFORE = datetime.fromtimestamp(FIRST_TS, UTC)


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with slack_workspace() as workspace:
        yield workspace


def bot(
    workspace: Workspace, *, token: str = TOKEN, channel: str = CHANNEL, timeout_s: float = 5.0
) -> SlackBot:
    policy = Policy(open_hosts=frozenset({workspace.site.host}))
    return SlackBot(SecretStr(token), channel, workspace.api_url, timeout_s, policy, links=None)


def failure(workspace: Workspace, script: Script, *, timeout_s: float = 5.0) -> OnrecordError:
    workspace.instead.append(script)
    with pytest.raises(OnrecordError) as caught:
        bot(workspace, timeout_s=timeout_s).send(alone(NEW))
    assert TOKEN not in repr((caught.value, caught.value.context, caught.value.__cause__))
    return caught.value


def test_slacks_own_client_understands_the_stand_in(workspace: Workspace) -> None:
    client = WebClient(TOKEN, base_url=workspace.api_url)
    posted = client.chat_postMessage(channel=CHANNEL, text="hello")
    client.chat_update(channel=CHANNEL, ts=posted["ts"], text="hello again", blocks=[])
    client.chat_postMessage(channel=CHANNEL, text="under it", thread_ts=posted["ts"])
    history = client.conversations_history(channel=CHANNEL, limit=5, include_all_metadata=True)
    assert [message["text"] for message in history["messages"]] == ["hello again"]
    assert [message["text"] for message in workspace.threads[posted["ts"]]] == ["under it"]
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.chat_postMessage(channel="C9", text="nowhere")


@pytest.mark.parametrize("message", [alone(UPDATE), GROUP, DIGEST], ids=["alert", "group", "digest"])
def test_a_message_is_posted_with_its_name_in_its_metadata(workspace: Workspace, message: Message) -> None:
    sent = bot(workspace).send(message)
    (posted,) = workspace.messages
    assert sent == Sent("ok", f"{CHANNEL}/{posted['ts']}")
    assert posted["metadata"] == {
        "event_type": "onrecord_message",
        "event_payload": {"token": str(message.token)},
    }
    assert posted["link_names"] == 0


def test_a_message_grows_where_it_stands_and_its_thread_says_how(workspace: Workspace) -> None:
    slack = bot(workspace)
    sent = slack.send(alone(NEW))
    outlets = ("Skerry Post", "Lighthouse Radio")
    grown = replace(NEW, also_in=outlets)
    assert slack.grow(alone(grown), sent, (Reported(grown, outlets),), again=False) == sent

    (message,) = workspace.messages
    assert message["edited"]
    assert "Also in Skerry Post and Lighthouse Radio." in json.dumps(message["blocks"])
    (reply,) = workspace.threads[message["ts"]]
    assert reply["text"] == "Now also in Skerry Post and Lighthouse Radio."
    assert len(workspace.site.asked) == 3


def test_a_line_whose_answer_was_lost_is_not_written_twice_and_further_news_are(workspace: Workspace) -> None:
    slack = bot(workspace, timeout_s=0.5)
    sent = slack.send(alone(NEW))
    grown = alone(replace(NEW, also_in=("Skerry Post",)))
    news = (Reported(NEW, ("Skerry Post",)),)
    workspace.after += [said(), Raw(workspace.site.drip(b""))]
    with pytest.raises(Paused, match="did not answer in time"):
        slack.grow(grown, sent, news, again=False)
    slack.grow(grown, sent, news, again=True)
    slack.grow(
        grown,
        sent,
        (Reported(NEW, ("Skerry Post", "Lighthouse Radio")), Reported(UPDATE, ("Skerry Post",))),
        again=True,
    )
    (lines,) = workspace.threads.values()
    assert [line["text"] for line in lines] == ["Now also in Skerry Post.", "Now also in Lighthouse Radio."]
    assert len(lines[1]["blocks"]) == 2, "each of two alerts, and only its news"


def test_a_bot_that_may_not_read_a_thread_writes_its_line_again(workspace: Workspace) -> None:
    slack = bot(workspace)
    sent = slack.send(alone(NEW))
    workspace.after += [said(), said(), said(), refused("missing_scope")]
    for again in (False, True):
        slack.grow(alone(NEW), sent, (Reported(NEW, ("Skerry Post",)),), again=again)
    assert [len(lines) for lines in workspace.threads.values()] == [2]


def test_a_message_that_was_deleted_cannot_grow(workspace: Workspace) -> None:
    slack = bot(workspace)
    sent = slack.send(alone(NEW))
    workspace.messages.clear()
    with pytest.raises(Permanent) as caught:
        slack.grow(alone(NEW), sent, (), again=False)
    assert not isinstance(caught.value, Closed)
    assert caught.value.context["slack"] == "message_not_found"


def test_a_message_whose_answer_was_lost_is_found_and_no_other(workspace: Workspace) -> None:
    slack = bot(workspace, timeout_s=0.5)
    slack.send(alone(UPDATE))
    workspace.after.append(Raw(workspace.site.drip(b"")))
    with pytest.raises(Paused, match="did not answer in time"):
        slack.send(alone(NEW))
    found = slack.find(NEW.token, since=BEFORE)
    assert found == Sent("found in the channel", f"{CHANNEL}/{workspace.messages[1]['ts']}")
    assert slack.find(uuid4(), since=BEFORE) is None


def test_a_message_is_found_by_its_block_where_metadata_is_kept_from_us(workspace: Workspace) -> None:
    slack = bot(workspace)
    sent = slack.send(DIGEST)
    del workspace.messages[0]["metadata"]
    found = slack.find(DIGEST.token, since=BEFORE)
    assert found is not None
    assert found.external_id == sent.external_id


def test_a_message_is_looked_for_on_page_after_page_but_not_for_ever(workspace: Workspace) -> None:
    slack = bot(workspace)
    workspace.page = 2
    sent = slack.send(alone(NEW))
    for _ in range(9):
        slack.send(alone(UPDATE))
    found = slack.find(NEW.token, since=BEFORE)
    assert found is not None
    assert found.external_id == sent.external_id
    assert len(workspace.asked("conversations.history")) == 5
    slack.send(alone(UPDATE))
    assert slack.find(NEW.token, since=BEFORE) is None
    assert len(workspace.asked("conversations.history")) == 10


def test_only_what_came_since_is_looked_through(workspace: Workspace) -> None:
    slack = bot(workspace)
    slack.send(alone(NEW))
    assert slack.find(NEW.token, since=BEFORE + timedelta(hours=1)) is None
    assert slack.find(NEW.token, since=BEFORE + timedelta(minutes=4)) is not None, "clocks differ a little"


def test_a_bot_that_may_not_read_the_channel_has_found_nothing(workspace: Workspace) -> None:
    workspace.instead.append(refused("missing_scope"))
    assert bot(workspace).find(NEW.token, since=BEFORE) is None


def test_a_channel_that_cannot_be_asked_now_is_asked_later(workspace: Workspace) -> None:
    workspace.instead.append(refused("ratelimited", status=429, headers={"Retry-After": "9"}))
    with pytest.raises(Paused) as caught:
        bot(workspace).find(NEW.token, since=BEFORE)
    assert caught.value.after_s == 9


@pytest.mark.parametrize(
    "history",
    [b'{"ok": true}', b'{"ok": true, "messages": {"a": 1}}', b'{"ok": true, "messages": [1, null, "x"]}',
     b'{"ok": true, "messages": [{"blocks": [7]}, {"metadata": []}]}',
     b'{"ok": true, "messages": [], "response_metadata": 7}'],
)  # fmt: skip
def test_a_history_of_another_shape_holds_nothing(workspace: Workspace, history: bytes) -> None:
    workspace.instead.append(Answer(history))
    assert bot(workspace).find(NEW.token, since=BEFORE) is None


@pytest.mark.parametrize(
    "word", ["account_inactive", "channel_not_found", "invalid_auth", "is_archived", "token_revoked"]
)
def test_what_is_over_closes_the_channel(workspace: Workspace, word: str) -> None:
    error = failure(workspace, refused(word))
    assert isinstance(error, Closed)
    assert error.context == {"status": 200, "slack": word}


@pytest.mark.parametrize("word", ["not_in_channel", "missing_scope", "token_expired"])
def test_what_a_person_can_mend_holds_the_channel(workspace: Workspace, word: str) -> None:
    error = failure(workspace, refused(word))
    assert isinstance(error, Paused)
    assert error.message == "slack does not let us post there"


@pytest.mark.parametrize("word", ["invalid_blocks", "msg_too_long", "no_text", "a_word_from_the_future"])
def test_what_is_about_the_message_is_for_good(workspace: Workspace, word: str) -> None:
    error = failure(workspace, refused(word))
    assert isinstance(error, Permanent)
    assert not isinstance(error, Closed)


@pytest.mark.parametrize(
    ("script", "message", "after_s"),
    [
        (refused("ratelimited", status=429, headers={"Retry-After": "30"}), "slack rate limit", 30.0),
        (refused("rate_limited"), "slack rate limit", None),
        (refused("internal_error"), "slack's answer is not an ok", None),
        (refused("fatal_error"), "slack's answer is not an ok", None),
        (Answer(b"<html>Please log in</html>"), "slack's answer is not an ok", None),
        (Answer(b"ok"), "slack's answer is not an ok", None),
        (Answer(b'{"ok": true, "mess'), "slack's answer is not an ok", None),
        (Answer(b"upstream", status=503), "slack failed", None),
        (Raw(b""), "slack unreachable", None),
    ],
)
def test_what_passes_holds_the_channel(
    workspace: Workspace, script: Script, message: str, after_s: float | None
) -> None:
    error = failure(workspace, script)
    assert isinstance(error, Paused)
    assert (error.message, error.after_s) == (message, after_s)
    assert bot(workspace).send(alone(NEW)).answer == "ok", "nothing of it stays"


def test_a_wrong_token_and_a_wrong_channel_are_said(workspace: Workspace) -> None:
    for wrong in (bot(workspace, token="xoxb-other"), bot(workspace, channel="C0000000000")):
        with pytest.raises(Closed):
            wrong.send(alone(NEW))
    assert workspace.messages == []


def test_two_channels_of_one_bot_are_two_destinations(workspace: Workspace) -> None:
    names = {bot(workspace, channel=channel).destination for channel in (CHANNEL, "C0000000000")}
    assert len(names) == 2
    assert all(TOKEN not in name and len(name) == 64 for name in names)
