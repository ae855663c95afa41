"""Placing statements among known utterances, and who is told of it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from onrecord_track.due import Met, outcome
from onrecord_track.keys import fortnight, keys_to_find, keys_to_store
from onrecord_track.likeness import Telling
from onrecord_track.records import Said
from onrecord_track.tracking import Candidate, Placement, place

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HORIZON = timedelta(days=14)


def telling(
    content: str, *, outlet: str = "Herald", days: float = 0.0, speaker: str | None = "Ana Lind"
) -> Telling:
    return Telling(
        Said(speaker, "said", content, f"{speaker} said {content}", outlet, MONDAY + timedelta(days=days))
    )


def known(number: int, *tellings: Telling, told_here: bool = False) -> Candidate:
    first = tellings[0].said
    order = (first.date, first.outlet, "", number)
    return Candidate(number, order, tellings, told_here)


FERRY = "“The ferry to Stoneholm will run through the winter, and nobody will pay more for it,”"
FERRY_TRIMMED = "the Stoneholm ferry “will run through the winter”"
JOBS_300 = "the port of Vess will cut 300 jobs before the summer"
JOBS_450 = "the port of Vess will cut 450 jobs before the summer"


def put(said: Telling, *candidates: Candidate) -> Placement:
    return place(said, candidates, horizon=HORIZON)


def test_what_nobody_said_is_new() -> None:
    placement = put(telling(FERRY))
    assert (placement.verdict, placement.joins, placement.nearest_id) == ("new", None, None)


def test_the_same_outlet_repeats_and_another_re_reports() -> None:
    here = known(7, telling(FERRY), told_here=True)
    assert put(telling(FERRY_TRIMMED, days=1), here).verdict == "repeat"
    elsewhere = put(telling(FERRY_TRIMMED, days=1, outlet="Times"), known(7, telling(FERRY)))
    assert (elsewhere.verdict, elsewhere.joins) == ("re_report", 7)


def test_a_changed_figure_updates_the_earlier_utterance() -> None:
    placement = put(telling(JOBS_450, days=1), known(3, telling(FERRY)), known(7, telling(JOBS_300)))
    assert (placement.verdict, placement.joins, placement.update_of) == ("update", None, 7)
    assert placement.reason == "“300” became “450”"


def test_a_repeated_update_joins_the_update_and_not_what_it_updated() -> None:
    placement = put(
        telling(JOBS_450, days=2), known(7, telling(JOBS_300)), known(8, telling(JOBS_450, days=1))
    )
    assert (placement.verdict, placement.joins) == ("re_report", 8)


def test_the_same_a_month_later_is_new_again() -> None:
    assert put(telling(FERRY, days=30), known(7, telling(FERRY))).verdict == "new"


def test_a_part_of_the_fullest_telling_joins_too() -> None:
    fullest = telling(f"{FERRY} … “And the harbour master has my word that the old lighthouse stays lit,”")
    candidate = known(7, telling(FERRY), fullest)
    placement = put(
        telling("“the harbour master has my word that the old lighthouse stays lit”", days=1), candidate
    )
    assert placement.joins == 7


def test_what_changed_against_one_telling_has_changed() -> None:
    candidate = known(7, telling("the port will cut jobs before the summer"), telling(JOBS_300))
    assert put(telling(JOBS_450, days=1), candidate).verdict == "update"


def test_the_earliest_of_two_equally_alike_is_joined() -> None:
    early, late = known(9, telling(FERRY)), known(7, telling(FERRY, days=1))
    assert put(telling(FERRY, days=2), late, early).joins == 9


@pytest.mark.parametrize("days", [-14, -1, 0, 1, 13, 14])
def test_what_could_be_the_same_is_found_by_its_keys(days: float) -> None:
    stored = keys_to_store(telling(FERRY))
    assert stored & keys_to_find(telling(FERRY_TRIMMED, days=days))
    assert stored & keys_to_find(telling(FERRY, days=days, speaker=None))
    assert len(stored) <= 20


def test_other_words_and_other_years_are_not_found() -> None:
    stored = keys_to_store(telling(FERRY))
    assert not stored & keys_to_find(telling("the library closes for repairs"))
    assert not stored & keys_to_find(telling(FERRY, days=365))
    assert not stored & keys_to_find(telling("the ferry to Stoneholm runs all winter", speaker="Peter Holm"))


def test_after_the_last_fortnight_nothing_is_looked_for() -> None:
    here = fortnight(telling(FERRY).said.date)
    found = [keys_to_find(telling(FERRY), newest=newest) for newest in (here, here + 1, None)]
    assert found[0] < found[1] == found[2]
    for days in (-14, 0):
        assert keys_to_store(telling(FERRY, days=days)) <= found[0]
    assert keys_to_store(telling(FERRY, days=14)) <= found[1] - found[0]


def test_what_one_person_says_in_a_fortnight_stands_together_in_the_index() -> None:
    keys = (
        keys_to_store(telling(FERRY))
        | keys_to_store(telling(JOBS_300))
        | keys_to_store(telling(JOBS_450, days=1))
    )
    by_upper_half = Counter(key >> 32 for key in keys)
    assert by_upper_half.most_common(1)[0][1] >= 10  # the words of all three; runs of words stand alone
    others = keys_to_store(telling(FERRY, speaker="Peter Holm")) | keys_to_store(telling(FERRY, days=15))
    assert by_upper_half.most_common(1)[0][0] not in {key >> 32 for key in others}
    assert all(-(2**63) <= key < 2**63 for key in keys | others)


def test_a_long_statement_has_few_keys() -> None:
    assert len(keys_to_store(telling(" ".join(f"word{n} other{n}" for n in range(3000))))) <= 20


FIRST = Met(
    verdict="new",
    updates=False,
    first_said_at=MONDAY,
    known=False,
    processed_before=False,
    baseline=False,
    quiet=False,
    on_record=True,
    completeness="full",
    wants="any",
    since=MONDAY - timedelta(days=1),
)


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        (FIRST, "due"),
        (replace(FIRST, verdict="update", updates=True), "update_due"),
        (replace(FIRST, verdict="re_report"), "due"),  # its first sighting did not meet this topic
        (replace(FIRST, verdict="re_report", updates=True), "update_due"),
        (replace(FIRST, verdict="repeat", known=True), "repeat"),
        (replace(FIRST, verdict="re_report", known=True), "re_report"),
        (replace(FIRST, baseline=True), "baseline"),
        (replace(FIRST, quiet=True), "reprocessed"),
        (replace(FIRST, updates=True, quiet=True), "reprocessed"),
        (replace(FIRST, verdict="repeat", known=True, quiet=True), "repeat"),
        (replace(FIRST, on_record=False), "not_on_record"),
        (replace(FIRST, on_record=False, known=True), "repeat"),
        (replace(FIRST, since=MONDAY + timedelta(hours=1)), "before_subscription"),
        (replace(FIRST, muted="Ana Lind is muted"), "muted"),
        (replace(FIRST, muted="Ana Lind is muted", known=True), "repeat"),
        (replace(FIRST, muted="Ana Lind is muted", since=MONDAY + timedelta(hours=1)), "before_subscription"),
        (replace(FIRST, completeness="partial", wants="full"), "incomplete"),
        (replace(FIRST, completeness="paywalled", wants="partial"), "due"),
        (replace(FIRST, completeness="feed_only", wants="partial"), "incomplete"),
        (replace(FIRST, completeness="blocked"), "due"),
        (replace(FIRST, completeness="partial", wants="full", muted="Ana Lind is muted"), "muted"),
        (replace(FIRST, completeness="partial", wants="full", updates=True), "incomplete"),
        (replace(FIRST, processed_before=True), "repeat"),
        (replace(FIRST, processed_before=True, verdict="re_report"), "re_report"),
        (replace(FIRST, known=True, baseline=True, updates=True), "repeat"),
    ],
)
def test_an_alert_is_due_once_and_every_other_match_has_its_reason(met: Met, expected: str) -> None:
    told, reason = outcome(met)
    assert told == expected
    assert reason
