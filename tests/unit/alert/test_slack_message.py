"""A message as Slack takes it: what is meant, and nothing that Slack would act on."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr
from slack_sdk.models.blocks import Block

from onrecord.links import Links
from onrecord_alert.channels.slack_blocks import escaped
from onrecord_alert.channels.slack_message import names, slack_message, slack_news
from onrecord_alert.composing import composed
from onrecord_alert.records import AlertView, DigestSpeaker, DigestTopic, Message, Reported
from onrecord_alert.wording import BRIEF, FULL, SHORT, worded
from support.alerts import DIGEST, GROUP, LOCKS, NEW, UPDATE, alone, everywhere, with_everywhere
from support.naughty import NAUGHTY
from support.slack_reading import links, shown, unescaped

MAX_BLOCKS = 50
MAX_MESSAGE_CHARS = 13_000
"""Past this Slack refused messages of people who counted: elastic/kibana#73061."""
LINKS = Links("https://onrecord.example.org", SecretStr("a secret that nobody will ever guess"))
EVERY_KIND = {"new": alone(NEW), "update": alone(UPDATE), "group": GROUP, "digest": DIGEST}


def message(view: AlertView) -> dict[str, Any]:
    return slack_message(alone(view))


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


def test_a_sample_says_that_it_is_one() -> None:
    blocks = slack_message(replace(alone(NEW), kind="sample"), LINKS)["blocks"]
    assert blocks[0]["text"]["text"] == "Harbour tolls · Sample"
    assert blocks[1] == context(
        "This is a sample: nobody said it. It shows that messages arrive here, and what they look like."
    )
    assert not [url for block in blocks for url in links(block) if "onrecord.example" in url]


def test_several_alerts_stand_under_their_topics() -> None:
    seen = [[*shown(block)] for block in slack_message(GROUP)["blocks"]]
    assert seen == [
        ["3 statements on Harbour tolls and Canal locks"],
        [],
        ["Harbour tolls"],
        [
            "Mara Quill, minister for ports, insisted:",
            "“We will not raise the harbour tolls before the new breakwater is paid for, and not by a penny”",
            "Minister rules out dearer moorings until the breakwater is paid for — Gullhaven Courier, "
            "23 November 2026, 08:30\xa0UTC",
        ],
        [
            "Update · Mara Quill, minister for ports, said:",
            "the tolls will rise by 4 per cent in March",
            "Harbour tolls to rise after all — Tern Island Times, 25 November 2026, 17:05\xa0UTC",
            "Earlier — Gullhaven Courier, 23 November 2026: “We will not raise the harbour tolls before the new "
            "breakwater is paid for, and not by a penny”",
            "⚠ Only the teaser could be read, not the article. Also in Skerry Post and Lighthouse Radio.",
        ],
        [],
        ["Canal locks"],
        [
            "According to Oddny Brekke, chair of the Canal Board:",
            "two of the seven locks will be shut from January until Easter",
            "Canal to close in part for the winter — Skerry Post, 25 November 2026, 17:05\xa0UTC",
        ],
    ]


def test_a_digest_says_what_is_new_what_waited_and_what_was_not_told() -> None:
    blocks = slack_message(DIGEST)["blocks"]
    seen = [" | ".join(shown(block)) for block in blocks]
    assert seen[0] == "Digest"
    assert seen[1] == (
        "8 statements, 1 reported again | 24 November 2026, 07:00\xa0UTC to 25 November 2026, 07:00\xa0UTC"
    )
    assert seen[4].startswith("Update · Mara Quill")
    assert seen[5].startswith("Reported again · Mara Quill")
    assert seen[5].endswith("Since then also in Skerry Post and Lighthouse Radio.")
    assert seen[6] == "and 2 more by Mara Quill | and 4 more on this topic"
    assert seen[-3:] == [
        "2 of these came after your limit for the hour was reached.",
        "1 of these waited until quiet hours or a snooze were over.",
        "Not told in this time: | 17 × reported by another outlet too | 3 × said again by the same outlet",
    ]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_alert_in_a_message_can_be_told_by_its_first_block(kind: str) -> None:
    whole = EVERY_KIND[kind]
    ids = [block["block_id"] for block in slack_message(whole)["blocks"] if "block_id" in block]
    alerts = [f"alert-{entry.token}" for entry in composed(whole, size=SHORT, links=None).entries]
    assert ids == (alerts if whole.kind == "alert" else [f"message-{whole.token}", *alerts])
    assert names({"block_id": ids[0]}, str(whole.token))
    assert not names({"block_id": ids[0]}, str(uuid4()))


