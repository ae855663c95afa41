"""Alerts and the closing table, as a terminal shows them."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from onrecord_alert.records import DigestSpeaker, DigestTopic, DigestView, Reported, Suppressed
from onrecord_cli.demo.printing import (
    Tally,
    alert_card,
    closing_table,
    digest_card,
    edition_rule,
    growth_line,
)
from support.alerts import NEW, UPDATE, with_everywhere
from support.naughty import NAUGHTY

TALLY = Tally(
    feeds=3,
    entries=41,
    articles={"full": 37, "paywalled": 1, "feed_only": 1},
    clutter={"newsletter": 31, "author_bio": 39, "donation": 12, "advert": 0},
    statements={"direct": 73, "indirect": 52, "mixed": 9},
    verdicts={"new": 118, "re_report": 12, "update": 3},
    sent={"slack": 10, "email": 8},
    suppressed={"re_report": 5, "baseline": 6},
    seconds=41.4,
)

QUILL = DigestSpeaker("Mara Quill", (NEW,), (UPDATE,), (Reported(NEW, ("Skerry Post",)),), unlisted=0)
DIGEST = DigestView(
    since=NEW.published_at,
    until=UPDATE.published_at,
    topics=(DigestTopic(12, "Harbour tolls", (QUILL,), unlisted=0),),
    suppressed=(Suppressed("re_report", 5), Suppressed("baseline", 2)),
    over_cap=0,
    held=0,
)


def printed(what: RenderableType, width: int = 80, *, colours: bool = False, no_color: bool = False) -> str:
    out = StringIO()
    console = Console(
        file=out, width=width, force_terminal=colours, color_system="truecolor" if colours else None,
        no_color=no_color, legacy_windows=False,
    )  # fmt: skip
    console.print(what)
    return out.getvalue()


def flat(text: str) -> str:
    """Undo the frame and the line breaks."""
    return " ".join(re.sub("[│╭╮╰╯─]", " ", text).split())


@pytest.mark.parametrize("width", [80, 120])
def test_a_card_says_who_role_verb_words_outlet_time_link_and_why(width: int) -> None:
    text = flat(printed(alert_card(NEW, subscriber="Island desk", channel="slack"), width))
    for part in (
        "Harbour tolls · New statement",
        f"{NEW.speaker}, {NEW.role}, {NEW.cue}:",
        f"“{NEW.words}”",
        "Minister rules out dearer moorings until the breakwater is paid for",
        "in Gullhaven Courier, 23 November 2026, 08:30 UTC",
        NEW.url,
        'why said_by:"Mara Quill" met by “Mara Quill”',
        '"harbour tolls" met by “harbour tolls”',
        "Slack → Island desk",
    ):
        assert part in text


def test_a_card_of_an_update_says_what_was_said_before_where_else_and_how_much_was_read() -> None:
    text = flat(printed(alert_card(UPDATE, subscriber="Ines Varrow", channel="email")))
    assert "Harbour tolls · Update" in text
    assert f"before “{NEW.words}” — Gullhaven Courier, 23 November 2026" in text
    assert f"Also in {' and '.join(UPDATE.also_in)}." in text
    assert "note ⚠ Only the teaser could be read" in text
    assert "e-mail → Ines Varrow" in text


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("string", NAUGHTY, ids=range(len(NAUGHTY)))
def test_whatever_the_article_says_no_line_is_wider_than_the_terminal(string: str, width: int) -> None:
    text = printed(
        alert_card(with_everywhere(UPDATE, string), subscriber="Island desk", channel="slack"), width
    )
    assert max(map(cell_len, text.splitlines())) <= width
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


def test_square_brackets_of_a_stranger_are_square_brackets() -> None:
    view = replace(
        NEW, words="[red]stop[/red] [link=https://evil.example]here[/link]", topic="[bold]Tolls[/]"
    )
    text = flat(printed(alert_card(view, subscriber="[i]desk", channel="slack")))
    assert "“[red]stop[/red] [link=https://evil.example]here[/link]”" in text
    assert "[bold]Tolls[/] ·" in text
    assert "Slack → [i]desk" in text


def test_new_is_green_an_update_is_yellow_and_no_color_is_neither() -> None:
    new = alert_card(NEW, subscriber="Island desk", channel="slack")
    update = alert_card(UPDATE, subscriber="Island desk", channel="slack")
    assert "\x1b[32m" in printed(new, colours=True)
    assert "\x1b[33m" in printed(update, colours=True)
    for card in (new, update, closing_table(TALLY)):
        assert not re.search(r"\x1b\[(?:\d;)*(?:3|4|9|10)\d", printed(card, colours=True, no_color=True))


@pytest.mark.parametrize("width", [80, 120])
def test_the_closing_table_says_each_count_once_and_fits(width: int) -> None:
    text = printed(closing_table(TALLY), width)
    assert max(map(cell_len, text.splitlines())) <= width
    rows = [" ".join(row.split()) for row in text.splitlines() if row.strip()]
    assert rows == [
        "What came of it, in 41 seconds",
        "entries seen 41 in 3 feeds",
        "articles 39 full 37 · feed only 1 · paywalled 1",
        "clutter removed 82 author bio 39 · newsletter 31 · donation 12",
        "statements 134 direct 73 · indirect 52 · mixed 9",
        "new 118",
        "repeats 0",
        "re-reports 12",
        "updates 3",
        "alerts sent 18 Slack 10 · e-mail 8",
        "alerts suppressed 11 baseline 6 · re-report 5",
    ]


def test_an_empty_demo_has_a_table_of_noughts() -> None:
    nothing = Tally(0, 0, {}, {}, {}, {}, {}, {}, 0.2)
    assert "clutter removed 0" in " ".join(printed(closing_table(nothing)).split())


def test_an_edition_is_announced_and_the_first_is_not_called_news() -> None:
    assert "edition 2 of 4 is out" in printed(edition_rule(2, 4))
    assert "read, not told" in printed(edition_rule(0, 4))


def test_a_message_that_grew_is_one_line_that_says_who_reports_it_too() -> None:
    grown = replace(NEW, also_in=("Skerry Post", "Lighthouse Radio"))
    text = flat(printed(growth_line(grown, subscriber="Island desk")))
    assert text.startswith("↻ Island desk’s message grew: Mara Quill, “We will not raise")
    assert text.endswith("Also in Skerry Post and Lighthouse Radio.")


def test_a_digest_is_shown_by_topic_with_updates_first_and_what_was_not_told_at_its_foot() -> None:
    text = flat(printed(digest_card(DIGEST, subscriber="Ines Varrow", channel="email")))
    parts = [
        "Digest",
        "Harbour tolls",
        "Mara Quill, minister for ports, said: the tolls will rise by 4 per cent",
        "Mara Quill, minister for ports, insisted: “We will not raise",
        "Also in Skerry Post.",
        "not told: re-report 5 · baseline 2",
        "e-mail → Ines Varrow",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("string", NAUGHTY, ids=range(len(NAUGHTY)))
def test_a_digest_stays_in_its_frame_whatever_the_article_says(string: str) -> None:
    hostile = with_everywhere(NEW, string)
    speaker = DigestSpeaker(string, (hostile,), (), (Reported(hostile, (string,)),), 0)
    view = replace(DIGEST, topics=(DigestTopic(1, string, (speaker,), 0),))
    lines = printed(digest_card(view, subscriber="Ines Varrow", channel="email"), 80).splitlines()
    assert {cell_len(line) for line in lines} == {80}
