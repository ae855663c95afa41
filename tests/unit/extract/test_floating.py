"""A quotation that names nobody belongs to whoever was quoted in the paragraph before."""

from __future__ import annotations

import pytest

from onrecord_extract.floating import MOST_CHARS, spoken_on
from onrecord_extract.records import Statement

TEXT = "“" * (MOST_CHARS + 200)
BOUNDS = ((0, 100), (102, 200), (202, 300), (302, 400))


def said(
    start: int, end: int, speaker: str | None, *, kind: str = "direct", tagged: bool = True
) -> Statement:
    tag = ((end + 1, end + 5),) if tagged else ()
    return Statement(
        kind, tag, tag, ((start, end),), speaker, 0 if speaker else None, "director" if speaker else None
    )


def test_it_goes_on_over_several_paragraphs() -> None:
    (told,) = spoken_on(
        TEXT,
        [said(0, 50, "Ana Lind"), said(102, 200, None, tagged=False), said(202, 300, None, tagged=False)],
        BOUNDS,
    )
    assert told.content == ((0, 50), (102, 200), (202, 300))


def test_what_becomes_a_speech_is_parted_and_keeps_its_speaker() -> None:
    bounds = ((0, MOST_CHARS), (MOST_CHARS + 2, MOST_CHARS + 100))
    told = spoken_on(
        TEXT,
        [said(0, MOST_CHARS - 20, "Ana Lind"), said(MOST_CHARS + 2, MOST_CHARS + 100, None, tagged=False)],
        bounds,
    )
    assert [(one.speaker, one.speaker_id, one.role) for one in told] == [("Ana Lind", 0, "director")] * 2


def test_a_paragraph_without_a_quotation_between_ends_it() -> None:
    told = spoken_on(TEXT, [said(0, 50, "Ana Lind"), said(202, 300, None, tagged=False)], BOUNDS)
    assert told[1].speaker is None


def test_what_is_reported_between_does_not_change_who_is_quoted() -> None:
    told = spoken_on(
        TEXT,
        [
            said(0, 50, "Ana Lind"),
            said(60, 90, "Bo Berg", kind="indirect"),
            said(102, 200, None, tagged=False),
        ],
        BOUNDS,
    )
    assert told[2].speaker == "Ana Lind"


def test_a_quotation_with_a_source_that_nobody_could_name_is_not_another_speakers() -> None:
    told = spoken_on(
        TEXT, [said(0, 50, "Ana Lind"), said(102, 150, None), said(202, 300, None, tagged=False)], BOUNDS
    )
    assert [(one.speaker, one.content) for one in told] == [
        ("Ana Lind", ((0, 50),)),
        (None, ((102, 150), (202, 300))),
    ]


def test_behind_the_tag_it_is_the_rest_of_the_same_statement() -> None:
    (told,) = spoken_on(TEXT, [said(0, 40, "Ana Lind"), said(60, 90, None, tagged=False)], BOUNDS)
    assert (told.content, told.source) == (((0, 40), (60, 90)), ((41, 45),))


def test_a_statement_between_keeps_them_apart() -> None:
    told = spoken_on(
        TEXT,
        [said(0, 20, "Ana Lind"), said(30, 50, "Bo Berg", kind="indirect"), said(60, 90, None, tagged=False)],
        BOUNDS,
    )
    assert [one.speaker for one in told] == ["Ana Lind", "Bo Berg", "Ana Lind"]


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("“We had no choice,” she said.", "‘The Sea Comes Nearer’"),
        ("“We had no choice,” she said.", '"The wall has stood since 1911. It was “mended” twice.'),
    ],
    ids=["a heading", "an excerpt"],
)
def test_other_marks_are_not_the_same_speech(before: str, behind: str) -> None:
    text = f"{before}\n\n{behind}"
    at = text.index(behind)
    quote = before.index("”") + 1
    told = spoken_on(
        text,
        [said(0, quote, "Ana Lind"), said(at, len(text), None, tagged=False)],
        ((0, at - 2), (at, len(text))),
    )
    assert [one.speaker for one in told] == ["Ana Lind", None]


def test_a_straight_mark_that_closes_goes_on_with_a_curly_one() -> None:
    text = '“We had no choice,” she said.\n\n"The wall has stood since 1911."'
    (told,) = spoken_on(
        text,
        [said(0, 19, "Ana Lind"), said(31, len(text), None, tagged=False)],
        ((0, 29), (31, len(text))),
    )
    assert told.content == ((0, 19), (31, len(text)))
