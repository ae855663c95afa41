"""Whether two names are one speaker's."""

from functools import lru_cache
from typing import Literal

from onrecord_track.words import folded_words

SameSpeaker = Literal["same", "other", "unknown"]

_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady baroness baron rev reverend fr sen senator rep "
    "representative gov governor president vice prime minister chancellor secretary mayor judge justice king "
    "queen prince princess gen general col colonel capt captain sgt chief the a an former ex then".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv phd md qc kc mp".split())

KEPT = 4_000
"""Names whose words are kept: 2 MB of usual ones."""

LONGEST_KEPT = 200
"""Characters."""


def speaker_words(name: str | None) -> tuple[str, ...]:
    """Fold *name* to the words that tell people apart: no titles, initials or suffixes; empty if unknown.

    A name of titles alone ("the president") keeps them all.
    """
    if name is None:
        return ()
    return _told(name) if len(name) <= LONGEST_KEPT else _told.__wrapped__(name)


@lru_cache(maxsize=KEPT)
def _told(name: str) -> tuple[str, ...]:
    told = folded_words(name)
    bare = [word for word in told if len(word) > 1 and word not in _SUFFIXES]
    while len(bare) > 1 and bare[0] in _TITLES:
        bare = bare[1:]
    return tuple(bare or told)


def speaker_key(name: str | None) -> str:
    """Give the word under which a speaker's utterances are found: the last of the name; empty if unknown.

    "Lind", "Ms Lind" and "Ana Lind" share it; whether they are one person is ``same_speaker``'s to say.
    """
    told = speaker_words(name)
    return told[-1] if told else ""


def same_speaker(one: str | None, other: str | None) -> SameSpeaker:
    """Compare two canonical names.

    A surname alone is the same as a full name that ends with it, an acronym ("AP") as the name whose initials
    it is; two different first names are two people, and so are "an official" and anybody else. ``unknown``
    where either name is missing.
    """
    left, right = speaker_words(one), speaker_words(other)
    if not left or not right:
        return "unknown"
    if left == right:
        return "same"
    if not (is_name(one) and is_name(other)):
        return "other"
    (short, name), (long, _) = sorted(((left, one), (right, other)), key=lambda pair: len(pair[0]))
    if len(short) == 1 < len(long):
        initials = "".join(word[0] for word in long)
        acronym = short[0] == initials and short[0].upper() in (name or "")
        return "same" if acronym or short[0] == long[-1] else "other"
    # A second given name is left out as often as not; longer names are institutions', where every word counts.
    return "same" if len(short) == 2 and short == (long[0], long[-1]) else "other"


def is_name(speaker: str | None) -> bool:
    """Whether *speaker* names somebody ("Ana Lind", "the Harbour Board"), not a kind of people ("officials")."""
    told = (speaker or "").split()
    return any(word[:1].isupper() for word in told[1:]) or (
        len(told) == 1 and told[0][:1].isupper() and not told[0].endswith("s")
    )
