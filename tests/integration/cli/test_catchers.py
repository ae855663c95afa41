"""The demo's catchers over HTTP and SMTP: they keep what they take, call back, and say no."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.headerregistry import Address
from smtplib import SMTP
from threading import Event, Lock, Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from onrecord_alert.channels.email_message import email_message
from onrecord_cli.demo.catchers import MOST_BYTES, Mail, mail_catcher, slack_catcher, token_of_mail
from support.alerts import NEW, alone

SENDER = Address("onrecord", "alerts", "onrecord.example")
WHEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def post(url: str, body: bytes) -> tuple[int, str]:
    try:
        with urlopen(Request(url, data=body, method="POST"), timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_post_that_slack_would_take_is_kept_told_and_answered_with_ok() -> None:
    told: list[dict[str, Any]] = []
    with slack_catcher(told.append) as slack:
        assert post(slack.url, json.dumps({"text": "Tolls will rise"}).encode()) == (200, "ok")
        assert slack.caught.all() == ({"text": "Tolls will rise"},)
    assert told == [{"text": "Tolls will rise"}]


def test_a_post_that_slack_would_refuse_is_refused_with_400_and_not_told() -> None:
    told: list[dict[str, Any]] = []
    with slack_catcher(told.append) as slack:
        status, answer = post(slack.url, json.dumps({"blocks": [{"type": "divider"}] * 51}).encode())
        assert (status, answer) == (400, "invalid_blocks: 51 blocks, at most 50")
        assert post(slack.url, b"{ not json") == (400, "invalid_payload")
        assert slack.refused.all() == ("invalid_blocks: 51 blocks, at most 50", "invalid_payload")
        assert slack.caught.all() == ()
    assert told == []


def test_posts_at_once_are_told_one_at_a_time_and_none_is_lost() -> None:
    told: list[str] = []
    overlaps: list[str] = []
    busy, never = Lock(), Event()

    def tell(payload: dict[str, Any]) -> None:
        if not busy.acquire(blocking=False):
            overlaps.append(payload["text"])
            return
        never.wait(0.005)  # long enough for another post to get here, if it could
        told.append(payload["text"])
        busy.release()

    with slack_catcher(tell) as slack:
        posts = [
            Thread(target=post, args=(slack.url, json.dumps({"text": f"{n}"}).encode())) for n in range(24)
        ]
        for one in posts:
            one.start()
        for one in posts:
            one.join()
        assert len(slack.caught.all()) == 24
    assert sorted(map(int, told)) == list(range(24))
    assert overlaps == []


def test_a_mail_is_kept_told_and_known_by_its_alert() -> None:
    told: list[Mail] = []
    message = email_message(alone(NEW), sender=SENDER, recipient="ines@reader.example", date=WHEN)
    with mail_catcher(told.append) as server:
        with SMTP(server.host, server.port, timeout=10) as client:
            assert client.send_message(message) == {}
        [mail] = server.caught.all()
    assert told == [mail]
    assert mail.sender == "alerts@onrecord.example"
    assert mail.recipients == ("ines@reader.example",)
    assert mail.message["Subject"] == message["Subject"]
    assert token_of_mail(mail) == NEW.token


def test_a_mail_of_somebody_else_has_no_token() -> None:
    with mail_catcher() as server:
        with SMTP(server.host, server.port, timeout=10) as client:
            client.sendmail("a@example.org", ["b@example.org"], b"Subject: hello\r\n\r\nhello\r\n")
        [mail] = server.caught.all()
    assert token_of_mail(mail) is None


def test_a_mail_that_is_too_long_is_refused() -> None:
    with mail_catcher() as server, SMTP(server.host, server.port, timeout=10) as client:
        client.ehlo()
        assert int(client.esmtp_features["size"]) == MOST_BYTES
        client.mail("a@example.org")
        client.rcpt("b@example.org")
        code, _ = client.data(b"x\r\n" * (MOST_BYTES // 3 + 1))
        assert code == 552
        assert server.caught.all() == ()


def test_a_mail_server_that_stops_with_a_client_connected_stops() -> None:
    with mail_catcher() as server:
        client = SMTP(server.host, server.port, timeout=10)
    client.close()


def method(api_url: str, name: str, payload: dict[str, Any]) -> dict[str, Any]:
    status, answer = post(f"{api_url}{name}", json.dumps(payload).encode())
    assert status == 200
    read: dict[str, Any] = json.loads(answer)
    return read


def test_a_bots_post_is_told_once_its_edit_as_an_edit_and_its_thread_not_at_all() -> None:
    posted: list[dict[str, Any]] = []
    edited: list[dict[str, Any]] = []
    with slack_catcher(posted.append, edited.append) as slack:
        answer = method(slack.api_url, "chat.postMessage", {"channel": "C1", "text": "Tolls will rise"})
        assert (answer["ok"], answer["channel"]) == (True, "C1")
        place = {"channel": "C1", "ts": answer["ts"]}
        assert (
            method(slack.api_url, "chat.update", {**place, "text": "Tolls will rise, all say"})["ts"]
            == answer["ts"]
        )
        method(slack.api_url, "chat.postMessage", {"channel": "C1", "thread_ts": answer["ts"], "text": "all"})
        assert method(slack.api_url, "conversations.history", {"channel": "C1"})["messages"] == []
        refused = method(
            slack.api_url, "chat.postMessage", {"channel": "C1", "blocks": [{"type": "divider"}] * 51}
        )
        assert (refused["ok"], refused["error"]) == (False, "invalid_blocks: 51 blocks, at most 50")
    assert [each["text"] for each in posted] == ["Tolls will rise"]
    assert [each["text"] for each in edited] == ["Tolls will rise, all say"]
