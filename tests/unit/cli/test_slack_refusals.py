"""The Slack catcher refuses what Slack refuses."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord_alert.channels.slack_message import slack_message
from onrecord_alert.records import Message
from onrecord_cli.demo.catchers import token_of_post
from onrecord_cli.demo.slack_limits import slack_refusal
from support.alerts import DIGEST, GROUP, NEW, UPDATE, alone, everywhere, with_everywhere
from support.naughty import NAUGHTY


def text(words: str, kind: str = "plain_text") -> dict[str, Any]:
    return {"type": kind, "text": words}


def section(words: str) -> dict[str, Any]:
    return {"type": "section", "text": text(words, "mrkdwn")}


def button(**fields: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "button", "text": text("Open")} | fields]}


@pytest.mark.parametrize(
    "payload",
    [
        {"text": "hello"},
        {"blocks": [{"type": "divider"}] * 50},
        {"blocks": [section("x" * 3000)]},
        {"blocks": [{"type": "header", "text": text("x" * 150)}]},
        {"blocks": [{"type": "section", "fields": [text("x" * 2000)] * 10}]},
        {"blocks": [{"type": "context", "elements": [text("x")] * 10}]},
        {"blocks": [button(url="https://courier.example/" + "x" * 2900)]},
        {
            "blocks": [
                {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [text("x")]}]}
            ]
        },
    ],
)
def test_what_stays_within_the_limits_is_taken(payload: object) -> None:
    assert slack_refusal(payload) is None


@pytest.mark.parametrize(
    ("payload", "refusal"),
    [
        (None, "invalid_payload"),
        ([], "invalid_payload"),
        ({"text": 7}, "invalid_payload"),
        ({"blocks": "no"}, "invalid_payload"),
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": [{"type": "divider"}] * 51}, "51 blocks, at most 50"),
        ({"blocks": [section("x" * 3001)]}, "block 0: a section has 3001 characters"),
        ({"blocks": [section("")]}, "a section has 0 characters"),
        ({"blocks": [{"type": "divider"}, {"type": "section"}]}, "block 1: a section has neither"),
        ({"blocks": [{"type": "section", "fields": [text("x")] * 11}]}, "11 fields, at most 10"),
        ({"blocks": [{"type": "section", "fields": [text("x" * 2001)]}]}, "a field has 2001 characters"),
        ({"blocks": [{"type": "section", "text": "bare"}]}, "not a text object"),
        ({"blocks": [{"type": "header", "text": text("x" * 151)}]}, "a header has 151 characters"),
        (
            {"blocks": [{"type": "header", "text": text("x", "mrkdwn")}]},
            "a header takes no text of type 'mrkdwn'",
        ),
        ({"blocks": [{"type": "context", "elements": [text("x")] * 11}]}, "context needs 1 to 10 elements"),
        ({"blocks": [{"type": "actions", "elements": []}]}, "actions needs 1 to 25 elements"),
        ({"blocks": [{"type": "actions", "elements": [text("x")]}]}, "not an element"),
        ({"blocks": [button(url="x" * 3001)]}, "url is over 3000"),
        ({"blocks": [button(text=text("x" * 76))]}, "a button has 76 characters"),
        (
            {
                "blocks": [
                    {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [text("")]}]}
                ]
            },
            "an element of rich_text has no text",
        ),
        ({"blocks": [{"type": "rich_text", "elements": [{"type": "x"}]}]}, "not a part of rich_text"),
        ({"blocks": [{"type": "carousel"}]}, "not a block that this catcher knows: 'carousel'"),
        ({"blocks": ["bare"]}, "not a block that this catcher knows: None"),
    ],
)
def test_what_goes_over_a_limit_is_refused_and_named(payload: object, refusal: str) -> None:
    assert refusal in (slack_refusal(payload) or "")


@pytest.mark.parametrize("view", [NEW, UPDATE], ids=["new", "update"])
def test_our_own_alerts_are_taken_and_can_be_told_apart(view: Any) -> None:
    message = slack_message(alone(view))
    assert slack_refusal(message) is None
    assert token_of_post(message) == view.token


@pytest.mark.parametrize("whole", [GROUP, DIGEST], ids=["group", "digest"])
def test_our_own_bursts_and_digests_are_taken(whole: Message) -> None:
    assert slack_refusal(slack_message(whole)) is None
    assert slack_refusal(slack_message(everywhere(whole, "&" * 5_000))) is None


@pytest.mark.parametrize("string", NAUGHTY, ids=range(len(NAUGHTY)))
def test_our_own_alerts_are_taken_whatever_the_article_says(string: str) -> None:
    view = with_everywhere(UPDATE, string)
    assert slack_refusal(slack_message(alone(view))) is None


@pytest.mark.parametrize(
    "payload", [{"text": "x"}, {"blocks": [section("x")]}, {"blocks": [{"block_id": "alert-7"}]}]
)
def test_a_message_of_somebody_else_has_no_token(payload: dict[str, Any]) -> None:
    assert token_of_post(payload) is None
