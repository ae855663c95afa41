"""A party or a state after a name marks a politician: "Rep. Ruth Hale (D-Mass.)", "Ruth Hale, R-S.C.,".

The tagger has learned names from the world's newspapers, which do not write so, and stumbles over the brackets.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from onrecord_extract.names import Mention
from onrecord_extract.titles import is_title

_STATE = r"[A-Z][A-Za-z.]{1,12}(?:\s[A-Z][a-z.]{1,12})?"
_MARK = re.compile(
    rf"\s\((?:[DRI](?:-{_STATE})?|(?P<state>[A-Z][A-Za-z.]{{0,6}}\.))\)|,\s[DRI]-{_STATE}(?=[,\s])"
)
_NAME = re.compile(r"(?:[A-Z][\w.'’-]*\s){1,5}[A-Z][\w'’-]+\Z")
_LONGEST_NAME_CHARS = 60
_WORDS_OF_A_NAME = 2
"""Taken where no title tells where a name begins."""


def with_party_members(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Give *mentions* of people without their party, and those too that only it gives away; by start.

    A state alone ("Sen. Ruth Hale (Vt.)") gives away who bears a title.
    """
    found = sorted(mentions)
    marks = list(_MARK.finditer(text))
    if not marks:
        return found
    starts = [mark.start() for mark in marks]
    for k, mention in enumerate(found):
        near = bisect_right(starts, mention.start)
        if mention.type == "PERSON" and near < len(starts) and starts[near] < mention.end:
            found[k] = mention._replace(end=starts[near])
    known = [mention.start for mention in found]
    for mark in marks:
        before = bisect_left(known, mark.start()) - 1
        if before >= 0 and found[before].end >= mark.start():
            continue
        start = _name_start(text, mark.start(), titled=mark["state"] is not None)
        if start is not None and (before < 0 or found[before].end <= start):
            found.append(Mention(start, mark.start(), "PERSON"))
    return sorted(found)


def _name_start(text: str, end: int, *, titled: bool) -> int | None:
    """Find where the name that ends at *end* begins, after its title; None where none does, or none with a title."""
    name = _NAME.search(text, max(0, end - _LONGEST_NAME_CHARS), end)
    if name is None:
        return None
    words = list(re.finditer(r"\S+", name[0]))
    after = next((k for k in range(len(words) - 1, 0, -1) if is_title(words[k - 1][0].strip("."))), None)
    if after is None and titled:
        return None
    first = words[-_WORDS_OF_A_NAME] if after is None else words[after]
    return name.start() + first.start()
