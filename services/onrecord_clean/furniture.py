"""Blocks that an outlet puts on one page after the other: told by repetition, whatever they look like."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from onrecord_clean.nearness import WORD
from onrecord_clean.records import READ_ON

LEAST_WORDS = 6
"""Shorter ones are left as they are: half of those that repeat are subheadings ("Why you should trust us")."""
OTHERS = 2
OTHERS_IF_BODY_LIKE = 6
"""A quotation and a paragraph on what went before come again in every article that follows."""
PROSE_WORDS = 25
MOST_OF_TEXT = 0.5
OPENING = 3
"""Blocks that may be the article's own teaser on other pages: headline, standfirst, first paragraph."""
TEASED = frozenset({"related", "navigation"})
QUOTED = re.compile('["“”„«»「」]')


@dataclass(frozen=True, slots=True)
class Seen:
    """Where else the words of a block stood."""

    articles: int
    """Other articles of the outlet, counted up to OTHERS_IF_BODY_LIKE."""

    label: str | None
    """What they were there, if they were not read on."""


NEVER = Seen(0, None)

Elsewhere = Callable[[Sequence[int]], dict[int, Seen]]
"""From fingerprints to where else they were seen; one that was not is left out."""


def nowhere(fingerprints: Sequence[int]) -> dict[int, Seen]:  # noqa: ARG001 - meets Elsewhere
    """Know no other article."""
    return {}


def fingerprint(text: str) -> int | None:
    """Hash the words of *text* to a signed 64-bit number; None for fewer than LEAST_WORDS.

    Case and punctuation make no difference. Numbers do: of what they would add, little is furniture that is not known
    for it anyway, and a sentence that changes in nothing but a number is news.
    """
    words = WORD.findall(text.casefold())
    if len(words) < LEAST_WORDS:
        return None
    digest = blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def furniture(labelled: Sequence[tuple[str, str]], elsewhere: Elsewhere) -> dict[int, Seen]:
    """Find the blocks that would be read on, but are the outlet's furniture.

    Nothing is, where that would be more than MOST_OF_TEXT: then the page is one more copy of an article.

    Args:
        labelled: Text and label of each block, in order.
        elsewhere: What is known of the outlet's other articles.

    Returns:
        Where else each of them was seen, by its place.
    """
    if elsewhere is nowhere:
        return {}
    read = [i for i, (_, label) in enumerate(labelled) if label in READ_ON]
    prints = {i: found for i in read if (found := fingerprint(labelled[i][0])) is not None}
    known = elsewhere(sorted(set(prints.values())))
    opening = frozenset(read[:OPENING])
    caught = {
        i: seen
        for i, found in prints.items()
        if (seen := known.get(found)) and _is_furniture(*labelled[i], seen, opens=i in opening)
    }
    words = {i: labelled[i][0].count(" ") + 1 for i in read}
    if sum(words[i] for i in caught) > MOST_OF_TEXT * sum(words.values()):
        return {}
    return caught


def _is_furniture(text: str, label: str, seen: Seen, *, opens: bool) -> bool:
    if label == "headline" or (opens and seen.label in TEASED):
        return False
    body_like = QUOTED.search(text) is not None or text.count(" ") + 1 >= PROSE_WORDS
    return seen.articles >= (OTHERS_IF_BODY_LIKE if body_like else OTHERS)
