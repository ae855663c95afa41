"""What a message says, in the words a subscriber reads."""

from __future__ import annotations

from dataclasses import fields, replace
from zoneinfo import ZoneInfo

import pytest

from onrecord_alert.records import Reason
from onrecord_alert.wording import BRIEF, CAVEATS, FULL, SHORT, Matched, Worded, listed, worded
from support.alerts import NEW, UPDATE


def test_a_new_statement_says_who_what_where_and_why() -> None:
    assert worded(NEW) == Worded(
        headline=(
            "Harbour tolls · Mara Quill, minister for ports, insisted: “We will not raise the harbour tolls "
            "before the new breakwater is paid for, and not by a…"
        ),
        topic="Harbour tolls",
        label="New statement",
        lead="",
        speaker="Mara Quill",
        trail=", minister for ports, insisted:",
        words="“We will not raise the harbour tolls before the new breakwater is paid for, and not by a penny”",
        sentence=None,
        title="Minister rules out dearer moorings until the breakwater is paid for",
        url="https://courier.gullhaven.example/2026/11/tolls?page=1&view=full",
        source="Gullhaven Courier, 23 November 2026, 08:30\xa0UTC",
        caveat=None,
        matched=(
            Matched('said_by:"Mara Quill"', "“Mara Quill”"),
            Matched('"harbour tolls"', "“harbour tolls”"),
        ),
        matched_more=None,
        earlier=None,
        earlier_source=None,
        also=None,
    )


def test_an_update_says_what_was_said_before_and_what_could_not_be_read() -> None:
    text = worded(UPDATE)
    assert text.label == "Update"
    assert text.headline == (
        "Harbour tolls · Update · Mara Quill, minister for ports, said: the tolls will rise by 4 per cent in March"
    )
    assert text.words == "the tolls will rise by 4 per cent in March"
    assert text.sentence == UPDATE.sentence
    assert text.earlier == (
        "“We will not raise the harbour tolls before the new breakwater is paid for, and not by a penny”"
    )
    assert text.earlier_source == "Gullhaven Courier, 23 November 2026"
    assert text.caveat == "Only the teaser could be read, not the article."
    assert text.also == "Also in Skerry Post and Lighthouse Radio."


@pytest.mark.parametrize(
    ("speaker", "role", "cue", "meant"),
    [
        ("Mara Quill", "minister for ports", "denied", "Mara Quill, minister for ports, denied:"),
        ("Mara Quill", None, "told reporters", "Mara Quill told reporters:"),
        ("Mara Quill", "minister for ports", "according to", "According to Mara Quill, minister for ports:"),
        ("Mara Quill", None, "According to", "According to Mara Quill:"),
        ("Mara Quill", "minister for ports", "", "Mara Quill, minister for ports:"),
        ("a harbour official", None, "said", "A harbour official said:"),
        ("a harbour official", None, "according to", "According to a harbour official:"),
        (None, None, "said", "An unnamed speaker said:"),
        ("\u202e", "\u200b", "\n", "An unnamed speaker:"),
    ],
)
def test_an_attribution_is_a_sentence(speaker: str | None, role: str | None, cue: str, meant: str) -> None:
    text = worded(replace(NEW, speaker=speaker, role=role, cue=cue))
    assert text.lead + text.speaker + text.trail == meant


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Not a penny", "“Not a penny”"),
        ("“Not a penny”", "“Not a penny”"),
        ('"Not a penny"', "“Not a penny”"),
        ('He told us "not a penny"', '“He told us "not a penny"”'),
        ("", "“…”"),
        ('"', '“"”'),
    ],
)
def test_a_quotation_stands_in_one_pair_of_marks(words: str, meant: str) -> None:
    assert worded(replace(NEW, words=words)).words == meant


def test_the_sentence_is_told_only_where_it_adds_to_the_words() -> None:
    around = "In a change of course after two days of talks with the mooring owners, the minister said they will rise."
    assert worded(replace(NEW, words="they will rise", sentence=around)).sentence == around
    assert (
        worded(
            replace(
                NEW, words="the minister said they will rise", sentence="the minister said they will rise."
            )
        ).sentence
        is None
    )
    cut = worded(replace(NEW, words="they will rise", sentence=around * 100)).sentence
    assert cut is not None
    assert len(cut) <= 1_000


