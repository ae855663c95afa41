"""The model on articles written for the project, with who said what and who is named set by hand."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from onrecord_extract.extraction import extract
from onrecord_extract.records import Extracted, Span

ARTICLES = sorted((Path(__file__).parents[2] / "data" / "statements").glob("*.txt"))

MARK = re.compile(r"<(\d)([sct])(?: ([^>]*))?>|</>|\[(PERSON|ORG|PLACE) |\]")
"""<1t>…</> is content of statement 1, <1c> its cue, <1s Name> its source and its speaker; [ORG …] is a name."""

LEAST_FOUND = 0.85
"""Of the statements: their content overlaps the right one by half, and the source is the right one."""
LEAST_SPEAKERS = 0.85
"""Of the speakers of the statements that are found."""
LEAST_NAMED = 0.85
"""Of the names, with type and both ends; and of what is taken for a name."""


Name = tuple[int, int, str]
"""Start, end, type."""


@dataclass
class Said:
    content: set[int] = field(default_factory=set)
    source: set[int] = field(default_factory=set)
    speaker: str | None = None


Article = tuple[list[Said], set[Name], Extracted]


def read(path: Path) -> tuple[str, list[Said], set[Name]]:
    """Take the marks out of an article: its text, its statements, its names."""
    text, at = "", 0
    said: dict[str, Said] = {}
    names: set[Name] = set()
    open_marks: list[tuple[re.Match[str], int]] = []
    marked = path.read_text(encoding="utf-8")
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark[0] not in ("</>", "]"):
            open_marks.append((mark, len(text)))
            continue
        opened, start = open_marks.pop()
        number, role, speaker, kind = opened.groups()
        if kind:
            names.add((start, len(text), kind))
            continue
        statement = said.setdefault(number, Said())
        if role == "t":
            statement.content |= set(range(start, len(text)))
        if role == "s":
            statement.source |= set(range(start, len(text)))
            statement.speaker = speaker
    assert not open_marks
    return text + marked[at:], list(said.values()), names


def places(spans: tuple[Span, ...]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def matched(said: Said, found: Extracted) -> tuple[bool, str | None]:
    """Say whether the statement is found with its source, and whom it is given to."""
    for statement in found.statements:
        content = places(statement.content)
        if len(content & said.content) >= 0.5 * len(content | said.content):
            return bool(places(statement.source) & said.source), statement.speaker
    return False, None


@pytest.fixture(scope="module")
def read_all() -> list[Article]:
    assert len(ARTICLES) >= 3
    return [(said, names, extract(text)) for text, said, names in map(read, ARTICLES)]


def test_statements_are_found_with_their_sources(read_all: list[Article]) -> None:
    found = [matched(each, extracted)[0] for said, _, extracted in read_all for each in said]
    assert sum(found) >= LEAST_FOUND * len(found)


def test_statements_are_given_to_who_made_them(read_all: list[Article]) -> None:
    given = [
        (each.speaker, speaker)
        for said, _, extracted in read_all
        for each in said
        for right, speaker in [matched(each, extracted)]
        if right
    ]
    assert sum(speaker == wanted for wanted, speaker in given) >= LEAST_SPEAKERS * len(given)


def test_names_are_found_with_their_types(read_all: list[Article]) -> None:
    wanted = hit = taken = 0
    for _, names, extracted in read_all:
        found = {(each.start, each.end, each.type) for each in extracted.entities}
        wanted, hit, taken = wanted + len(names), hit + len(names & found), taken + len(found)
    assert hit >= LEAST_NAMED * wanted
    assert hit >= LEAST_NAMED * taken


def test_who_is_not_said_to_be_anybody_stays_nobody(read_all: list[Article]) -> None:
    (mine,) = (extracted for said, _, extracted in read_all if any(each.speaker is None for each in said))
    assert any(statement.speaker is None for statement in mine.statements)


def test_who_only_wants_something_has_said_nothing() -> None:
    wanted = extract("Divers found holes behind the quay wall. The commissioner now wants 65 million crowns.")
    assert wanted.statements == ()
    assert extract("The commissioner wants to resign, he said on Monday.").statements
