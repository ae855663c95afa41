"""What the rules read in sentences written for the purpose."""

import pytest

from onrecord_extract.extraction import extract_by_rules
from onrecord_extract.records import Statement


def read(text: str) -> list[tuple[str, str, str]]:
    """Extract from *text*: source, cue and content of each statement."""
    found = extract_by_rules(text).statements
    return [(part(text, each.source), part(text, each.cue), part(text, each.content)) for each in found]


def part(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    return " … ".join(text[start:end] for start, end in spans)


def only(text: str) -> Statement:
    (statement,) = extract_by_rules(text).statements
    return statement


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("“It is late,” Ruth Adeyemi said.", "Ruth Adeyemi", "said", "“It is late,”"),
        ("“It is late,” said Ruth Adeyemi, the mayor.", "Ruth Adeyemi, the mayor", "said", "“It is late,”"),
        ("“Is it late?” Ms Adeyemi asked on Monday.", "Ms Adeyemi", "asked", "“Is it late?”"),
        ("''It is late,'' she said, smiling.", "she", "said", "''It is late,''"),
        ("'It is late,' said the mayor.", "the mayor", "said", "'It is late,'"),
        ("Adeyemi said: “It is late.”", "Adeyemi", "said", "“It is late.”"),
        ("Adeyemi, the mayor of Wexley, told reporters, “It is late.”", "Adeyemi, the mayor of Wexley", "told", "“It is late.”"),
        ("Adeyemi went further: “It is too late.”", "Adeyemi", ":", "“It is too late.”"),
        ("The mayor said on Monday that it was late.", "The mayor", "said", "that it was late"),
        ("The mayor has repeatedly said it was late.", "The mayor", "said", "it was late"),
        ("On Monday, the mayor told the BBC that it was late.", "the mayor", "told", "that it was late"),
        ("The port would close for good, the mayor said.", "the mayor", "said", "The port would close for good"),
        ("The port would close for good, said Ruth Adeyemi.", "Ruth Adeyemi", "said", "The port would close for good"),
        ("According to Ruth Adeyemi, the port is closed.", "Ruth Adeyemi", "According to", "the port is closed"),
        ("According to Hale, the mayor of Poe, it is late.", "Hale, the mayor of Poe", "According to", "it is late"),
        ("The port is closed, according to Ruth Adeyemi.", "Ruth Adeyemi", "according to", "The port is closed"),
        ("It would “leave nobody behind,” as Ms Adeyemi put it in March.", "Ms Adeyemi", "put it", "It would “leave nobody behind,”"),
        ("Here “nobody is safe”, as a city memo puts it.", "a city memo", "puts it", "Here “nobody is safe”"),
        ("The mayor denied any delay.", "The mayor", "denied", "any delay"),
        ("Oxfam accused the port of “sleight of hand”.", "Oxfam", "accused", "the port of “sleight of hand”"),
        ("Hale, who was away, warned that it was late.", "Hale, who was away", "warned", "that it was late"),
        ("Hale, a member of the port's board, said he never saw it.", "Hale, a member of the port's board", "said", "he never saw it"),
        ("Hale is telling reporters that it is late.", "Hale", "telling", "that it is late"),
        ("Hale left by saying: “It is late.”", "Hale", "saying", "“It is late.”"),
        ("She called for a new port.", "She", "called for", "a new port"),
    ],
)  # fmt: skip
def test_a_statement_is_read_with_its_parts(text: str, source: str, cue: str, content: str) -> None:
    assert read(text) == [(source, cue, content)]


def test_words_before_and_after_the_speaker_tag_are_one_statement() -> None:
    text = "“It is late,” Adeyemi said, “and dark.” Nobody moved."
    assert read(text) == [("Adeyemi", "said", "“It is late,” … “and dark.”")]
    text = "“It is late,” Adeyemi said in Poe, Wexley, “and it is dark.” Nobody moved."
    assert read(text) == [("Adeyemi", "said", "“It is late,” … “and it is dark.”")]
    text = "“It is late,” Adeyemi said on Monday. “It is dark.”\n\nNobody moved."
    assert read(text) == [("Adeyemi", "said", "“It is late,” … “It is dark.”")]


def test_a_quotation_that_goes_on_in_the_next_paragraph_is_one_statement() -> None:
    text = "Adeyemi said: “It is late.\n\n“It is dark.”\n\n“It is cold,” said Hale."
    assert read(text) == [
        ("Adeyemi", "said", "“It is late. … “It is dark.”"),
        ("Hale", "said", "“It is cold,”"),
    ]


def test_a_paragraph_that_is_a_quotation_goes_on_with_the_statement_before() -> None:
    assert read("“It is late,” Adeyemi said.\n\n“It is dark.”") == [
        ("Adeyemi", "said", "“It is late,” … “It is dark.”")
    ]


def test_a_colon_introduces_the_quotation_of_the_next_paragraph() -> None:
    assert read("The mayor then told reporters:\n\n“It is late.”") == [("The mayor", "told", "“It is late.”")]


def test_two_verbs_of_one_subject_are_two_statements() -> None:
    text = "The mayor, Ruth Adeyemi, denied any delay and said Wexley had nothing to hide."
    source = "The mayor, Ruth Adeyemi"
    assert read(text) == [
        (source, "denied", "any delay"),
        (source, "said", "Wexley had nothing to hide"),
    ]


def test_a_clause_of_somebody_else_ends_the_content() -> None:
    assert read("Hale said the port was closed, but Adeyemi denied that it was.") == [
        ("Hale", "said", "the port was closed"),
        ("Adeyemi", "denied", "that it was"),
    ]


def test_a_participle_has_the_sentences_subject() -> None:
    assert read("Hale left the hall, saying that it was late.") == [("Hale", "saying", "that it was late")]


@pytest.mark.parametrize(
    "text",
    [
        "The report on the port was long.",
        "His claims were read by all.",
        "A “green” port opened on Monday.",
        "The “green” port opened “late” on Monday.",
        "The port of Wexley closed.",
        "To say more would be wrong.",
        "",
        "“”",
    ],
)
def test_no_statement_is_read_where_nobody_says_anything(text: str) -> None:
    assert read(text) == []


def test_verbs_within_a_quotation_are_no_cues() -> None:
    assert read("“He said that it was late and she denied it,” Adeyemi said.") == [
        ("Adeyemi", "said", "“He said that it was late and she denied it,”")
    ]


def test_the_kind_tells_how_much_is_quoted() -> None:
    assert only("“It is late,” Adeyemi said.").kind == "direct"
    assert only("Adeyemi said that it was “late” in Wexley.").kind == "mixed"
    assert only("Adeyemi said that it was late in Wexley.").kind == "indirect"


def test_statements_come_with_speaker_and_role() -> None:
    text = "The mayor of Wexley, Ruth Adeyemi, denied any delay.\n\n“It is not late,” Ms Adeyemi said."
    for statement in extract_by_rules(text).statements:
        assert (statement.speaker, statement.role) == ("Ruth Adeyemi", "mayor of Wexley")
