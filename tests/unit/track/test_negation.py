"""Denial: what a "not" denies, and when a statement turned."""

import pytest

from onrecord_track.negation import polarities, turned
from onrecord_track.words import words


def turn(earlier: str, later: str) -> str | None:
    return turned(*(polarities(text, words(text)) for text in (earlier, later)))


@pytest.mark.parametrize(
    ("earlier", "later", "word"),
    [
        ("The mayor will sign the order", "The mayor will not sign the order", "sign"),
        ("said she won’t sell the harbour", "said she would sell the harbour", "sell"),
        ("refused to back Ana Lind", "said she would back Ana Lind", "back"),
        ("has yet to endorse the plan", "finally endorses the plan", "endors"),
        ("they no longer plan a strike", "they plan a strike", "plan"),
        ("the bridge was never safe", "the bridge was safe", "saf"),
    ],
)
def test_a_statement_turns_on_the_word_that_is_denied(earlier: str, later: str, word: str) -> None:
    assert turn(earlier, later) == word
    assert turn(later, earlier) == word


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("she will not sign the order", "she won't sign that order"),
        ("he is not just late but careless", "he is late and careless"),
        ("refuses to fire Ana Lind", "Refuses To Fire Lind"),
        ("we will build; we will not stop", "we will build"),
        ("Lind Not Fit To Serve On The Harbour Board", "Ana Lind is not fit to serve on the Harbour Board"),
        ("refuses to disavow the endorsement of Lind", "Refuses to Disavow Lind Endorsement"),
    ],
)
def test_a_retold_denial_is_no_turn(earlier: str, later: str) -> None:
    assert turn(earlier, later) is None
