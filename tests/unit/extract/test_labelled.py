"""Speeches with a label: transcripts and signed quotations."""

import pytest

from onrecord_extract.labelled import with_labelled
from onrecord_extract.link import Found
from onrecord_extract.quotes import outer_quotes

TRANSCRIPT = """The harbour master came to the studio.

BARROW: Will the tolls double?

HALE: They will. The council said in May that nothing else is left.

BARROW: And who pays?"""


def found_in(text: str, found: list[Found] | None = None) -> list[tuple[str, str, list[str]]]:
    """Source, cue and content of each statement."""
    return [
        (
            text[slice(*each.source)] if each.source else "",
            text[slice(*each.cue)] if each.cue else "",
            [text[start:end] for start, end in each.content],
        )
        for each in with_labelled(text, found or [], outer_quotes(text))
    ]


def span(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_what_stands_behind_a_name_in_capitals_is_that_persons() -> None:
    assert found_in(TRANSCRIPT) == [
        ("BARROW", ":", ["Will the tolls double?"]),
        ("HALE", ":", ["They will. The council said in May that nothing else is left."]),
        ("BARROW", ":", ["And who pays?"]),
    ]


def test_a_speaker_may_have_the_name_of_a_place_among_others_who_have_not() -> None:
    sources = [source for source, _, _ in found_in(f"{TRANSCRIPT}\n\nLINCOLN: You do.")]
    assert sources == ["BARROW", "HALE", "BARROW", "LINCOLN"]


def test_marks_around_a_labelled_speech_are_no_part_of_it() -> None:
    quoted = "\n\n".join(f'"{line}"' for line in TRANSCRIPT.split("\n\n")[1:])
    assert found_in(quoted) == found_in(TRANSCRIPT)


@pytest.mark.parametrize(
    "text",
    [
        "WHAT: A meeting\n\nWHEN: Tuesday\n\nWHERE: The harbour",  # no label comes twice
        "NOTE: The tolls double.\n\nNOTE: The ferry stops.\n\nNOTE: The bridge opens.",  # nobody answers
        "HALE: They will.\n\nBARROW: And who pays?",
        "Q: Will they?\n\nA: They will.\n\nQ: Who pays?\n\nA: You do.",
        "NEW DELHI: Their dream fades.\n\nMUMBAI: It does not.\n\nNEW DELHI: The rains are late.",
        "LONDON: The tolls double.\n\nHALE: They will.\n\nLONDON: The ferry stops.",
        "DEAR ABBY: He said no.\n\nDEAR READER: Ask again.\n\nDEAR ABBY: He did.\n\nDEAR READER: Good.",
        "DEAR MISS HALE: Who pays?\n\nGENTLE READER: You do.\n\nDEAR MISS HALE: Why?\n\nGENTLE READER: Manners.",
        "Barrow: a harbour town\n\nHale: its mayor\n\nBarrow: its ferry",
        "He read “We have no choice” — Ruth Hale had signed it.",
        "“We have no choice.” — and nobody signed it.",
        "“We have no choice.” – Hale, who runs the ferry, left the room after that.",
    ],
)
def test_headings_and_asides_are_no_labels(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize("between", [" — ", "\n\n― ", " -- ", "—"])
def test_a_signed_quotation_is_the_signers(between: str) -> None:
    text = f"“We have no choice. The sea wall will not mend itself.”{between}Ruth Hale\n\nThe council did not answer."
    (found,) = found_in(text)
    assert found[0] == "Ruth Hale"
    assert found[2] == ["“We have no choice. The sea wall will not mend itself.”"]


def test_a_report_within_a_speech_stays_and_what_went_over_its_edge_goes() -> None:
    reported = Found(
        span(TRANSCRIPT, "The council"), span(TRANSCRIPT, "said"), [span(TRANSCRIPT, "nothing else is left")]
    )
    going_on = Found(None, None, [span(TRANSCRIPT, "The harbour"), span(TRANSCRIPT, "They will.")])
    assert found_in(TRANSCRIPT, [going_on, reported])[:1] == [("", "", ["The harbour"])]
    assert ("The council", "said", ["nothing else is left"]) in found_in(TRANSCRIPT, [going_on, reported])


def test_texts_without_labels_keep_what_was_found() -> None:
    text = "Hale said the tolls would double."
    found = [Found(span(text, "Hale"), span(text, "said"), [span(text, "the tolls would double")])]
    assert with_labelled(text, found, outer_quotes(text)) is found
