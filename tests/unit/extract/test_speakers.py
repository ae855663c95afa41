"""Who says what, from text to speaker: the entities are found by rules, the source spans are given by markers."""

import pytest

from onrecord_extract.entities import mentions
from onrecord_extract.names import linked
from onrecord_extract.speakers import Attribution, Speaker, speakers


def resolved(marked: str) -> list[Speaker]:
    """Resolve the sources between ``<`` and ``>``, in order."""
    text, spans, start = "", [], 0
    for char in marked:
        if char == "<":
            start = len(text)
        elif char == ">":
            spans.append((start, len(text)))
        else:
            text += char
    return speakers(text, linked(text, mentions(text)), [Attribution((span,), ()) for span in spans])


def names(marked: str) -> list[str | None]:
    return [speaker.name for speaker in resolved(marked)]


def test_a_title_and_surname_is_the_full_name() -> None:
    assert names("Ruth Adeyemi came. <Ms Adeyemi> said so. <Adeyemi> left.") == ["Ruth Adeyemi"] * 2


@pytest.mark.parametrize(
    ("source", "role"),
    [
        ("Ruth Adeyemi, the harbour master of Wexley,", "harbour master of Wexley"),
        ("The harbour master of Wexley, Ruth Adeyemi,", "harbour master of Wexley"),
        ("Ruth Adeyemi, Oxfam UK's campaign manager,", "Oxfam UK's campaign manager"),
        ("Ruth Adeyemi, who is the mayor of Wexley,", "mayor of Wexley"),
        ("Prime Minister Ruth Adeyemi", "Prime Minister"),
        ("Wexley mayor Ruth Adeyemi", "Wexley mayor"),
        ("Mrs Ruth Adeyemi", None),
    ],
)
def test_a_speaker_comes_with_the_role_the_article_gives(source: str, role: str | None) -> None:
    (speaker,) = resolved(f"<{source}> said on Monday that it was late.")
    assert (speaker.name, speaker.role) == ("Ruth Adeyemi", role)


def test_the_role_stays_with_the_person() -> None:
    first, second = resolved("<Ruth Adeyemi, mayor of Wexley,> spoke.\n\n<Adeyemi> left.")
    assert first.role == second.role == "mayor of Wexley"


def test_he_and_she_are_the_nearest_person_of_that_sex() -> None:
    text = "<Ruth Adeyemi> met John Hale on Monday. <He> said no. <She> said yes."
    assert names(text) == ["Ruth Adeyemi", "John Hale", "Ruth Adeyemi"]


def test_who_spoke_last_goes_on_being_he() -> None:
    text = (
        "<John Hale> said no.\n\nThe harbour in Wexley closed.\n\n“I know,” <he> added. Peter Poe was away."
    )
    assert names(text) == ["John Hale", "John Hale"]


def test_the_organisation_and_it_are_the_one_spoken_of() -> None:
    text = "Oxfam published its report. <It> found much. <The organisation> accused Wexley of delay."
    assert names(text) == ["Oxfam", "Oxfam"]


def test_the_minister_is_the_person_with_that_title() -> None:
    text = "Foreign Minister Ruth Adeyemi met the mayor, John Hale. <The minister> left. <The mayor> stayed."
    assert names(text) == ["Ruth Adeyemi", "John Hale"]


def test_somebody_elses_coach_is_not_the_one_known() -> None:
    assert names("Wexley coach John Hale won. <Marlow's coach> was angry.") == [None]


@pytest.mark.parametrize(
    "source", ["Hale aides", "a spokesman for Anna Hale", "Supporters of Anna Hale", "Hale's wife"]
)
def test_people_around_a_person_are_not_that_person(source: str) -> None:
    assert names(f"Anna Hale came. <{source}> said no.") == [None]


def test_an_unnamed_speaker_keeps_what_the_article_calls_them() -> None:
    (speaker,) = resolved("<A spokesman for the Wexley Port Authority> said no.")
    assert speaker == Speaker(None, None, "spokesman for the Wexley Port Authority")


def test_an_ambiguous_surname_is_nobody() -> None:
    text = "Peter Hale met Anna Hale. <Hale> said no."
    (speaker,) = resolved(text)
    assert speaker.name not in ("Peter Hale", "Anna Hale")


