"""English words to rough stems, and the words that say nothing by themselves."""

from functools import lru_cache

from onrecord_track.words import fold

_ENDINGS = ("ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "e")
_SHORTEST = 3

KEPT = 20_000
"""Words whose stem is kept: 4 MB of usual ones. News of a day has fewer."""

LONGEST_KEPT = 40
"""Characters: text without spaces is one long word, and 20,000 of those would be much."""


def stem(word: str) -> str:
    """Cut the inflection off a folded English word: "banning", "banned" and "bans" become "ban".

    Rough on purpose, and only ever compared with other stems. Words in other scripts stay as they are.
    """
    return _cut(word) if len(word) <= LONGEST_KEPT else _cut.__wrapped__(word)


@lru_cache(maxsize=KEPT)
def _cut(word: str) -> str:
    if len(word) <= _SHORTEST or not word.isascii() or not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending in ("ied", "ies") else "")
            break
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") else word


def _stems(listed: str) -> frozenset[str]:
    return frozenset(stem(fold(word)) for word in listed.split())


GRAMMAR_WORDS = _stems(
    "a an the and or but if of to in on at by for from with as that this these those it its he she they them his "
    "her hers their theirs him i we us you me my our your is are was were be been being am do does did have has had "
    "will would can could should may might must shall not no nor so than then there here when where who whom whose "
    "which what why how about into over under after before during between through up down out off also too very just "
    "only own same such more most other some any all each both few many much now new it's he's she's they're we're "
    "i'm i've we've they've i'd he'd she'd they'd i'll he'll she'll they'll we'll don't isn't aren't wasn't weren't "
    "doesn't didn't won't wouldn't can't couldn't shouldn't haven't hasn't hadn't t s"
)
"""Stems without a subject of their own."""
