"""A party after a name gives away a politician whom the tagger missed."""

import pytest

from onrecord_extract.names import Mention
from onrecord_extract.parties import with_party_members


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rep. Ruth Hale (D-Mass.) said no.", "Ruth Hale"),
        ("But Rep. G.K. Hale (D-N.C.), head of a caucus, said no.", "G.K. Hale"),
        ("Attorney General Ruth Hale (R) said no.", "Ruth Hale"),
        ("Sen. Ruth Hale (Vt.) said no.", "Ruth Hale"),
        ("While Ruth Hale, R-S.C., said no.", "Ruth Hale"),
        ("State Del. Ruth Hale (D-Newport News) said no.", "Ruth Hale"),
        ("Oxel Group (Ltd.) said no.", None),
        ("The vitamin Hale (D) is cheap.", None),
        ("Ruth Hale (52) said no.", None),
    ],
)
def test_a_party_gives_away_a_name(text: str, name: str | None) -> None:
    found = [text[each.start : each.end] for each in with_party_members(text, [])]
    assert found == ([name] if name else [])


def test_the_party_is_no_part_of_the_name() -> None:
    text = "Ruth Hale (D-Mass.) and Oxel (D) met."
    whole = [Mention(0, text.index(" and"), "PERSON"), Mention(24, 32, "ORG")]
    assert with_party_members(text, whole) == [Mention(0, len("Ruth Hale"), "PERSON"), whole[1]]
