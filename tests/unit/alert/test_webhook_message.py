"""A message as data: what the tables hold, cleaned, and a signature that the standard's own library takes."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from onrecord_alert.channels.webhook_message import key_of, signed_headers, webhook_message
from onrecord_alert.records import AlertView, Message
from onrecord_alert.untrusted import line
from support.alerts import DIGEST, GROUP, NEW, UPDATE, alone, everywhere, with_everywhere
from support.naughty import NAUGHTY

AT = datetime(2026, 11, 25, 9, 30, tzinfo=timezone(timedelta(hours=2)))
SECRET = SecretStr(f"whsec_{b64encode(bytes(range(32))).decode()}")


def test_an_update_is_given_as_it_stands_in_the_tables() -> None:
    assert webhook_message(alone(UPDATE), at=AT) == {
        "type": "onrecord.alert",
        "timestamp": "2026-11-25T07:30:00Z",
        "data": {
            "token": "b81d44f0-2c39-4f0e-8a67-52f0c9d3e617",
            "alerts": [
                {
                    "token": "b81d44f0-2c39-4f0e-8a67-52f0c9d3e617",
                    "kind": "update",
                    "topic": "Harbour tolls",
                    "speaker": "Mara Quill",
                    "role": "minister for ports",
                    "cue": "said",
                    "words": "the tolls will rise by 4 per cent in March",
                    "quoted": False,
                    "sentence": UPDATE.sentence,
                    "outlet": "Tern Island Times",
                    "title": "Harbour tolls to rise after all",
                    "url": "https://ternisland.example/news/8812",
                    "published_at": "2026-11-25T17:05:00Z",
                    "completeness": "feed_only",
                    "reasons": [{"clause": 'said_by:"Mara Quill"', "words": "Mara Quill"}],
                    "earlier": {
                        "words": NEW.words,
                        "quoted": True,
                        "outlet": "Gullhaven Courier",
                        "said_at": "2026-11-23T08:30:00Z",
                    },
                    "also_in": ["Skerry Post", "Lighthouse Radio"],
                    "copies_in": 0,
                }
            ],
        },
    }


def test_a_burst_lists_its_alerts() -> None:
    data = webhook_message(GROUP, at=AT)["data"]
    assert [each["token"] for each in data["alerts"]] == [str(view.token) for view in GROUP.alerts]


def test_a_digest_says_what_it_tells_and_what_it_does_not() -> None:
    message = webhook_message(DIGEST, at=AT)
    assert message["type"] == "onrecord.digest"
    assert [each["kind"] for each in message["data"]["alerts"]] == ["update", "new"]
    digest = message["data"]["digest"]
    (again,) = digest.pop("also_reported")
    assert (again["alert"]["token"], again["outlets"]) == (
        str(NEW.token),
        ["Skerry Post", "Lighthouse Radio"],
    )
    assert digest == {
        "since": "2026-11-24T07:00:00Z",
        "until": "2026-11-25T07:00:00Z",
        "unlisted": 6,
        "suppressed": [{"reason": "re_report", "count": 17}, {"reason": "repeat", "count": 3}],
        "over_cap": 2,
        "held": 1,
    }


@pytest.mark.parametrize("naughty", NAUGHTY, ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("whole", [alone(UPDATE), DIGEST], ids=["alert", "digest"])
def test_what_strangers_wrote_is_cleaned_and_otherwise_left_alone(whole: Message, naughty: str) -> None:
    sent = json.dumps(webhook_message(everywhere(whole, naughty), at=AT))
    assert sent.isascii()
    data = json.loads(sent)["data"]
    for alert in data["alerts"]:
        assert alert["words"] == line(naughty, limit=2_000)
        assert alert["topic"] == line(naughty, limit=120)
        assert alert["url"] is None or alert["url"].startswith("https://courier.gullhaven.example/")
    assert len(sent) < 200_000


def test_a_thousand_outlets_and_clauses_are_enough() -> None:
    view = replace(NEW, also_in=("Skerry Post",) * 5_000, reasons=NEW.reasons * 5_000)
    (alert,) = webhook_message(alone(view), at=AT)["data"]["alerts"]
    assert (len(alert["also_in"]), len(alert["reasons"])) == (1_000, 100)


def test_every_field_of_an_alert_is_given() -> None:
    (alert,) = webhook_message(alone(with_everywhere(UPDATE, "x")), at=AT)["data"]["alerts"]
    assert set(alert) == {field.name for field in fields(AlertView)} - {"alert_id", "topic_id"}


def test_the_standards_own_library_takes_our_signature() -> None:
    body = json.dumps({"words": "„Nein“, sagte sie"}).encode()
    headers = signed_headers(key_of(SECRET), "alert-1", body, at=datetime.now(UTC))
    receiver = Webhook(SECRET.get_secret_value())
    assert receiver.verify(body, headers) == {"words": "„Nein“, sagte sie"}
    for changed in (
        headers | {"webhook-id": "alert-2"},
        headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)},
    ):
        with pytest.raises(WebhookVerificationError):
            receiver.verify(body, changed)
    with pytest.raises(WebhookVerificationError):
        receiver.verify(body + b" ", headers)


def test_the_signature_is_that_of_the_specifications_example() -> None:
    key = key_of(SecretStr("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    body = b'{"test": 2432232314}'
    headers = signed_headers(
        key, "msg_p5jXN8AQM9LWM0D4loKWxJek", body, at=datetime.fromtimestamp(1614265330, UTC)
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", "s3cret", "whsec_s3cret", f"whsec_{b64encode(b'x' * 23).decode()}",
     f"whsec_{b64encode(b'x' * 65).decode()}", b64encode(b"x" * 32).decode(), "whsec_" + "s3cret!!" * 6,
     "whsec_" + "A" * 33],
)  # fmt: skip
def test_a_weak_or_broken_secret_is_refused_without_repeating_it(secret: str) -> None:
    with pytest.raises(ValueError, match="a webhook's secret is whsec_") as caught:
        key_of(SecretStr(secret))
    assert "s3cret" not in str(caught.value)
