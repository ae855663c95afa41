"""Copies of one text share keys and passages, whatever was done to them; follow-ups do not."""

from random import Random

import numpy as np
import pytest

from onrecord_clean.nearness import (
    KEYS,
    LEAST_PASSAGES,
    MAX_WORDS,
    SHARED_KEYS,
    Passages,
    containment,
    is_copy,
    keys,
    passages,
)

RANDOM = Random(7)
WORDS = [f"{first}{second}{third}" for first in "bdgklmprst" for second in "aeiou" for third in "lnrstx"]


def article(words: int = 600) -> list[str]:
    """Make paragraphs of 40 words that no other article has."""
    return [" ".join(RANDOM.choices(WORDS, k=40)) + "." for _ in range(words // 40)]


def are_copies(one: list[str], other: list[str], *, same_outlet: bool = False) -> bool:
    ours, theirs = passages(one), passages(other)
    shared = set(keys(ours)) & set(keys(theirs))
    return len(shared) >= SHARED_KEYS and is_copy(ours, theirs, same_outlet=same_outlet)


def edited(paragraphs: list[str], every: int) -> list[str]:
    """Change every *every*-th word."""
    words = " ".join(paragraphs).split()
    words[::every] = RANDOM.choices(WORDS, k=len(words[::every]))
    return [" ".join(words)]


def test_trimmed_edited_merged_and_moved_copies_are_copies() -> None:
    whole = article()
    assert are_copies(whole, whole)
    assert are_copies(whole, whole[:5])
    assert are_copies(whole, edited(whole, 12))
    assert are_copies(whole, [" ".join(whole[5:]), *whole[:5]])
    assert are_copies(whole, [*article(80), *whole])


def test_what_follows_up_on_an_article_is_no_copy_of_it() -> None:
    whole = article()
    assert not are_copies(whole, article())
    assert not are_copies(whole, [*article(360), *whole[-6:]])
    assert not are_copies(whole[:2], [*article(800), *whole[:2]])


def test_within_one_outlet_only_the_same_text_is_a_copy() -> None:
    whole = article()
    assert are_copies(whole, [*article(40), *whole], same_outlet=True)
    assert not are_copies(whole, edited(whole, 12), same_outlet=True)


def test_case_and_punctuation_make_no_difference() -> None:
    whole = article()
    shouted = [paragraph.upper().replace(" ", " — ") for paragraph in whole]
    assert np.array_equal(passages(whole), passages(shouted))


@pytest.mark.parametrize("paragraphs", [[], [""], ["one two three"], ["…"] * 1000])
def test_a_text_without_passages_is_near_nothing(paragraphs: list[str]) -> None:
    none = passages(paragraphs)
    assert len(none) == 0
    assert keys(none) == []
    assert containment(none, passages(article())) == 0.0
    assert not is_copy(none, none, same_outlet=False)


def test_a_notice_has_no_keys() -> None:
    notice = passages(
        ["The results of the third division at a glance, with tables and all the goals of the day."]
    )
    assert 0 < len(notice) < LEAST_PASSAGES
    assert keys(notice) == []
    assert not is_copy(notice, notice, same_outlet=False)


def test_keys_are_few_signed_and_the_same_everywhere() -> None:
    found = keys(passages(article()))
    assert len(found) == KEYS
    assert all(-(2**63) <= key < 2**63 for key in found)
    text = [" ".join(f"word{n}" for n in range(60))]
    assert keys(passages(text))[:2] == [654815689237143868, 1229839561781795133]


def test_a_huge_text_is_read_up_to_a_bound() -> None:
    one_line = ["wall " * 10 + " ".join(RANDOM.choices(WORDS, k=300_000))]
    assert 0 < len(passages(one_line)) <= MAX_WORDS
    lone_surrogates: Passages = passages(["\ud800 \udfff " * 100])
    assert len(lone_surrogates) >= 0


def test_scripts_without_spaces_are_read_letter_by_letter() -> None:
    text = (
        "港は月曜日に閉鎖されたと港湾当局が発表したが理由については明らかにされておらず関係者は困惑している"
    )
    assert len(passages([text])) > LEAST_PASSAGES
