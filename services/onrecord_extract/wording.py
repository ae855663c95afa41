"""The words of a statement, for those who read it without the article."""

from bisect import bisect_right
from collections.abc import Sequence

from onrecord_extract.records import Span, Statement


def words(text: str, spans: Sequence[Span]) -> str:
    """Join the words of *spans*; parts that stand apart are joined by " … ", white space is single."""
    return " … ".join(" ".join(text[start:end].split()) for start, end in spans)


def cue_words(text: str, spans: Sequence[Span]) -> str:
    """Join the words of a cue, without the colon or dash that only leads to what was said; empty where it was no more."""
    return words(text, spans).rstrip(" :,-–—")


def sentence_of(text: str, sentences: Sequence[Span], statement: Statement) -> str:
    """Join the sentences that a statement stands in, source and cue with it.

    Args:
        text: The article.
        sentences: Its sentences, in order.
        statement: One of its statements.
    """
    touched: set[int] = set()
    for start, end in (*statement.source, *statement.cue, *statement.content):
        first = max(0, bisect_right(sentences, start, key=_start) - 1)
        touched.update(range(first, bisect_right(sentences, end - 1, key=_start)))
    return " ".join(words(text, [sentences[k]]) for k in sorted(touched))


def _start(span: Span) -> int:
    return span[0]
