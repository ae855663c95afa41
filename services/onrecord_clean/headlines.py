"""Which of a page's headlines is the article's."""

from collections.abc import Sequence


def best_title(headlines: Sequence[str], named: str | None) -> str | None:
    """Choose the headline that is most like what the metadata call the article; the first where they do not say.

    A breadcrumb or a section in front of the headline, and the site's name behind the title, are passed over so.
    """
    if not headlines:
        return named
    wanted = set((named or "").lower().split())

    def likeness(headline: str) -> float:
        words = set(headline.lower().split())
        return len(words & wanted) / len(words | wanted) if wanted else 0.0

    return " ".join(max(headlines, key=likeness).split())
