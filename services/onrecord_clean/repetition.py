"""What a page says twice, and is read once."""

from collections.abc import Sequence

from onrecord_clean.headlines import is_same, same_words
from onrecord_clean.records import READ_ON

LEAST_CHARS = 50
"""A shorter text may well be said twice: a name above each answer, a heading of a list."""


def repeated(labelled: Sequence[tuple[str, str]], title: str | None) -> frozenset[int]:
    """Name the blocks that would be read on, but say again what another one says.

    Args:
        labelled: Text and label of each block, in order.
        title: The article's own headline.

    Returns:
        The places of the headlines in the words of *title* (sticky bars, breadcrumbs) but the one most like it, and
        of texts of LEAST_CHARS or more that stand earlier on the page to the letter (excerpts for sharing, pull quotes).
    """
    return _headlines(labelled, title) | _texts(labelled)


def _headlines(labelled: Sequence[tuple[str, str]], title: str | None) -> frozenset[int]:
    wanted = same_words(title or "")
    headlines = {i: same_words(text) for i, (text, label) in enumerate(labelled) if label == "headline"}
    same = [i for i, words in headlines.items() if is_same(words, wanted)]
    if not same:
        return frozenset()
    kept = max(same, key=lambda i: len(headlines[i] & wanted) / len(headlines[i] | wanted))
    return frozenset(same) - {kept}


def _texts(labelled: Sequence[tuple[str, str]]) -> frozenset[int]:
    said: set[str] = set()
    again = set()
    for i, (text, label) in enumerate(labelled):
        if label in READ_ON and label != "headline" and len(text) >= LEAST_CHARS:
            if text in said:
                again.add(i)
            said.add(text)
    return frozenset(again)
