import re

from onrecord_extract.names import Mention, linked
from onrecord_extract.records import Entity


def entities(text: str, **kinds: str) -> list[Entity]:
    """Link the names of *kinds* ("|" between them) wherever *text* holds them, longer ones first."""
    taken: list[Mention] = []
    for kind, names in kinds.items():
        for name in sorted(names.split("|"), key=len, reverse=True):
            for match in re.finditer(re.escape(name), text):
                if not any(match.start() < end and start < match.end() for start, end, _ in taken):
                    taken.append(Mention(match.start(), match.end(), kind))
    return list(linked(text, taken))


def canonicals(text: str, **kinds: str) -> list[tuple[str, str]]:
    return [(entity.text, entity.canonical) for entity in entities(text, **kinds)]


def test_a_surname_with_or_without_title_is_the_full_name() -> None:
    text = "Ruth Adeyemi spoke. Ms Adeyemi left. Adeyemi’s car was late."
    assert canonicals(text, PERSON="Ruth Adeyemi|Ms Adeyemi|Adeyemi’s") == [
        ("Ruth Adeyemi", "Ruth Adeyemi"),
        ("Ms Adeyemi", "Ruth Adeyemi"),
        ("Adeyemi’s", "Ruth Adeyemi"),
    ]
    assert len({entity.id for entity in entities(text, PERSON="Ruth Adeyemi|Ms Adeyemi|Adeyemi’s")}) == 1


def test_a_short_name_before_the_full_one_is_linked_too() -> None:
    assert canonicals("Poe wins. Edgar Poe said.", PERSON="Poe|Edgar Poe") == [
        ("Poe", "Edgar Poe"),
        ("Edgar Poe", "Edgar Poe"),
    ]


def test_two_people_of_one_surname_are_never_merged() -> None:
    found = entities("Bill Hale and Anna Hale met. Hale said no.", PERSON="Bill Hale|Anna Hale|Hale")
    assert [entity.canonical for entity in found] == ["Bill Hale", "Anna Hale", "Hale"]
    assert len({entity.id for entity in found}) == 3


def test_an_honorific_tells_two_people_of_one_surname_apart() -> None:
    text = "Bill Hale and Anna Hale met. Mrs Hale spoke, Mr Hale did not."
    assert canonicals(text, PERSON="Bill Hale|Anna Hale|Mrs Hale|Mr Hale")[2:] == [
        ("Mrs Hale", "Anna Hale"),
        ("Mr Hale", "Bill Hale"),
    ]


def test_middle_names_initials_and_nicknames_are_one_person() -> None:
    text = "Robert J. Dole, Bob Dole, R. Dole and Robert Dole."
    found = canonicals(text, PERSON="Robert J. Dole|Bob Dole|R. Dole|Robert Dole")
    assert {canonical for _, canonical in found} == {"Robert J. Dole"}


def test_surnames_of_several_words_and_family_names_first_are_linked() -> None:
    text = "Bill de Blasio and Xi Jinping met. De Blasio left. Xi stayed."
    assert canonicals(text, PERSON="Bill de Blasio|Xi Jinping|De Blasio|Xi")[2:] == [
        ("De Blasio", "Bill de Blasio"),
        ("Xi", "Xi Jinping"),
    ]


def test_short_names_and_acronyms_of_organisations_are_linked() -> None:
    text = (
        "The Wexley Port Authority (WPA) met Marlow Group plc. Wexley closed; the WPA knew. Marlow did not."
    )
    found = canonicals(text, ORG="Wexley Port Authority|WPA|Marlow Group plc|Marlow")
    assert [canonical for _, canonical in found] == [
        "Wexley Port Authority",
        "Wexley Port Authority",
        "Marlow Group plc",
        "Wexley Port Authority",
        "Marlow Group plc",
    ]


def test_an_organisations_branch_in_a_place_is_another_organisation() -> None:
    found = entities("Oxfam Scotland and Oxfam said.", ORG="Oxfam Scotland|Oxfam")
    assert [entity.canonical for entity in found] == ["Oxfam Scotland", "Oxfam"]


def test_a_country_is_one_under_its_several_names() -> None:
    found = entities("The U.S. and the United States.", PLACE="U.S.|United States")
    assert [(entity.canonical, entity.id) for entity in found] == [("United States", 0)] * 2


def test_a_name_told_of_as_family_is_not_who_holds_the_office() -> None:
    text = "President Hale spoke. First lady Anna Hale agreed. Hale left. Mrs. Hale stayed."
    assert canonicals(text, PERSON="Anna Hale|Mrs. Hale|Hale") == [
        ("Hale", "Hale"),
        ("Anna Hale", "Anna Hale"),
        ("Hale", "Hale"),
        ("Mrs. Hale", "Anna Hale"),
    ]


def test_a_surname_is_not_its_bearers_daughter() -> None:
    text = "John Hale spoke. Anna Hale, his daughter, agreed. Hale left."
    assert canonicals(text, PERSON="John Hale|Anna Hale|Hale")[-1] == ("Hale", "John Hale")


def test_mr_hale_is_not_the_woman_of_that_name() -> None:
    text = "Mary Hale came. Mr. Hale spoke. Hale left."
    assert [name for _, name in canonicals(text, PERSON="Mary Hale|Mr. Hale|Hale")] == [
        "Mary Hale",
        "Hale",
        "Hale",
    ]


def test_a_name_in_capitals_gives_way_to_a_written_one() -> None:
    text = "OXEL SEDAN\n\nOxel sells it. NASA looks on."
    assert canonicals(text, ORG="OXEL SEDAN|Oxel|NASA")[1:] == [("Oxel", "Oxel"), ("NASA", "NASA")]
