"""Words, marks and JSON: nothing that could steer a terminal, nothing that a machine could not read."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from onrecord_clean.records import Block, Cleaned
from onrecord_cli.analysis import Analysis
from onrecord_cli.screen.article import article
from onrecord_cli.screen.terminal import as_json, visible
from onrecord_cli.screen.wording import ago, attributed, count, due, quoted, short, size, span
from onrecord_extract.records import Entity, Extracted, Statement

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-3600, "in 60 min"), (-5, "in 5 s"), (0, "just now"), (59, "59 s ago"), (60, "1 min ago"), (7199, "119 min ago"),
     (7200, "2 h ago"), (172_800, "2 d ago")],
)  # fmt: skip
def test_a_time_is_told_in_its_largest_unit(seconds: float, said: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_what_never_was_and_what_is_due_have_words_of_their_own() -> None:
    assert ago(None, NOW) == "never"
    assert due(NOW - timedelta(days=1), NOW) == "now"
    assert due(NOW + timedelta(minutes=5), NOW) == "in 5 min"
    assert span(0.4) == "0 s"


def test_amounts_agree_with_their_nouns() -> None:
    assert [count(0, "entry", "entries"), count(1, "entry", "entries"), count(2_000, "feed")] == [
        "0 entries",
        "1 entry",
        "2,000 feeds",
    ]
    assert [size(812), size(43_210), size(1_200_000)] == ["812 B", "43 kB", "1.2 MB"]


def test_only_direct_speech_stands_in_quotation_marks_and_only_once() -> None:
    assert quoted("no", "direct") == "“no”"
    assert quoted("“no”", "direct") == "“no”"
    assert quoted("that it would not", "indirect") == "that it would not"


@pytest.mark.parametrize(
    ("name", "source", "role", "cue", "said"),
    [
        ("Mara Quill", "Quill", "minister for ports", "denied", "Mara Quill, minister for ports, denied: "),
        ("Mara Quill", "Quill", None, "said", "Mara Quill said: "),
        ("Mara Quill", "Quill", "minister", "", "Mara Quill, minister: "),
        ("Mara Quill", "Quill", None, "According to", "According to Mara Quill: "),
        (None, "the sceptics", None, "hoped", "the sceptics hoped: "),
        (None, "a clerk at the port", "clerk at the port", "said", "a clerk at the port said: "),
        (None, "He", "clerk at the port", "added", "He, clerk at the port, added: "),
        (None, "", None, "", "somebody unnamed: "),
    ],
)  # fmt: skip
def test_a_statement_is_attributed_as_a_person_would(
    name: str | None, source: str, role: str | None, cue: str, said: str
) -> None:
    assert attributed(name, source, role=role, cue=cue).plain == said


@given(st.text())
def test_json_of_any_text_is_read_back_and_holds_nothing_that_steers(text: str) -> None:
    written = as_json({"text": text})
    assert json.loads(written) == {"text": text}
    written.encode("utf-8")
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in written)


@given(st.text())
def test_visible_text_keeps_its_offsets_and_holds_nothing_that_steers(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not set("\x00\x07\x1b\x7f\x9b\u202e\u2066\ud800") & set(shown)


def test_rows_become_json_with_times_in_utc() -> None:
    @dataclass(frozen=True, slots=True)
    class Row:
        at: datetime
        names: tuple[str, ...]

    east = datetime(2026, 11, 23, 11, 0, tzinfo=timezone(timedelta(hours=2)))
    assert json.loads(as_json([Row(east, ("a",))])) == [{"at": "2026-11-23T09:00:00Z", "names": ["a"]}]
    with pytest.raises(TypeError):
        as_json(object())


TEXT = "Tolls to stay\n\n“Not by a penny,” said Mara Quill."
ANALYSIS = Analysis(
    Cleaned(
        title="Tolls to stay",
        text=TEXT,
        blocks=(
            Block("Home", "navigation", None, None),
            Block("News", "navigation", None, None),
            Block("Tolls to stay", "headline", 0, 13),
            Block("“Not by a penny,” said Mara Quill.", "body", 15, 49),
            Block("Give today \x1b[2J", "donation", None, None),
        ),
        lang="en", completeness="full", completeness_evidence="ends", access="free", access_evidence="declared", sponsored=True,
        sponsored_evidence="its section", agency="AP", agency_evidence="byline",
    ),
    Extracted(
        (Entity("Mara Quill", 38, 48, "PERSON", "Mara Quill", 0),),
        (Statement("direct", ((38, 48),), ((33, 37),), ((15, 32),), "Mara Quill", 0, None),),
    ),
)  # fmt: skip


def drawn(analysis: Analysis, *, width: int, colour: bool) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=colour, color_system="standard" if colour else None, highlight=False)  # fmt: skip
    console.print(article(analysis))
    return file.getvalue()


def test_an_article_is_drawn_with_labels_in_the_margin_and_clutter_in_runs() -> None:
    lines = [line.strip() for line in drawn(ANALYSIS, width=120, colour=False).splitlines() if line.strip()]
    assert lines[:7] == [
        "Tolls to stay",
        "full (ends) · access free (declared) · en · 10 words · from AP (byline) · sponsored (its section)",
        "navigation  Home · News ×2",
        "headline  Tolls to stay",
        "body  “Not by a penny,” said Mara Quill.",
        "donation  Give today [2J",
        "1 statement",
    ]
    assert lines[7] == "direct  Mara Quill said: “Not by a penny,”"
    assert lines[-1] == "person  Mara Quill"


def test_source_cue_and_content_stand_out_in_the_text() -> None:
    out = drawn(ANALYSIS, width=80, colour=True)
    assert "\x1b[32m“Not by a penny,”\x1b[0m \x1b[33msaid\x1b[0m \x1b[1;36mMara Quill\x1b[0m." in out


def test_an_article_with_nothing_in_it_is_drawn() -> None:
    nothing = Analysis(
        Cleaned(None, "", (), None, "blocked", "HTTP 403", "unknown", "no page", sponsored=False),
        Extracted((), ()),
    )
    assert "blocked (HTTP 403)" in drawn(nothing, width=60, colour=False)


def test_one_line_of_a_stranger_is_one_short_line() -> None:
    assert short("a\n\tb\x00") == "a b"
    assert short(None) == "–"
    assert len(short("x" * 1000)) <= 300
