"""Names chosen by likelihood: judged by the same words, by longer names, and by lists."""

import numpy as np
import pytest

from onrecord_extract.choosing import names
from onrecord_extract.decode import Chain, Scores
from onrecord_extract.words import Segment, segments

KINDS = ("PERSON", "ORG", "PLACE")
TAGS = 1 + 4 * len(KINDS)
CHAIN = Chain.of(*(np.zeros(shape, np.float32) for shape in ((TAGS, TAGS), TAGS, TAGS)))


def scores(segment: Segment, text: str, likely: dict[str, dict[str, float]]) -> Scores:
    """Score the words of *likely* as names of so many logits by kind; all other words as no names."""
    rows = np.full((len(segment.starts), TAGS), -12.0, np.float32)
    rows[:, 0] = 0.0
    words = [text[start:end] for start, end in zip(segment.starts, segment.ends, strict=True)]
    for name, kinds in likely.items():
        parts = name.split()
        for at in range(len(words) - len(parts) + 1):
            if words[at : at + len(parts)] != parts:
                continue
            for kind, logit in kinds.items():
                begin = 4 * KINDS.index(kind) + 1
                tags = [begin, *[begin + 1] * (len(parts) - 2), begin + 2] if len(parts) > 1 else [begin + 3]
                for place, tag in enumerate(tags, at):
                    rows[place, tag] = logit / len(parts)
    return rows


def chosen(text: str, likely: dict[str, dict[str, float]]) -> list[tuple[str, str]]:
    cut = list(segments(text))
    found = names(text, cut, [scores(each, text, likely) for each in cut], CHAIN, KINDS)
    return [
        (text[segment.starts[first] : segment.ends[last]], KINDS[kind])
        for segment, of_segment in zip(cut, found, strict=True)
        for first, last, kind in of_segment
    ]


DOUBTFUL = {"PERSON": 5.3, "PLACE": 6.0}


def test_a_name_that_two_kinds_may_have_is_the_likelier() -> None:
    assert chosen("the tolls of Quorn double", {"Quorn": DOUBTFUL}) == [("Quorn", "PLACE")]


@pytest.mark.parametrize("short", ["Quorn", "Delia"])
def test_a_part_of_a_persons_name_is_that_person(short: str) -> None:
    text = f"Delia Quorn raised the tolls\n{short} may leave"
    assert chosen(text, {"Delia Quorn": {"PERSON": 9.0}, short: DOUBTFUL}) == [
        ("Delia Quorn", "PERSON"),
        (short, "PERSON"),
    ]


def test_a_word_within_a_persons_name_is_not_that_person() -> None:
    text = "Delia Anne Quorn raised the tolls\nAnne may leave"
    likely = {"Delia Anne Quorn": {"PERSON": 30.0}, "Anne": DOUBTFUL}
    assert chosen(text, likely) == [("Delia Anne Quorn", "PERSON"), ("Anne", "PLACE")]


@pytest.mark.parametrize(("name", "kind"), [("NATO", "ORG"), ("France", "PLACE")])
def test_what_a_list_knows_is_what_the_list_says_where_there_is_doubt(name: str, kind: str) -> None:
    other = "PERSON"
    doubtful = {kind: 5.9, other: 6.1}
    assert chosen(f"the tolls of {name} double", {name: doubtful}) == [(name, kind)]
    assert chosen("the tolls of Quorn double", {"Quorn": doubtful}) == [("Quorn", other)]


def test_what_a_list_knows_is_not_believed_against_all_that_is_read() -> None:
    assert chosen("the tolls of France double", {"France": {"PLACE": -6.0, "PERSON": 6.0}}) == [
        ("France", "PERSON")
    ]


def test_the_same_words_are_the_same_kind_throughout() -> None:
    text = "the tolls of Quorn double\nat Quorn it rains\nQuorn may leave"
    cut = list(segments(text))
    sure, doubtful = ({"Quorn": kinds} for kinds in ({"PLACE": 6.0}, {"PERSON": 0.5, "PLACE": -0.5}))
    rows = [scores(each, text, likely) for each, likely in zip(cut, (sure, sure, doubtful), strict=True)]
    assert [kind for found in names(text, cut, rows, CHAIN, KINDS) for *_, kind in found] == [
        KINDS.index("PLACE")
    ] * 3


@pytest.mark.parametrize(
    "text",
    ["Wexley Harbour League (QHL) met\nQHL may leave", 'Wexley Harbour League "(QHL) met\nQHL may leave'],
)
def test_an_acronym_is_of_the_kind_of_the_name_that_it_follows_in_brackets(text: str) -> None:
    likely = {"Wexley Harbour League": {"ORG": 30.0}, "QHL": {"ORG": 5.8, "PERSON": 6.2}}
    assert chosen(text, likely) == [("Wexley Harbour League", "ORG"), ("QHL", "ORG"), ("QHL", "ORG")]


def test_what_stands_in_brackets_behind_a_person_is_something_else() -> None:
    likely = {"Delia Quorn": {"PERSON": 30.0}, "QHL": {"ORG": 6.2, "PERSON": 5.8}}
    assert chosen("Delia Quorn (QHL) met", likely) == [("Delia Quorn", "PERSON"), ("QHL", "ORG")]


def test_a_name_behind_an_article_is_rather_no_persons() -> None:
    likely = {"Quorn": {"ORG": 6.0, "PERSON": 6.2}}
    assert chosen("Members of Quorn met", likely) == [("Quorn", "PERSON")]
    assert chosen("Members of the Quorn met", likely) == [("Quorn", "ORG")]
