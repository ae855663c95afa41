"""Which spans go together, and what quotation marks add; the linker's vectors here are set by hand."""

import numpy as np
import pytest

from onrecord_extract.link import Found, Linker, Spans, links, statements, with_quotes, without_opening
from onrecord_extract.quotes import outer_quotes
from onrecord_extract.words import segments

WIDTH = 2
BUCKETS = 20
LINKER = Linker(WIDTH, (0.0,) * BUCKETS, (0.0,) * BUCKETS, no_cue=-1.0, no_source=-1.0)
NEAREST = Linker(WIDTH, *(tuple(-float(k % 10) for k in range(BUCKETS)),) * 2, no_cue=-99.0, no_source=-99.0)


def offsets(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words]


def words(count: int) -> tuple[list[int], list[int]]:
    """Starts and ends of *count* words of one letter."""
    return [2 * k for k in range(count)], [2 * k + 1 for k in range(count)]


def test_a_content_goes_with_the_cue_that_it_points_to() -> None:
    vectors = np.zeros((9, 6 * WIDTH), np.float32)
    vectors[0, 0:2] = vectors[4, 0:2] = (3, 0)  # content_first of both contents: towards x
    vectors[8, 4:6] = (3, 0)  # content_cue of the second cue: x
    found = Spans([], [(2, 2), (8, 8)], [(0, 1), (4, 6)], vectors)
    assert links(found, LINKER)[0] == [1, 1]
    made = statements(found, LINKER, *words(9))
    assert [(each.cue, each.content) for each in made] == [((16, 17), [(0, 3), (8, 13)])]


def test_a_cue_without_content_is_no_statement() -> None:
    found = Spans([(0, 0)], [(1, 1)], [], np.zeros((3, 6 * WIDTH), np.float32))
    assert statements(found, LINKER, *words(3)) == []


def test_distance_decides_where_nothing_else_does() -> None:
    found = Spans(
        [(0, 0), (8, 8)], [(1, 1), (9, 9)], [(2, 5), (10, 14)], np.zeros((15, 6 * WIDTH), np.float32)
    )
    made = statements(found, NEAREST, *words(15))
    assert [(each.source, each.cue) for each in made] == [((0, 1), (2, 3)), ((16, 17), (18, 19))]


def test_one_source_speaks_with_two_cues() -> None:
    found = Spans([(0, 0)], [(1, 1), (5, 5)], [(2, 3), (6, 7)], np.zeros((8, 6 * WIDTH), np.float32))
    assert [each.source for each in statements(found, NEAREST, *words(8))] == [(0, 1), (0, 1)]


def test_a_content_without_a_cue_takes_the_nearest_free_source() -> None:
    found = Spans([(0, 0), (5, 5)], [], [(2, 4)], np.zeros((6, 6 * WIDTH), np.float32))
    assert [(each.source, each.cue) for each in statements(found, LINKER, *words(6))] == [((10, 11), None)]


TWO_PARAGRAPHS = "Ruth Hale said: “The port is late.\n\n“And it is dear.”"


def test_a_quotation_that_runs_on_is_one_statement() -> None:
    source, cue, first = offsets(TWO_PARAGRAPHS, "Ruth Hale", "said", "“The port is late.")
    made = [Found(source, cue, [first])]
    found = with_quotes(made, outer_quotes(TWO_PARAGRAPHS))
    assert [[TWO_PARAGRAPHS[s:e] for s, e in each.content] for each in found] == [
        ["“The port is late.", "“And it is dear.”"]
    ]


def test_what_was_taken_for_a_statement_of_nobody_joins_the_one_it_continues() -> None:
    source, cue, first, second = offsets(
        TWO_PARAGRAPHS, "Ruth Hale", "said", "“The port is late.", "And it is dear."
    )
    found = with_quotes(
        [Found(source, cue, [first]), Found(None, None, [second])], outer_quotes(TWO_PARAGRAPHS)
    )
    assert [each.source for each in found] == [source]
    assert len(found[0].content) == 2


def test_a_paragraph_with_a_speaker_of_its_own_stays_apart() -> None:
    text = "Ruth Hale said: “The port is late.\n\n“It is dear,” Tom Poe said."
    source, cue, first = offsets(text, "Ruth Hale", "said", "“The port is late.")
    second, other = offsets(text, "“It is dear,”", "Tom Poe")
    said = (text.rindex("said"), text.rindex("said") + 4)
    found = with_quotes([Found(source, cue, [first]), Found(other, said, [second])], outer_quotes(text))
    assert [(each.source, len(each.content)) for each in found] == [(source, 1), (other, 1)]


def test_a_quotation_of_three_paragraphs_is_one_statement() -> None:
    text = "He said: “One.\n\n“Two.\n\n“Three.”"
    source, cue, first = offsets(text, "He", "said", "“One.")
    (found,) = with_quotes([Found(source, cue, [first])], outer_quotes(text))
    assert [text[start:end] for start, end in found.content] == ["“One.", "“Two.", "“Three.”"]


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("the wall would hold . ''", "the wall would hold"),
        ("'' They mend it every year . ''", "'' They mend it every year . ''"),
        ("''", "''"),
    ],
    ids=["the next quotation's mark", "its own mark", "nothing but a mark"],
)
def test_a_content_keeps_no_mark_that_opens_the_next_quotation(content: str, kept: str) -> None:
    text = "She said the wall would hold . '' They mend it every year . '' So they say ."
    (segment,) = segments(text)
    start = text.index(content)
    cut = without_opening((start, start + len(content)), segment)
    assert text[slice(*cut)] == kept
