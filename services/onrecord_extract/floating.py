"""Quotations that stand alone in a paragraph, without a speaker: they go on for whoever was quoted just before."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from onrecord_extract.records import Span, Statement


def spoken_on(statements: Sequence[Statement], bounds: Sequence[Span]) -> list[Statement]:
    """Give each quotation that names nobody the speaker of the quotation in the paragraph before, if there is one.

    Args:
        statements: In the order of their contents.
        bounds: The text's paragraphs, in order.

    Returns:
        The same statements; only ``speaker``, ``speaker_id`` and ``role`` of some are filled in.
    """
    given: list[Statement] = []
    quoted: tuple[int, Statement] | None = None
    for statement in statements:
        if statement.kind == "indirect":
            given.append(statement)
            continue
        first, last = (_paragraph(bounds, statement.content[at][at]) for at in (0, -1))
        told = statement
        if _floats(statement) and quoted is not None and quoted[0] in (first, first - 1):
            before = quoted[1]
            told = replace(statement, speaker=before.speaker, speaker_id=before.speaker_id, role=before.role)
        given.append(told)
        quoted = (last, told)
    return given


def _floats(statement: Statement) -> bool:
    return (
        statement.kind == "direct"
        and not statement.source
        and not statement.cue
        and statement.speaker is None
    )


def _paragraph(bounds: Sequence[Span], at: int) -> int:
    return bisect_right(bounds, at, key=lambda bound: bound[0]) - 1
