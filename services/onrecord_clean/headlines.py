"""Which of a page's headlines is the article's."""

from collections.abc import Sequence

SAME = 0.8
"""Share of a headline's words that the article's own holds as well, from which it is the same."""


def same_words(text: str) -> set[str]:
    """Give the words that headlines are compared by."""
    return set(text[:1_000].lower().split())


def is_same(words: set[str], wanted: set[str]) -> bool:
    """Tell whether a headline of *words* says again what the one of *wanted* words says; not if it has none."""
    return bool(words) and len(words & wanted) >= SAME * len(words)


def best_title(headlines: Sequence[str], named: str | None) -> str | None:
    """Choose the headline that is most like what the metadata call the article; the first where they do not say.

    A breadcrumb or a section in front of the headline, and the site's name behind the title, are passed over so.
    """
    if not headlines:
        return named
    return " ".join(max(headlines, key=lambda headline: likeness(headline, named)).split())


def likeness(headline: str, named: str | None) -> float:
    """Give the share of words that *headline* and what the metadata call the article have in common, 0 to 1."""
    words, wanted = set(headline.lower().split()), set((named or "").lower().split())
    return len(words & wanted) / len(words | wanted) if wanted else 0.0
