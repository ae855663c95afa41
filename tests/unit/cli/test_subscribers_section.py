"""Where a subscriber can be reached, as the file says it: whole, well-formed, and secret where it is."""

from __future__ import annotations

from base64 import b64encode

import pytest

from onrecord.errors import Misconfigured
from onrecord_cli.config import understood

KEY = f"whsec_{b64encode(b'a key of thirty-two bytes in all').decode()}"
BOT = "slack_bot_token = 'xoxb-1-s3cret'\nslack_channel = 'C0123456789'\n"
HOOK = f"webhook_url = 'https://hooks.example/s3cret'\nwebhook_secret = '{KEY}'\n"


def table(keys: str) -> str:
    return f"[[topics]]\nname = 'Tolls'\nquery = 'toll*'\n[[subscribers]]\nname = 'Ana'\ntopics = ['Tolls']\n{keys}"


def test_every_way_is_taken_where_the_file_names_none() -> None:
    keys = f"email = 'ana@reader.example'\n{BOT}{HOOK}apprise_url = 'ntfy://s3cret'\n"
    (ana,) = understood(table(keys), {}).subscribers
    assert ana.ways == ("slack", "email", "webhook", "apprise")
    assert ana.columns == {
        "email": "ana@reader.example",
        "slack_webhook_url": None,
        "slack_bot_token": "xoxb-1-s3cret",
        "slack_channel": "C0123456789",
        "webhook_url": "https://hooks.example/s3cret",
        "webhook_secret": KEY,
        "apprise_url": "ntfy://s3cret",
    }
    assert "s3cret" not in repr(ana)
    assert KEY not in repr(ana)


def test_of_several_ways_the_file_can_name_some() -> None:
    (ana,) = understood(table(f"channels = ['webhook', 'webhook']\n{BOT}{HOOK}"), {}).subscribers
    assert ana.ways == ("webhook",)
    assert ana.reachable_by == ("slack", "webhook")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("", 'a subscriber needs email = "…" or slack_webhook_url'),
        ("slack_bot_token = 'xoxb-s3cret'\n", "slack_bot_token and slack_channel belong together"),
        ("slack_channel = 'C0123456789'\n", "slack_bot_token and slack_channel belong together"),
        (f"{BOT}slack_webhook_url = 'https://hooks.example/s3cret'\n", "not both"),
        ("slack_bot_token = 's3cret'\nslack_channel = 'C0123456789'\n", "begins with xoxb-"),
        ("slack_bot_token = 'xoxb-1'\nslack_channel = '#tolls'\n", "is like C0123456789"),
        ("slack_bot_token = 'xoxb-1'\nslack_channel = 'U0123456789'\n", "is like C0123456789"),
        ("webhook_url = 'https://hooks.example/s3cret'\n", "webhook_url and webhook_secret belong together"),
        (f"webhook_url = 'http://hooks.example/s3cret'\nwebhook_secret = '{KEY}'\n", "begins with https://"),
        (
            "webhook_url = 'https://hooks.example/'\nwebhook_secret = 'whsec_s3cret'\n",
            "24 to 64 random bytes",
        ),
        ("apprise_url = 's3cret'\n", "is like ntfy://topic"),
        ("channels = ['webhook']\nemail = 'a@b.example'\n", "the channel webhook needs webhook_url"),
        ("channels = ['apprise']\nemail = 'a@b.example'\n", "the channel apprise needs apprise_url"),
    ],
)
def test_what_is_wrong_is_said_without_its_secret(keys: str, said: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        understood(table(keys), {})
    assert said in caught.value.message
    assert "s3cret" not in caught.value.message
