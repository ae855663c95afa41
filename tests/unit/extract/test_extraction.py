"""What holds for any text: spans slice to what the record says, and time grows with the length."""

import sys
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord_extract.extraction import extract

SCRAPS = st.sampled_from(
    [
        "“", "”", '"', "'", "‘", "’", "«", "»", "''", " ", " ", " ", "\n", "\n\n", ". ", ", ", ": ", "—", "?", "(", ")",
        "Ruth Adeyemi", "Mr Hale", "Hale", "the mayor", "The company", "he", "She", "who", "it", "they", "I", "Oxfam",
        "said", "says", "told", "denied", "accused", "saying", "according to", "According to", "that", "and", "but",
        "the port is late", "Wexley", "U.S.", "é", "\u200b", "\u202e", "אמר", "他说。", "😀", "\x00", "WHO", "’s",
    ]
)  # fmt: skip
TEXTS = st.lists(SCRAPS, max_size=40).map("".join) | st.text(max_size=200)


def lines_run(text: str) -> int:
    """Count the lines of Python that extracting from *text* runs."""
    count = 0

    def trace(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        extract(text)
    finally:
        sys.settrace(before)
    return count


@settings(deadline=None)  # the machine may be busy
@given(TEXTS)
def test_every_span_is_in_the_text_and_what_the_record_says(text: str) -> None:
    extracted = extract(text)
    ids = {entity.id: entity.canonical for entity in extracted.entities}
    assert sorted(ids) == list(range(len(ids)))
    position = 0
    for entity in extracted.entities:
        assert position <= entity.start < entity.end <= len(text)
        assert text[entity.start : entity.end] == entity.text
        assert entity.canonical == ids[entity.id] != ""
        position = entity.start
    for statement in extracted.statements:
        assert statement.content
        assert statement.kind in ("direct", "indirect", "mixed")
        assert statement.source or statement.cue or statement.kind != "indirect"  # else nobody said it
        for spans in (statement.source, statement.cue, statement.content):
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert all(one[1] <= other[0] for one, other in pairwise(spans))
        if statement.speaker_id is not None:
            assert statement.speaker == ids[statement.speaker_id]


@pytest.mark.parametrize(
    "scrap",
    [
        "word ", "a", '"', "“a. ", '"a," he said. ', "Hale, who said, ", "Ann Hale said no. ", "Abc ", "Abc", "אמר ",
        "a\u200b", "\n", " ", ". ", "The minister said no. ", "“I said I think,” I said. ", "according to ", "'a ", '"a\n\n',
    ],
)  # fmt: skip
def test_time_grows_with_the_length_of_the_text(scrap: str) -> None:
    short, long = (lines_run((scrap * length)[:length]) for length in (2_000, 8_000))
    assert long < 6 * short + 20_000


def test_time_grows_with_the_number_of_people() -> None:
    def ministers(number: int) -> str:
        names = (f"Ann{chr(97 + k % 26)}{chr(97 + k // 26)} Hale{chr(97 + k % 26)}" for k in range(number))
        return " ".join(f"Minister {name} left. The minister said no. He said yes." for name in names)

    assert lines_run(ministers(200)) < 6 * lines_run(ministers(50))