def test_every_completeness_but_full_has_its_caveat() -> None:
    assert worded(replace(NEW, completeness="full")).caveat is None
    for completeness, caveat in CAVEATS.items():
        assert worded(replace(NEW, completeness=completeness)).caveat == caveat


@pytest.mark.parametrize(
    ("copies", "said"),
    [(0, "Radio."), (1, "Radio; 1 of them with the same text."), (2, "Radio, with the same text.")],
)
def test_a_copy_is_not_taken_for_a_second_source(copies: int, said: str) -> None:
    also = worded(replace(UPDATE, copies_in=copies)).also
    assert also == f"Also in Skerry Post and Lighthouse {said}"


def test_long_lists_end_with_how_many_more() -> None:
    view = replace(
        NEW,
        also_in=tuple(f"Outlet {number}" for number in range(12)),
        reasons=tuple(Reason(f"clause{number}", "word") for number in range(12)),
    )
    text = worded(view)
    assert text.also == f"Also in {', '.join(f'Outlet {number}' for number in range(8))} and 4 more."
    assert [matched.clause for matched in text.matched] == [f"clause{number}" for number in range(8)]
    assert text.matched_more == "and 4 more clauses"


def test_no_text_of_a_message_is_ever_empty() -> None:
    nothing = replace(
        UPDATE, topic="", speaker="", role="", cue="", words="\u200b", sentence="", outlet="\n", title="",
        url="", reasons=(Reason("", ""),) * 9, also_in=("",),
    )  # fmt: skip
    text = worded(nothing)
    assert text.url is None
    assert text.words == "…"
    assert text.title == "The article"
    for each in fields(Worded):
        if each.name not in ("lead", "url", "sentence"):
            assert getattr(text, each.name), each.name


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("“It will be built quietly,”", "“It will be built quietly”"),
        ("“I need no strike,” … “But a rule takes time.”", "“I need no strike” … “But a rule takes time.”"),
        ('"Yes, and no,"', "“Yes, and no”"),
    ],
)
def test_a_quotation_loses_the_comma_that_led_to_its_speaker(words: str, shown: str) -> None:
    assert worded(replace(NEW, words=words, quoted=True)).words == shown


@pytest.mark.parametrize(
    ("role", "trail"),
    [
        ("harbour’s head of building", ", the harbour’s head of building, said:"),
        ("Amnesty’s director", ", Amnesty’s director, said:"),
        ("minister for ports", ", minister for ports, said:"),
    ],
)
def test_a_role_that_begins_with_its_owner_has_its_article(role: str, trail: str) -> None:
    assert worded(replace(NEW, role=role, cue="told")).trail == trail


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC", "23 November 2026, 08:30\xa0UTC"),
        ("Europe/Berlin", "23 November 2026, 09:30\xa0CET"),
        ("America/Sao_Paulo", "23 November 2026, 05:30\xa0UTC-03"),
        ("Pacific/Kiritimati", "23 November 2026, 22:30\xa0UTC+14"),
    ],
)
def test_times_are_told_by_the_readers_clocks(zone: str, said: str) -> None:
    assert worded(NEW, zone=ZoneInfo(zone)).source == f"Gullhaven Courier, {said}"


def test_an_alert_among_many_says_less_and_nothing_else() -> None:
    view = replace(UPDATE, words="word " * 500, url=f"https://ternisland.example/{'x' * 600}")
    full, short, brief = (worded(view, size=size) for size in (FULL, SHORT, BRIEF))
    assert len(full.words) > len(short.words) > len(brief.words)
    assert (short.sentence, brief.sentence, brief.earlier, brief.matched) == (None, None, None, ())
    assert (full.earlier, full.url) == (short.earlier, short.url)
    assert brief.url is None
    assert {each.speaker for each in (full, short, brief)} == {"Mara Quill"}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and 1 more"),
        (["a"] * 9, "a, a and 7 more"),
    ],
)
def test_names_are_listed_as_people_do(names: list[str], said: str) -> None:
    assert listed(names, 2) == said