def test_an_alert_carries_links_to_answer_it() -> None:
    blocks = slack_message(alone(NEW), LINKS)["blocks"]
    assert [*shown(blocks[-1])] == ["Was this right? Useful · Not relevant · Wrong speaker · Not new"]
    assert [LINKS.opened(url) for url in links(blocks[-1])] == [
        ("feedback", str(NEW.token), answer)
        for answer in ("useful", "not_relevant", "wrong_speaker", "not_new")
    ]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_slacks_own_library_reads_the_blocks_and_finds_no_fault(kind: str) -> None:
    for block in slack_message(EVERY_KIND[kind], LINKS)["blocks"]:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.validate_json()
        assert parsed.to_dict() == block


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


@pytest.mark.parametrize("naughty", NAUGHTY, ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("whole", [GROUP, DIGEST], ids=["group", "digest"])
def test_among_others_it_is_no_different(whole: Message, naughty: str) -> None:
    whole = everywhere(whole, naughty)
    sent = json.loads(json.dumps(slack_message(whole)))
    meant = [composed(whole, size=size, links=None) for size in (SHORT, BRIEF)]

    seen = [each for block in sent["blocks"] for each in shown(block)]
    assert unescaped(sent["text"]) in [each.headline for each in meant]
    fitting = next(each for each in meant if each.entries[0].text.words in seen)
    assert all(entry.text.words in seen for entry in fitting.entries)
    assert all(f"{entry.text.title} — {entry.text.source}" in seen for entry in fitting.entries)
    assert [link for block in sent["blocks"] for link in links(block)] == [
        entry.text.url for entry in fitting.entries if entry.text.url
    ]


@pytest.mark.parametrize("naughty", NAUGHTY, ids=lambda text: ascii(text[:20]))
def test_news_in_a_thread_is_text_too(naughty: str) -> None:
    news = (Reported(with_everywhere(NEW, naughty), (naughty,)), Reported(UPDATE, ("Skerry Post",)))
    sent = slack_news(news)
    seen = [each for block in sent["blocks"] for each in shown(block)]
    assert seen[1] == "Mara Quill: Now also in Skerry Post."
    assert unescaped(sent["text"]).startswith("Now also in ")


@pytest.mark.parametrize("one", ["x", "&", "👩‍👩‍👧‍👦", "é "])
@pytest.mark.parametrize("kind", ["alert", "group", "digest"])
def test_the_longest_message_is_within_slacks_limits(kind: str, one: str) -> None:
    view = with_everywhere(UPDATE, one * 50_000)
    view = replace(view, reasons=view.reasons * 50, also_in=view.also_in * 50)
    sent = slack_message(longest(kind, view), LINKS)
    seen = [each for block in sent["blocks"] for each in shown(block)]
    assert len(sent["blocks"]) <= MAX_BLOCKS
    assert sum(map(len, seen)) <= MAX_MESSAGE_CHARS


def longest(kind: str, view: AlertView) -> Message:
    if kind == "alert":
        return alone(view)
    views = [replace(view, token=uuid4(), topic_id=number) for number in range(60)]
    if kind == "group":
        return replace(GROUP, alerts=tuple(views[:10]))
    topics = tuple(
        DigestTopic(
            each.topic_id,
            each.topic,
            (DigestSpeaker(each.speaker, (each,), updates=(), also_reported=(), unlisted=1),),
            unlisted=1,
        )
        for each in views
    )
    assert DIGEST.digest
    return replace(DIGEST, digest=replace(DIGEST.digest, topics=topics))


def test_a_burst_is_shortened_before_any_of_it_is_left_out() -> None:
    whole = longest("group", with_everywhere(UPDATE, "x" * 50_000))
    ids = {block.get("block_id") for block in slack_message(whole, LINKS)["blocks"]}
    assert {f"alert-{view.token}" for view in whole.alerts} <= ids


def test_what_a_digest_has_no_room_for_is_counted() -> None:
    whole = longest("digest", LOCKS)
    seen = [each for block in slack_message(whole)["blocks"] for each in shown(block)]
    listed = sum(each.startswith("two of the seven locks") for each in seen)
    assert 9 <= listed < 60
    left_out = 60 - listed
    assert f"and {3 * left_out} more on {left_out} other topics" in seen
    assert seen.count("and 1 more by Oddny Brekke") == seen.count("and 1 more on this topic") == listed
    assert composed(whole, size=FULL, links=None).more is None


def test_an_escaped_text_is_cut_before_the_limit_and_never_in_an_entity() -> None:
    assert escaped("Q&A <3", 100) == "Q&amp;A &lt;3"
    for limit in range(7, 60):
        cut = escaped("a&" * 40, limit)
        assert len(cut) <= limit
        assert unescaped(cut).endswith("…")


def test_every_field_of_an_alert_was_tried() -> None:
    tried = with_everywhere(UPDATE, "naughty")
    ours = {"alert_id", "token", "topic_id", "kind", "quoted", "published_at", "completeness", "copies_in"}
    for field in fields(AlertView):
        assert field.name in ours or "naughty" in repr(getattr(tried, field.name)), field.name
