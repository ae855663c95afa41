"""The novelty decision on pairs written for it."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_track.judge_lines import judge_record
from onrecord_track.judging import judge
from onrecord_track.records import Said

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def said(content: str, cue: str = "said", speaker: str | None = "Ana Lind", sentence: str = "") -> Said:
    return Said(speaker, cue, content, sentence or f"{speaker} {cue} {content}", "Vess Herald", MONDAY)


FERRY = said("“The ferry to Stoneholm will run through the winter, and nobody will pay more for it,”")


@pytest.mark.parametrize(
    "later",
    [
        said('"The ferry to Stoneholm will run through the winter, and nobody will pay more for it."', "told radio"),
        said("“The ferry to Stoneholm will run through the winter”"),
        said("that the Stoneholm ferry would run through the winter and nobody would pay more for it"),
        said("the Stoneholm ferry “will run through the winter”", "promised", "Ms Lind"),
        said("Stoneholm Ferry Will Run Through The Winter", ":"),
    ],
    ids=["verbatim", "trimmed", "indirect", "partly quoted", "headline"],
)  # fmt: skip
def test_the_same_told_another_way_is_the_same(later: Said) -> None:
    judgement = judge(FERRY, later)
    assert judgement.verdict == "same", judgement
    assert judgement.score >= 0.5


@pytest.mark.parametrize(
    ("earlier", "later", "reason"),
    [
        (said("the port will cut 300 jobs this year"), said("the port will cut 450 jobs this year"), "“300” became “450”"),
        (said("the sluice opens to ships on Friday"), said("the sluice opens to ships on Monday"), "“Friday” became “Monday”"),
        (said("she will sign the harbour order"), said("she will not sign the harbour order"), "“sign” is denied"),
        (said("the harbour order", "has refused to sign"), said("the harbour order", "has agreed to sign"), "“sign” is denied"),
        (
            said("the council backs the school, the library and the pool"),
            said("the council backs the school, the library but not the pool"),
            "denied",
        ),
        (said("she would back Holm over Berg in May"), said("she would back Berg over Holm in May"), "another order"),
    ],
)  # fmt: skip
def test_a_changed_number_date_or_denial_is_an_update(earlier: Said, later: Said, reason: str) -> None:
    judgement = judge(earlier, later)
    assert judgement.verdict == "update", judgement
    assert reason in judgement.reason


@pytest.mark.parametrize(
    "later",
    [
        replace(FERRY, speaker="Peter Lind"),
        replace(FERRY, speaker="the Harbour Board"),
        said("“The library will close for the winter,”"),
        said("the port will cut 450 jobs this year"),
    ],
)
def test_other_words_and_other_peoples_words_are_different(later: Said) -> None:
    assert judge(FERRY, later).verdict == "different"


def test_other_peoples_words_name_both_speakers() -> None:
    assert judge(FERRY, replace(FERRY, speaker="Peter Lind")).reason == "said by Peter Lind, not by Ana Lind"


def test_where_nobody_knows_the_speaker_only_the_same_letters_are_the_same() -> None:
    unknown = replace(FERRY, speaker=None)
    assert judge(FERRY, unknown).verdict == "same"
    assert judge(unknown, unknown).verdict == "same"
    retold = said("that the Stoneholm ferry would run all winter and cost nobody more", speaker=None)
    assert judge(FERRY, retold).verdict == "different"
    assert judge(unknown, said("“No comment.”", speaker=None)).verdict == "different"
    turned = said(
        "“The ferry to Stoneholm will not run through the winter, and nobody will pay more for it,”"
    )
    assert judge(unknown, turned).verdict == "different"


def test_a_word_or_two_is_the_same_only_in_the_same_sentence() -> None:
    asked = "Asked whether the bridge was safe, Ana Lind said: “Yes.”"
    elsewhere = "Asked whether she would run again, Ana Lind said: “Yes.”"
    assert judge(said("“Yes.”", sentence=asked), said("“Yes.”", sentence=elsewhere)).verdict == "different"
    assert judge(said("“Yes.”", sentence=asked), said("Yes", sentence=asked)).verdict == "same"


@pytest.mark.parametrize("content", ["", "…", "?!", "a", "مرحبا بالعالم", "“”" * 100])
def test_a_statement_of_next_to_nothing_gets_an_answer(content: str) -> None:
    judgement = judge(said(content), FERRY)
    assert judgement.verdict == "different"
    assert 0 <= judgement.score <= 1


def test_a_statement_of_50_kb_is_judged_in_bounded_time() -> None:
    long = said("the ferry will run and the port will pay " * 1200)
    begun = time.process_time()
    assert judge(long, replace(long, content=long.content + "twice")).verdict == "same"
    assert judge(long, FERRY).score < 1
    assert time.process_time() - begun < 5


def test_a_reason_stays_short_however_long_a_word_or_number_is() -> None:
    word, number = "x" * 50_000, "7" * 50_000
    assert len(judge(said(word), said(word)).reason) < 200
    changed = judge(said(f"the port cuts {number} jobs now"), said(f"the port cuts {number}8 jobs now"))
    assert len(changed.reason) < 200


WORDS = st.sampled_from(
    ["ferry", "harbour", "not", "will", "sign", "12", "Friday", "Lind", "cut", "never", "plan"]
)
SAID = st.builds(
    said,
    st.lists(WORDS, min_size=1, max_size=12).map(" ".join),
    st.sampled_from(["said", "denied", ""]),
    st.sampled_from(["Ana Lind", "Lind", "Peter Holm", None]),
)


@given(SAID, SAID)
def test_a_verdict_does_not_depend_on_which_came_first(one: Said, other: Said) -> None:
    forth, back = judge(one, other), judge(other, one)
    assert (forth.verdict, forth.score) == (back.verdict, back.score)


@given(SAID)
def test_a_statement_is_never_an_update_of_itself(one: Said) -> None:
    assert judge(one, one).verdict != "update"


def test_a_record_is_judged_as_the_command_line_gives_it() -> None:
    side = {
        "speaker": "Ana Lind",
        "cue": "said",
        "content": "the sluice opens on Friday",
        "date": "2026-03-02",
    }
    told = judge_record(
        {"id": "p1", "earlier": side, "later": {**side, "content": "the sluice opens on Monday"}}
    )
    assert (told["id"], told["verdict"]) == ("p1", "update")


@pytest.mark.parametrize(
    ("later", "message"),
    [
        (None, "later: an object"),
        ({"speaker": "Ana Lind"}, "later.content"),
        ({"content": "x", "cue": 3}, "later.cue: not a text"),
        ({"content": "x", "date": "yesterday"}, "later.date: not an ISO 8601 date"),
    ],
)
def test_a_wrong_record_says_what_is_wrong(later: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        judge_record({"id": 1, "earlier": {"content": "x"}, "later": later})
