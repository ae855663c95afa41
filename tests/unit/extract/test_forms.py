import pytest

from onrecord_extract.forms import canonical_form, person_form


def test_titles_and_possessives_are_no_part_of_a_name() -> None:
    assert canonical_form("Prime Minister Ruth Adeyemi’s") == "Ruth Adeyemi"
    assert canonical_form("Sen. Hale") == "Hale"
    assert canonical_form("Pope") == "Pope"


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("New Jersey Gov. Chris Poe", "Chris Poe"),
        ("talk radio host Ruth Poe", "Ruth Poe"),
        ("Wexley Radio's Ruth Poe", "Ruth Poe"),
        ("Ruth Poe (R-S.C.)", "Ruth Poe"),
        ("Vermont Senator Ruth Poe", "Ruth Poe"),
        ("Wexley's Shadow Home Secretary Ruth Poe", "Ruth Poe"),
        ("Oxel CEO Ruth Poe", "Ruth Poe"),
        ("Martin Luther King Jr.", "Martin Luther King Jr."),
        ("Billie Jean King", "Billie Jean King"),
        ("Prince", "Prince"),
    ],
)
def test_what_tells_of_a_person_is_no_part_of_the_name(name: str, bare: str) -> None:
    assert person_form(name) == bare
