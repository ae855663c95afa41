"""What a report is said to claim is its author's; what somebody does with a report stays theirs."""

import pytest

from onrecord_extract.documents import with_documents
from onrecord_extract.link import Found
from onrecord_extract.names import Mention


def sources(text: str, source: str, cue: str, author: str) -> str | None:
    """Say in words who is given the statement in *text* that begins behind *cue*."""

    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    found = Found(span(source), span(cue), [(span(cue)[1] + 1, len(text))])
    (made,) = with_documents(text, [found], [Mention(*span(author), "ORG")])
    assert (made.cue, made.content) == (found.cue, found.content)
    assert made.source is not None
    return text[slice(*made.source)]


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("Vedra answered a Halden Institute report claiming tolls had doubled", "a Halden Institute report"),
        (
            "Vedra called the Halden Institute’s new study saying so “thin”",
            "the Halden Institute’s new study",
        ),
        (
            "Vedra rejected Halden Institute's annual survey finding it last",
            "Halden Institute's annual survey",
        ),
        ("Vedra welcomed a new Halden Institute poll showing its lead", "a new Halden Institute poll"),
    ],
)
def test_the_document_says_it(text: str, document: str) -> None:
    cue = next(word for word in text.split() if word.endswith("ing"))
    assert sources(text, "Vedra", cue, "Halden Institute") == document


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Vedra answered a Halden Institute report, claiming tolls had doubled", "claiming"),
        ("Vedra left the Halden Institute claiming tolls had doubled", "claiming"),
        ("Vedra, with a Halden Institute report behind it, said tolls had doubled", "said"),
    ],
)
def test_the_subject_says_it(text: str, cue: str) -> None:
    assert sources(text, "Vedra", cue, "Halden Institute") == "Vedra"


def test_a_source_that_is_the_document_stays_as_it_was_found() -> None:
    text = "A Halden Institute report claiming tolls had doubled"
    assert sources(text, "Halden Institute", "claiming", "Halden Institute") == "Halden Institute"


def test_without_names_or_cues_nothing_changes() -> None:
    text = "A report claiming tolls had doubled"
    found = [Found(None, (9, 17), [(18, 35)]), Found(None, None, [(0, 8)])]
    assert with_documents(text, found, []) == found
