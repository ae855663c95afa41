import pytest

from onrecord_extract.entities import mentions


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind in mentions(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("On Monday Ruth Adeyemi left.", [("Ruth Adeyemi", "PERSON")]),
        ("Prime Minister Ruth Adeyemi left.", [("Ruth Adeyemi", "PERSON")]),
        ("US Secretary of State Ruth Adeyemi left.", [("US", "PLACE"), ("Ruth Adeyemi", "PERSON")]),
        ("Executive-President Ruth Adeyemi left.", [("Ruth Adeyemi", "PERSON")]),
        ("President of Russia Ivan Petrov left.", [("Russia", "PLACE"), ("Ivan Petrov", "PERSON")]),
        ("Mr Zyxwv left.", [("Zyxwv", "PERSON")]),
        (
            "The World Bank and Oxfam met in Nairobi.",
            [("World Bank", "ORG"), ("Oxfam", "ORG"), ("Nairobi", "PLACE")],
        ),
        ("The Ministry of Health and Welfare said no.", [("Ministry of Health and Welfare", "ORG")]),
        ("The Defence and Security Committee met.", [("Defence and Security Committee", "ORG")]),
        ("The Wexley Port Authority said no.", [("Wexley Port Authority", "ORG")]),
        ("They swam in the Marlow River.", [("Marlow River", "PLACE")]),
        ("They came from South Korea.", [("South Korea", "PLACE")]),
        ("Russian and South Korean ships came in May.", []),
        ("Suleiman al-Amr left.", [("Suleiman al-Amr", "PERSON")]),
        ("Bill de Blasio left.", [("Bill de Blasio", "PERSON")]),
        ("It is late. Nobody moved. The End came.", []),
    ],
)
def test_names_are_found_with_their_type(text: str, names: list[tuple[str, str]]) -> None:
    assert found(text) == names


def test_a_surname_that_is_a_city_is_the_person_once_the_person_is_named() -> None:
    assert found("Ruth Lincoln came. Later Lincoln left.") == [
        ("Ruth Lincoln", "PERSON"),
        ("Lincoln", "PERSON"),
    ]


def test_a_possessive_is_no_part_of_a_name() -> None:
    assert found("They met Ruth Adeyemi’s aides.") == [("Ruth Adeyemi", "PERSON")]
