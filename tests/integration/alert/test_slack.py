"""The door to Slack, against a webhook on loopback: each answer becomes the right error, and no secret leaks."""

from __future__ import annotations

import socket
import ssl
import time

import pytest
import trustme
from pydantic import SecretStr

from onrecord.errors import OnrecordError, Permanent
from onrecord.web import Policy
from onrecord_alert.channels.errors import Closed, Paused
from onrecord_alert.channels.slack import SlackWebhook
from onrecord_alert.records import Sent
from support.alerts import NEW, UPDATE, alone
from support.slack import PATH, Reply, webhook

NOBODY = ssl.create_default_context()


LOOPBACK = Policy(open_hosts=frozenset({"127.0.0.1"}))


def slack(
    url: str, *, timeout_s: float = 5.0, tls: ssl.SSLContext = NOBODY, policy: Policy = LOOPBACK
) -> SlackWebhook:
    return SlackWebhook(SecretStr(url), timeout_s, policy, links=None, tls=tls)


def refusal(reply: Reply, *, timeout_s: float = 5.0) -> OnrecordError:
    """What the door makes of *reply*; the post itself must have arrived."""
    with webhook([reply]) as hook:
        with pytest.raises(OnrecordError) as caught:
            slack(hook.url, timeout_s=timeout_s).send(alone(NEW))
        assert len(hook.received) == 1
    return caught.value


def test_an_alert_is_posted() -> None:
    with webhook() as hook:
        assert slack(hook.url).send(alone(UPDATE)) == Sent(answer="ok", external_id=None)
    (message,) = hook.received
    assert message["blocks"][0]["text"]["text"] == "Harbour tolls · Update"
    assert str(UPDATE.token) in message["blocks"][0]["block_id"]


def test_an_alert_is_posted_over_tls_to_whom_we_trust_only() -> None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with webhook(tls=server) as hook:
        assert slack(hook.url, tls=trusting).send(alone(NEW)).answer == "ok"
        with pytest.raises(Paused, match="slack unreachable"):
            slack(hook.url).send(alone(NEW))
    assert len(hook.received) == 1


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(500, b"rollup_error"), "slack failed"),
        (Reply(502, b"<html>Bad gateway</html>"), "slack failed"),
        (Reply(503, b""), "slack failed"),
        (Reply(408, b""), "slack failed"),
        (Reply(200, b"<html>Please log in to the guest network</html>"), "slack's answer is not an ok"),
        (Reply(200, b""), "slack's answer is not an ok"),
        (Reply(200, b'{"ok": false, "error": "internal_error"}'), "slack's answer is not an ok"),
        (Reply(200, b"{" * 3_000), "slack's answer is not an ok"),
        (Reply(manner="hanging up"), "slack unreachable"),
    ],
)
def test_a_failure_of_the_moment_may_be_tried_again(reply: Reply, message: str) -> None:
    error = refusal(reply)
    assert isinstance(error, Paused)
    assert error.message == message
    assert error.after_s is None


@pytest.mark.parametrize(
    ("header", "after_s"),
    [("30", 30.0), (" 7 ", 7.0), ("0", 0.0), ("soon", None), ("-5", None), ("9" * 30, None), ("١٢", None)],
)
def test_a_rate_limit_says_when_to_come_back(header: str, after_s: float | None) -> None:
    error = refusal(Reply(429, b"rate_limited", {"Retry-After": header.encode().decode("latin-1")}))
    assert isinstance(error, Paused)
    assert error.message == "slack rate limit"
    assert error.after_s == after_s


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(400, b"invalid_payload"), "invalid_payload"),
        (Reply(400, b"invalid_blocks\n"), "invalid_blocks"),
        (Reply(404, b"<html>No such page</html>"), None),
        (Reply(302, b"", {"Location": "http://127.0.0.1:1/elsewhere"}), None),
    ],
)
def test_a_refusal_for_good_names_slacks_reason(reply: Reply, word: str | None) -> None:
    error = refusal(reply)
    assert isinstance(error, Permanent)
    assert not isinstance(error, Closed)
    assert error.context == {"status": reply.status, "slack": word}


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(403, b"action_prohibited"), "action_prohibited"),
        (Reply(404, b"no_service"), "no_service"),
        (Reply(404, b"channel_not_found"), "channel_not_found"),
        (Reply(410, b"channel_is_archived"), "channel_is_archived"),
        (Reply(410, b"<html>"), None),
        (Reply(200, b'{"ok": false, "error": "channel_not_found"}'), "channel_not_found"),
    ],
)
def test_a_webhook_that_is_no_more_is_closed(reply: Reply, word: str | None) -> None:
    error = refusal(reply)
    assert isinstance(error, Closed)
    assert error.context == {"status": reply.status, "slack": word}


def test_a_webhook_inside_is_not_posted_to() -> None:
    with webhook() as hook, pytest.raises(Permanent, match="not on the public web"):
        slack(hook.url, policy=Policy()).send(alone(NEW))
    assert hook.received == []


def test_a_destination_is_named_without_its_secret() -> None:
    name = slack("https://hooks.slack.example/s3cret").destination
    assert len(name) == 64
    assert name != slack("https://hooks.slack.example/0ther").destination


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(manner="silent"), "slack did not answer in time"),
        (Reply(manner="dripping"), "slack's answer is not an ok"),
    ],
)
def test_a_server_that_dawdles_is_left_in_time(reply: Reply, message: str) -> None:
    started = time.monotonic()
    error = refusal(reply, timeout_s=0.5)
    assert isinstance(error, Paused)
    assert error.message == message
    assert time.monotonic() - started < 3


def test_a_long_answer_is_not_read_to_its_end() -> None:
    error = refusal(Reply(manner="flooding"))
    assert error.message == "slack's answer is not an ok"


def test_a_server_that_is_down_may_be_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening
        with pytest.raises(Paused, match="slack unreachable"):
            slack(f"http://127.0.0.1:{taken.getsockname()[1]}{PATH}").send(alone(NEW))


@pytest.mark.parametrize(
    "url",
    ["", "hooks.slack.com/x", "ftp://hooks.slack.com/s3cret", "http://", "http://[::s3cret/", "http://s3cret:port/",
     "http://s3cret\n/"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(OnrecordError) as caught:
        slack(url).send(alone(NEW))
    assert isinstance(caught.value, Permanent)
    assert "s3cret" not in repr((caught.value, caught.value.context, caught.value.__cause__))
