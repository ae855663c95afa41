"""Plain text to blocks."""

import pytest

from onrecord_clean.blocks import MAX_BLOCK_CHARS, MAX_BLOCKS, MAX_PAGE_CHARS
from onrecord_clean.plaintext import split


def texts(text: str) -> list[str]:
    return [block.text for block in split(text)[0]]


def test_blank_lines_part_blocks_and_so_do_lines_that_stand_for_themselves() -> None:
    assert texts(
        "Harbour closes\n\nBy Ada Moss\nMonday 3 May\nComments\n \t \nThe harbour closed on Monday."
    ) == [
        "Harbour closes",
        "By Ada Moss",
        "Monday 3 May",
        "Comments",
        "The harbour closed on Monday.",
    ]


def test_a_paragraph_that_was_wrapped_is_one_block() -> None:
    wrapped = (
        "The harbour closed on Monday after inspectors found cracks in\n"
        "two of its piers, the port authority said. Ferries will leave\n"
        "from the northern quay until the repairs are done."
    )
    assert texts(wrapped) == [wrapped.replace("\n", " ")]


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x85", "\u2028"])
def test_every_kind_of_line_break_parts_lines(line_break: str) -> None:
    assert texts(f"one{line_break}{line_break}two") == ["one", "two"]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\x00\x00", "\u200b\n\n\u200b"])
def test_text_of_nothing_has_no_blocks(text: str) -> None:
    assert split(text) == ([], None)


def test_hostile_text_is_bounded_and_the_bound_named() -> None:
    many, cut = split("x\n\n" * 100_000)
    assert (len(many), cut) == (MAX_BLOCKS, f"more than {MAX_BLOCKS} blocks")
    long, cut = split("word " * 1_000_000)
    assert cut == f"more than {MAX_PAGE_CHARS} characters of text"
    assert max(len(block.text) for block in long) <= MAX_BLOCK_CHARS
    assert " ".join(block.text for block in long) == "word " * (MAX_PAGE_CHARS // 5 - 1) + "word"
