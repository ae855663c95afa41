"""Which of a page's headlines is the article's, and which only say it again."""

from collections.abc import Sequence

REPEATS = 0.8
"""Share of a headline's words that the article's own holds as well, from which it is the same."""


def best_title(headlines: Sequence[str], named: str | None) -> str | None:
    """Choose the headline that is most like what the metadata call the article; the first where they do not say.

    A breadcrumb or a section in front of the headline, and the site's name behind the title, are passed over so.
    """
    if not headlines:
        return named
    wanted = _words(named or "")

    def likeness(headline: str) -> float:
        words = _words(headline)
        return len(words & wanted) / len(words | wanted) if wanted else 0.0

    return " ".join(max(headlines, key=likeness).split())


def repeated(labelled: Sequence[tuple[str, str]], title: str | None) -> frozenset[int]:
    """Name the blocks that say the headline again: a sticky header, a breadcrumb, a share box.

    Args:
        labelled: Text and label of each block, in order.
        title: What best_title chose.

    Returns:
        The places of all blocks labelled headline whose words are the title's, but the one most like it.
    """
    if title is None:
        return frozenset()
    wanted = _words(title)
    headlines = {i: _words(text) for i, (text, label) in enumerate(labelled) if label == "headline"}
    same = [i for i, words in headlines.items() if words and len(words & wanted) >= REPEATS * len(words)]
    if not same:
        return frozenset()
    kept = max(same, key=lambda i: len(headlines[i] & wanted) / len(headlines[i] | wanted))
    return frozenset(same) - {kept}


def _words(text: str) -> set[str]:
    return set(text[:1_000].lower().split())
