"""The door to a subscriber's program, against a server on loopback: signed, guarded, and every answer understood."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook as Receiver

from onrecord.errors import OnrecordError, Permanent
from onrecord.web import Policy
from onrecord_alert.channels.errors import Closed, Paused
from onrecord_alert.channels.webhook import Webhook
from onrecord_alert.records import Message, Sent
from support.alerts import DIGEST, GROUP, NEW, alone
from support.web import Answer, Raw, Script, Site, web_server

SECRET = f"whsec_{b64encode(b'a key of thirty-two bytes in all').decode()}"
PATH = "/hook?key=s3cret-in-the-address"


@pytest.fixture
def site() -> Iterator[Site]:
    with web_server() as site:
        yield site


def webhook(
    site: Site, *, secret: str = SECRET, policy: Policy | None = None, timeout_s: float = 5.0
) -> Webhook:
    policy = policy or Policy(open_hosts=frozenset({site.host}))
    return Webhook(SecretStr(site.url(PATH)), SecretStr(secret), timeout_s, policy, date=datetime.now(UTC))


def failure(site: Site, script: Script, *, timeout_s: float = 5.0) -> OnrecordError:
    site[PATH] = script
    with pytest.raises(OnrecordError) as caught:
        webhook(site, timeout_s=timeout_s).send(alone(NEW))
    assert "s3cret" not in repr((caught.value, caught.value.context, caught.value.__cause__))
    assert len(site.asked) == 1
    return caught.value


@pytest.mark.parametrize("message", [alone(NEW), GROUP, DIGEST], ids=["alert", "group", "digest"])
@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_message_arrives_signed(site: Site, message: Message, status: int) -> None:
    site[PATH] = Answer(status=status)
    assert webhook(site).send(message) == Sent(str(status), str(message.token))
    (asked,) = site.asked
    read = Receiver(SECRET).verify(asked.body, asked.headers)
    assert read["data"]["token"] == asked.headers["webhook-id"] == str(message.token)
    assert asked.headers["content-type"] == "application/json"


def test_a_message_that_comes_twice_has_one_id(site: Site) -> None:
    site[PATH] = Answer()
    for _ in range(2):
        webhook(site).send(alone(NEW))
    first, second = site.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_gone_closes_it(site: Site) -> None:
    assert isinstance(failure(site, Answer(status=410)), Closed)


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_message_can_be_refused_for_good(site: Site, status: int) -> None:
    error = failure(site, Answer(b"no thanks", status=status))
    assert isinstance(error, Permanent)
    assert not isinstance(error, Closed)
    assert error.context == {"status": status}


@pytest.mark.parametrize(
    ("script", "message", "after_s"),
    [
        (Answer(status=429, headers={"Retry-After": "40"}), "the webhook is busy or failed", 40.0),
        (Answer(status=503, headers={"Retry-After": "5"}), "the webhook is busy or failed", 5.0),
        (Answer(status=500), "the webhook is busy or failed", None),
        (Answer(status=408), "the webhook is busy or failed", None),
        (Answer(status=401), "the webhook does not take our posts", None),
        (Answer(status=403), "the webhook does not take our posts", None),
        (Answer(status=404), "the webhook does not take our posts", None),
        (Answer(status=302, headers={"Location": "http://127.0.0.1:1/"}), "the webhook does not take our posts", None),
        (Raw(b""), "the webhook is unreachable", None),
        (Raw(b"no HTTP at all\r\n\r\n"), "the webhook is unreachable", None),
    ],
)  # fmt: skip
def test_what_may_pass_or_be_mended_holds_all_that_goes_there(
    site: Site, script: Script, message: str, after_s: float | None
) -> None:
    error = failure(site, script)
    assert isinstance(error, Paused)
    assert (error.message, error.after_s) == (message, after_s)


def test_a_receiver_that_says_nothing_is_left_in_time(site: Site) -> None:
    error = failure(site, Raw(site.drip(b"")), timeout_s=0.5)
    assert isinstance(error, Paused)
    assert error.message == "the webhook did not answer in time"


def test_an_address_inside_is_not_posted_to(site: Site) -> None:
    with pytest.raises(Permanent, match="not on the public web"):
        webhook(site, policy=Policy()).send(alone(NEW))
    assert site.asked == []


def test_nothing_is_sent_unsigned(site: Site) -> None:
    with pytest.raises(Permanent, match="secret is not one") as caught:
        webhook(site, secret="whsec_s3cret").send(alone(NEW))
    assert "s3cret" not in repr((caught.value, caught.value.__cause__))
    assert site.asked == []
