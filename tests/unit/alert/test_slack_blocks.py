"""An alert as a Slack message: what is meant, and nothing that Slack would act on."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest

from onrecord_alert.channels.slack_blocks import escaped, slack_message
from onrecord_alert.records import AlertView
from onrecord_alert.wording import worded
from support.alerts import NEW, UPDATE, with_everywhere
from support.naughty import NAUGHTY
from support.slack_reading import links, shown, unescaped

MAX_BLOCKS = 50
MAX_MESSAGE_CHARS = 13_000
"""Past this Slack refused messages of people who counted: elastic/kibana#73061."""


def message(view: AlertView) -> dict[str, Any]:
    return slack_message(worded(view), view.token)


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def bold(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words, "style": {"bold": True}}


def context(*texts: str) -> dict[str, Any]:
    return {
        "type": "context",
        "elements": [{"type": "plain_text", "text": each, "emoji": False} for each in texts],
    }


def test_an_update_is_laid_out_as_meant() -> None:
    section, quote = "rich_text_section", "rich_text_quote"
    assert message(UPDATE)["blocks"] == [
        {
            "type": "header",
            "block_id": "alert-b81d44f0-2c39-4f0e-8a67-52f0c9d3e617",
            "text": {"type": "plain_text", "text": "Harbour tolls · Update", "emoji": False},
        },
        {
            "type": "rich_text",
            "elements": [
                {"type": section, "elements": [bold("Mara Quill"), text(", minister for ports, said:")]},
                {"type": quote, "elements": [text("the tolls will rise by 4 per cent in March")]},
                {
                    "type": section,
                    "elements": [
                        {
                            "type": "link",
                            "url": "https://ternisland.example/news/8812",
                            "text": "Harbour tolls to rise after all",
                        },
                        text(" — Tern Island Times, 25 November 2026, 17:05\xa0UTC"),
                    ],
                },
            ],
        },
        {
            "type": "rich_text",
            "elements": [{"type": section, "elements": [bold("In context: "), text(UPDATE.sentence)]}],
        },
        {
            "type": "rich_text",
            "elements": [
                {"type": section, "elements": [bold("Earlier"), text(" — Gullhaven Courier, 23 November 2026")]},
                {"type": quote, "elements": [text(
                    "“We will not raise the harbour tolls before the new breakwater is paid for, and not by a penny”"
                )]},
            ],
        },
        context("⚠ Only the teaser could be read, not the article."),
        context("Also in Skerry Post and Lighthouse Radio."),
        context("Why:", 'said_by:"Mara Quill" → “Mara Quill”'),
    ]  # fmt: skip


def test_a_message_says_once_more_that_nothing_in_it_is_a_command() -> None:
    settings = {name: value for name, value in message(NEW).items() if name not in ("text", "blocks")}
    assert settings == {
        "mrkdwn": False,
        "parse": "none",
        "link_names": 0,
        "unfurl_links": False,
        "unfurl_media": False,
    }


@pytest.mark.parametrize("naughty", NAUGHTY, ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("view", [NEW, UPDATE], ids=["new", "update"])
def test_what_strangers_wrote_is_shown_and_never_acted_on(view: AlertView, naughty: str) -> None:
    view = with_everywhere(view, naughty)
    sent = json.loads(json.dumps(message(view)))
    meant = worded(view)

    assert unescaped(sent["text"]) == meant.headline
    seen = [each for block in sent["blocks"] for each in shown(block)]
    assert seen[0].startswith(meant.topic) or seen[0].endswith("…")
    assert meant.lead + meant.speaker + meant.trail in seen
    assert meant.words in seen
    assert f"{meant.title} — {meant.source}" in seen
    assert meant.also is None or meant.also in seen
    assert meant.earlier is None or meant.earlier in seen
    assert all(f"{each.clause} → {each.found}" in seen for each in meant.matched)
    assert [link for block in sent["blocks"] for link in links(block)] == ([meant.url] if meant.url else [])


@pytest.mark.parametrize("one", ["x", "&", "👩‍👩‍👧‍👦", "é "])
def test_the_longest_alert_is_within_slacks_limits(one: str) -> None:
    view = with_everywhere(UPDATE, one * 50_000)
    view = replace(view, reasons=view.reasons * 50, also_in=view.also_in * 50)
    sent = message(view)
    seen = [each for block in sent["blocks"] for each in shown(block)]
    assert len(sent["blocks"]) <= MAX_BLOCKS
    assert sum(map(len, seen)) <= MAX_MESSAGE_CHARS


def test_an_escaped_text_is_cut_before_the_limit_and_never_in_an_entity() -> None:
    assert escaped("Q&A <3", 100) == "Q&amp;A &lt;3"
    for limit in range(7, 60):
        cut = escaped("a&" * 40, limit)
        assert len(cut) <= limit
        assert unescaped(cut).endswith("…")


def test_every_field_of_an_alert_was_tried() -> None:
    tried = with_everywhere(UPDATE, "naughty")
    ours = {"alert_id", "token", "topic_id", "kind", "quoted", "published_at", "completeness"}
    for field in fields(AlertView):
        assert field.name in ours or "naughty" in repr(getattr(tried, field.name)), field.name
