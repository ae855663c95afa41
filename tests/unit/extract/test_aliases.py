"""Names that stand for others, put on what one article gave."""

from __future__ import annotations

import pytest

from onrecord_extract.aliases import names, renamed, resolved
from onrecord_extract.records import Entity, Extracted, Statement

BOTH = Extracted(
    entities=(
        Entity("BoJo", 0, 4, "PERSON", "BoJo", 0),
        Entity("Boris Johnson", 10, 23, "PERSON", "Boris Johnson", 1),
        Entity("BoJo", 30, 34, "ORG", "BoJo", 2),
        Entity("Ana Lind", 40, 48, "PERSON", "Ana Lind", 3),
    ),
    statements=(
        Statement("direct", ((0, 4),), ((5, 9),), ((50, 60),), "BoJo", 0, "prime minister"),
        Statement("indirect", ((10, 23),), (), ((70, 80),), "Boris Johnson", 1, None),
        Statement("indirect", (), (), ((90, 95),), None, None, None),
        Statement("indirect", (), (), ((97, 99),), "the PM's office", None, None),
    ),
)


def test_all_names_of_an_article_are_looked_up() -> None:
    assert names(BOTH) == {"BoJo", "Boris Johnson", "Ana Lind", "the PM's office"}


def test_without_an_alias_nothing_is_touched() -> None:
    assert renamed(BOTH, {}) is BOTH


def test_two_names_of_one_person_become_one_entity_and_one_speaker() -> None:
    one = renamed(BOTH, {"BoJo": "Boris Johnson"})
    assert [(each.canonical, each.id) for each in one.entities] == [
        ("Boris Johnson", 1), ("Boris Johnson", 1), ("Boris Johnson", 2), ("Ana Lind", 3),
    ]  # fmt: skip
    assert [(each.speaker, each.speaker_id) for each in one.statements] == [
        ("Boris Johnson", 1), ("Boris Johnson", 1), (None, None), ("the PM's office", None),
    ]  # fmt: skip
    assert [each.text for each in one.entities] == [each.text for each in BOTH.entities]
    assert one.statements[0].role == "prime minister"


def test_a_name_that_no_article_has_serves_as_well() -> None:
    one = renamed(BOTH, {"BoJo": "B. Johnson", "Boris Johnson": "B. Johnson", "the PM's office": "Number 10"})
    assert {(each.canonical, each.id) for each in one.entities if each.type == "PERSON"} == {
        ("B. Johnson", 0), ("Ana Lind", 3),
    }  # fmt: skip
    assert [each.speaker for each in one.statements] == ["B. Johnson", "B. Johnson", None, "Number 10"]


@pytest.mark.parametrize(
    ("in_outlet", "everywhere", "called"),
    [
        ({"the mayor": "Ana Lind"}, {}, {"the mayor": "Ana Lind"}),
        ({"the mayor": "Ana Lind"}, {"Ana Lind": "Agnes Lind"}, {"the mayor": "Agnes Lind", "Ana Lind": "Agnes Lind"}),
        ({"Ana Lind": "Ana Lind (Vess)"}, {"Ana Lind": "Agnes Lind"}, {"Ana Lind": "Ana Lind (Vess)"}),
        ({"Ana Lind": "the mayor"}, {"the mayor": "Ana Lind"}, {"Ana Lind": "the mayor"}),
        ({}, {"the mayor": "Ana Lind"}, {"the mayor": "Ana Lind"}),
        # One merged everywhere is one person everywhere; another of that name, in this outlet alone, is not.
        ({"Ana Lind": "Ana Lind (Vess)"}, {"the mayor": "Ana Lind"}, {"the mayor": "Ana Lind", "Ana Lind": "Ana Lind (Vess)"}),
    ],
)  # fmt: skip
def test_an_outlets_name_goes_on_to_the_one_for_all_and_is_not_turned_back_by_it(
    in_outlet: dict[str, str], everywhere: dict[str, str], called: dict[str, str]
) -> None:
    names = ["the mayor", "Ana Lind", "Bo Eel"]
    assert resolved(names, in_outlet=in_outlet, everywhere=everywhere) == called
