"""Who is one speaker, by name alone."""

import pytest

from onrecord_track.speakers import is_name, same_speaker, speaker_key, speaker_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Lind", "Ana Lind"),
        ("Ms Lind", "Ana Lind"),
        ("Sen. Ana M. Lind", "ana lind"),
        ("Prime Minister Lind", "Ana Lind"),
        ("Ana Maria Lind", "Ana Lind"),
        ("The Harbour Board", "Harbour Board"),
        ("VHB", "Vess Harbour Board"),
        ("officials", "officials"),
    ],
)
def test_two_names_of_one_speaker(one: str, other: str) -> None:
    assert same_speaker(one, other) == same_speaker(other, one) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Lind", "Peter Lind"),
        ("Ana Lind", "Ana Holm"),
        ("the poll", "Vess Herald poll"),
        ("an official", "Ana Lind"),
        ("Lind", "the Lind campaign"),
        ("Al", "Ana Lind"),
        ("Bank of the North of Vess", "Bank of Vess"),
    ],
)
def test_two_speakers(one: str, other: str) -> None:
    assert same_speaker(one, other) == same_speaker(other, one) == "other"


@pytest.mark.parametrize("nobody", [None, "", "—"])
def test_nobody_is_unknown(nobody: str | None) -> None:
    assert same_speaker(nobody, "Ana Lind") == same_speaker(nobody, nobody) == "unknown"


def test_all_names_of_one_speaker_are_found_under_one_key() -> None:
    assert {speaker_key(name) for name in ("Lind", "Mrs Lind", "Ana Lind", "Governor Ana M. Lind")} == {
        "lind"
    }
    assert speaker_key(None) == ""


def test_a_title_alone_stays() -> None:
    assert speaker_words("the president") == ("president",)


def test_a_kind_of_people_is_no_name() -> None:
    assert [is_name(who) for who in ("Ana Lind", "Lind", "the Harbour Board")] == [True] * 3
    assert [is_name(who) for who in ("officials", "Officials", "the poll", "A spokesman", None)] == [
        False
    ] * 5
