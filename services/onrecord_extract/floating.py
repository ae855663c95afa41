"""Quotations that stand alone in a paragraph, without a speaker: they go on for whoever was quoted just before."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from onrecord_extract.records import Span, Statement

MOST_CHARS = 1_000
"""Of one statement's content: three long paragraphs. Beyond it, a speaker has come to another point."""

_DOUBLE = frozenset('"“”')
_SINGLE = frozenset("'‘’")


def spoken_on(text: str, statements: Sequence[Statement], bounds: Sequence[Span]) -> list[Statement]:
    """Give each quotation that names nobody to whoever was quoted just before.

    It is the rest of that statement, behind the speaker's tag or in the next paragraph, unless something else was
    said between them or the whole would become a speech; then it is a statement of its own by the same speaker.

    Args:
        text: What they stand in.
        statements: In the order of their contents.
        bounds: The text's paragraphs, in order.
    """
    given: list[Statement] = []
    quoted: tuple[int, int] | None = None
    for statement in statements:
        if statement.kind == "indirect":
            given.append(statement)
            continue
        first, last = (_paragraph(bounds, statement.content[at][at]) for at in (0, -1))
        if quoted is None or not _floats(statement) or quoted[0] not in (first, first - 1):
            given.append(statement)
        else:
            before = given[quoted[1]]
            if _marked_otherwise(text, statement, before):
                given.append(statement)
            elif (
                quoted[1] == len(given) - 1
                and before.kind == "direct"
                and _length(before, statement) <= MOST_CHARS
            ):
                given[-1] = replace(before, content=(*before.content, *statement.content))
            else:
                named = replace(
                    statement, speaker=before.speaker, speaker_id=before.speaker_id, role=before.role
                )
                given.append(named)
        quoted = (last, len(given) - 1)
    return given


def _floats(statement: Statement) -> bool:
    return (
        statement.kind == "direct"
        and not statement.source
        and not statement.cue
        and statement.speaker is None
    )


def _marked_otherwise(text: str, statement: Statement, before: Statement) -> bool:
    """Say whether a quotation's marks tell it from *before*: a heading's are single, an excerpt's straight one never closes."""
    start, end = statement.content[0]
    opening, earlier = text[start], text[before.content[-1][0]]
    excerpt = opening == '"' != earlier and text.count(opening, start, end) % 2 == 1
    return earlier in _DOUBLE and (opening in _SINGLE or excerpt)


def _length(*statements: Statement) -> int:
    return sum(end - start for statement in statements for start, end in statement.content)


def _paragraph(bounds: Sequence[Span], at: int) -> int:
    return bisect_right(bounds, at, key=lambda bound: bound[0]) - 1
