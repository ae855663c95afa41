"""What words and meaning tell of two statements, and what becomes of it."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from onrecord_track.likeness import Telling
from onrecord_track.meaning import aligned, alike, meaning
from onrecord_track.quoting import held, is_quotation, quoted, quoted_stems
from onrecord_track.records import Said
from onrecord_track.sameness import sameness

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FERRY = Said("Ana Lind", "said", "the ferry to Stoneholm will sail all winter", "", "Herald", MONDAY)
BOATS = replace(FERRY, content="boats will go on running to Stoneholm through the cold months")
TAXES = replace(FERRY, content="the council must never again raise the tax on houses")
NOBODY = frozenset[str]()


def sure(one: Said, other: Said) -> float:
    return sameness(Telling(one), Telling(other)).sure


def test_meaning_tells_a_paraphrase_from_another_matter() -> None:
    ferry, boats, taxes = (meaning(each.content) for each in (FERRY, BOATS, TAXES))
    assert alike(ferry, boats) > alike(ferry, taxes) + 0.3
    assert aligned(ferry, boats, leave_out=NOBODY) > aligned(ferry, taxes, leave_out=NOBODY) + 0.2
    assert sure(FERRY, BOATS) > 2 * sure(FERRY, TAXES)


def test_a_text_is_aligned_with_itself_and_with_any_text_that_holds_it() -> None:
    ferry = meaning(FERRY.content)
    assert aligned(ferry, ferry, leave_out=NOBODY) == pytest.approx(1, abs=1e-5)
    longer = meaning(f"{FERRY.content}, and nobody is going to pay more for a ticket than last year")
    assert aligned(ferry, longer, leave_out=NOBODY) > 0.8
    assert aligned(longer, ferry, leave_out=NOBODY) == pytest.approx(
        aligned(ferry, longer, leave_out=NOBODY), abs=1e-5
    )


def test_names_that_are_left_out_do_not_align() -> None:
    one, other = meaning("Lind swims"), meaning("Lind hesitates")
    assert aligned(one, other, leave_out=frozenset({"lind"})) < aligned(one, other, leave_out=NOBODY)
    assert aligned(meaning("Lind"), meaning("Lind"), leave_out=frozenset({"lind"})) == 0
    assert aligned(meaning(""), one, leave_out=NOBODY) == 0


def test_what_each_token_tells_adds_up_to_its_word() -> None:
    told = meaning("the Stoneholm ferry")
    stoneholm = [number for number, each in enumerate(told.stems) if each == "stoneholm"]
    assert len(stoneholm) > 1  # the model knows it in parts
    by_word = [told.weights[[each == name for each in told.stems]].sum() for name in ("the", "ferri")]
    assert by_word[0] < 1 < by_word[1] < told.weights[stoneholm].sum()
    assert np.all(told.weights >= 0)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“We will sail,” … “all winter”", "We will sail, … all winter"),
        ('that "we will" sail', "we will"),
        ("''We'll sail,'' and", "We'll sail,"),
        ("the ‘whole of winter’ for the skippers’ boats", "whole of winter"),
        ("nothing at all", ""),
        ("“never closed", ""),
    ],
)
def test_what_is_quoted_is_found_in_all_the_marks_that_papers_use(text: str, inside: str) -> None:
    assert quoted(text) == inside


def test_a_report_that_quotes_is_no_quotation() -> None:
    assert is_quotation("“We will sail all winter,”")
    assert not is_quotation("that they would “sail all winter”")
    assert not is_quotation("")


def test_the_quoted_part_of_a_report_weighs_where_the_other_side_holds_it() -> None:
    report = "that Lind would “mend the sluice” soon"
    full = frozenset({"mend", "sluic"})
    assert (
        held(quoted_stems(report), full, leave_out=NOBODY)
        > held(quoted_stems(report), frozenset({"mend"}), leave_out=NOBODY)
        > 0
    )
    assert held(quoted_stems(report), frozenset(), leave_out=NOBODY) == 0
    assert held(quoted_stems("“mend the sluice”"), full, leave_out=NOBODY) == 0
    assert held(quoted_stems(report), full, leave_out=full) == 0


@pytest.mark.parametrize("other", [BOATS, TAXES, replace(FERRY, content="“will sail all winter”"), FERRY])
def test_sameness_is_symmetric_to_the_last_bit(other: Said) -> None:
    assert sure(FERRY, other) == sure(other, FERRY)