def test_i_is_who_says_the_words_around_it() -> None:
    text = "“I think it is late,” John Hale said."
    inner, outer = Attribution(((1, 2),), ((9, 19),)), Attribution(((22, 31),), ((0, 21),))
    found = speakers(text, linked(text, mentions(text)), [inner, outer])
    assert [speaker.name for speaker in found] == ["John Hale", "John Hale"]


def test_a_source_without_letters_or_an_empty_one_is_nobody() -> None:
    assert (
        speakers("“…” said.", (), [Attribution((), ((0, 3),)), Attribution(((0, 3),), ())])
        == [Speaker(None, None, None)] * 2
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Oxfam published its report. Wexley was cold. <I> think it is late.", "the author is not named"),
        (
            "Oxfam spoke.\n\nIt rained.\n\nThe road was wet.\n\nTo start, <it> shows that much is left.",
            "too far back",
        ),
        (
            "Oxfam and its work matter. “No,” the boss told Reuters. <The ministry> said no.",
            "neither is a ministry",
        ),
        ("Oxfam spoke. <Oxfam's design team> said no.", "not the whole of it"),
        ("Oxfam spoke. <The European Union's top court> said no.", "neither the union nor the charity"),
        ("<Charities such as Oxfam and Amnesty International> said no.", "examples"),
        ("They went to Wexley with Oxfam and John Hale and Anna Poe, <who> said no.", "a list's last"),
        ("He works at Oxfam, <who> said no.", "who is a person"),
        ("Oxfam spoke. The road was wet. Anna Poe came. <They> said no.", "others came between"),
        ("The Democratic nominee, Anna Hale, spoke. <The Republican nominee> said no.", "of another party"),
        ("John Hale spoke. <His lawyer> said no.", "anybody's lawyer"),
        (
            "World Community Lashes Out Over Wexley Harbour As <Harbour Video> Shows Little",
            "a headline in capitals",
        ),
    ],
)
def test_who_cannot_be_told_is_nobody(text: str, why: str) -> None:
    assert names(text) == [None], why


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("The Hale campaign", "Hale campaign"),
        ("Wexley police", "Wexley police"),
        ("the Wexley police", "Wexley police"),
        ("Wexley's police", None),
        ("Wexley firms", None),
    ],
)
def test_what_is_named_by_a_place_or_a_person_is_neither_of_them(source: str, name: str | None) -> None:
    found = names(f"Anna Hale came to Wexley. “No,” <{source}> said.")
    assert found == [name]


def test_a_stranger_who_spoke_goes_on_being_he() -> None:
    text = "Anna Hale came. <A spokesman for the port> said no. <He> added that it was late."
    assert resolved(text)[1:] == [Speaker(None, None, "spokesman for the port")] * 1
    text = "John Hale came. <A spokesman for the port> refused to say. John Hale left. <He> said that it was late."
    assert names(text) == [None, "John Hale"]
    assert names(
        "Anna Poe and John Hale came. <Anna Poe's sister> asked him. <He> said that it was late."
    ) == [
        None,
        "John Hale",
    ]


def test_the_company_is_the_one_made_most_of() -> None:
    text = (
        "Oxel Group is in trouble. Oxel Group has lost money, Reuters reported. Oxel Group shares fell. "
        "A man at Oxel Group spoke to Reuters. <The company> said no."
    )
    assert names(text) == ["Oxel Group"]


@pytest.mark.parametrize(
    ("source", "role"),
    [
        ("Ruth Adeyemi (D-Wex.), head of the harbour board,", "head of the harbour board"),
        ("Ruth Adeyemi, 52, a nurse,", "nurse"),
    ],
)
def test_a_party_or_an_age_stands_before_the_role(source: str, role: str) -> None:
    (speaker,) = resolved(f"<{source}> said on Monday that it was late.")
    assert (speaker.name, speaker.role) == ("Ruth Adeyemi", role)


def test_who_is_only_the_holder_of_something_is_not_he() -> None:
    text = "<John Hale> was shouting. It was a call to the offices of Peter Poe. During the call <he> spoke of harm."
    assert names(text) == ["John Hale"] * 2


def test_the_named_one_of_an_apposition_is_the_speaker() -> None:
    assert names("<Anna Hale's son, filmmaker Bob Poe,> said that it was late.") == ["Bob Poe"]


def test_what_follows_a_name_and_holds_a_mere_qualifier_is_no_role() -> None:
    (speaker,) = resolved("The row between <Ruth Adeyemi>, her former label and some big names is over.")
    assert speaker == Speaker("Ruth Adeyemi", 0, None)
