"""Where quotations begin and end: any marks, nested, unbalanced, continued in the next paragraph; no apostrophes.

Marks are read paragraph by paragraph, so one that is missing spoils no more than its paragraph. Within a family
any opening mark goes with any closing one, as pages mix ``"`` with ``”``. Linear in the length of the text.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from onrecord_extract.records import Span
from onrecord_extract.sentences import paragraphs
from onrecord_extract.sides import opening


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation with its marks: ``text[start:end]``.

    ``depth`` is 0 for the outermost, 1 for a quotation within it, and so on. ``opened`` and ``closed`` say whether
    the mark is there: an unopened one begins with its paragraph; an unclosed one ends with its paragraph, or with its
    sentence where other quotations follow. ``continues`` says that the next quotation of depth 0 goes on with it,
    as each paragraph of a long quotation opens with a mark and only the last closes.
    """

    start: int
    end: int
    depth: int
    opened: bool = True
    closed: bool = True
    continues: bool = False


class _Family(Enum):
    DOUBLE = '"“”„‟＂'
    SINGLE = "'‘’‚‛`"
    ANGLE = "«»"
    SINGLE_ANGLE = "‹›"
    CORNER = "「」"
    WHITE_CORNER = "『』"


_FAMILY = {mark: family for family in _Family for mark in family.value} | {
    "''": _Family.DOUBLE,
    "``": _Family.DOUBLE,
}
_MARK = re.compile(r"(?<=\S)'(?=''(?!'))|''|``|[\"“”„‟＂'‘’‚‛`«»‹›「」『』]")
_OPENING = frozenset("“„‟‘‚‛「『`") | {"``"}
_CLOSING = frozenset("”’」』")
_SPACED = frozenset("«»‹›")  # French sets a space inside
_BEFORE_OPENING = frozenset("([{<—–-/=:|…¿¡*_")
_STOPS = frozenset(",.!?…;:،؟。，、")
_INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_SENTENCE_END = re.compile(r"[.!?…](?=\s)")
_ELISION = re.compile(
    r"(?:\d\ds?|tis|twas|em|til|till|cause|bout|round|n|cos|cuz|neath|nuff)\b", re.IGNORECASE
)

MAX_INVISIBLE_RUN = 8


@dataclass(slots=True)
class _Mark:
    start: int
    end: int
    text: str
    family: _Family
    before: str  # the nearest visible character, "" at the paragraph's edge
    after: str
    possessive: bool = False  # closes only if nothing better follows: "the workers' rights"
    better_follows: bool = False
    dropped: bool = False  # taken for an opening mark at first
    read_as: bool | None = None  # as an opening mark, or as a closing one, where white space does not tell

    @property
    def looks_opening(self) -> bool:
        before = (
            not self.before
            or self.before.isspace()
            or self.before in _BEFORE_OPENING
            or self.before in _FAMILY
        )
        return before and bool(self.after) and not self.after.isspace()

    @property
    def looks_closing(self) -> bool:
        return bool(self.before) and not self.before.isspace() and not self.after.isalnum()

    @property
    def closes_alone(self) -> bool:
        """Whether it closes a quotation that has no opening mark: it stands behind what ends one."""
        return self.read_as is False or (self.looks_closing and self.before in _STOPS)

    @property
    def opens(self) -> bool:
        """Whether it can open a quotation where none of its family is open."""
        if self.read_as is not None:
            return self.read_as
        if self.text in _CLOSING:
            return self.looks_opening and self.text == "”"  # Swedish and Finnish open with it
        if self.text in _OPENING and self.family is not _Family.SINGLE:
            return bool(self.after)
        if self.text in _SPACED:
            return bool(self.after)
        if self.family is _Family.SINGLE:
            return self.looks_opening
        unspaced = self.before in _STOPS and self.after.isalnum()  # he said,"No"
        return self.looks_opening or unspaced

    def closes(self, opener: "_Mark") -> bool:
        """Whether it closes *opener*, a mark of its family."""
        if self.read_as is not None:
            return not self.read_as
        if self.family is _Family.SINGLE:
            return (
                self.looks_closing
                and self.text not in _OPENING
                and not (self.possessive and self.better_follows)
            )
        if self.text == "“":  # closes in German „…“, and where a page has it on both sides
            return opener.text == "„" or (self.looks_closing and not self.looks_opening)
        if self.text in _OPENING:
            return False
        if self.text in _SPACED:
            return self.text != opener.text or self.looks_closing
        return not self.looks_opening or self.text in "」』"


def quotes(text: str) -> tuple[Quote, ...]:
    """Find the quotations of *text*, ordered by start; of two that start together, the outer first."""
    found: list[Quote] = []
    unfinished: int | None = None  # the paragraph before ended within this quotation
    for paragraph in paragraphs(text):
        here = _nested(text, _paired(text, paragraph, _marks(text, paragraph)))
        if unfinished is not None and here and here[0].start == paragraph[0]:
            found[unfinished] = replace(found[unfinished], continues=True)
        unfinished = None
        for quote in here:
            if quote.depth == 0 and not quote.closed and quote.end == paragraph[1]:
                unfinished = len(found)
            found.append(quote)
    return tuple(found)


@lru_cache(maxsize=1)
def outer_quotes(text: str) -> tuple[Quote, ...]:
    """Find the quotations of *text* that stand in no other; they do not overlap. Asked for twice of each article."""
    return tuple(quote for quote in quotes(text) if quote.depth == 0)


def _marks(text: str, paragraph: Span) -> list[_Mark]:
    """Read the marks of one paragraph, leaving out those that are plainly apostrophes."""
    marks: list[_Mark] = []
    for match in _MARK.finditer(text, *paragraph):
        start, end = match.span()
        before = _visible(text, range(start - 1, max(paragraph[0], start - MAX_INVISIBLE_RUN) - 1, -1))
        after = _visible(text, range(end, min(paragraph[1], end + MAX_INVISIBLE_RUN)))
        mark = _Mark(start, end, match[0], _FAMILY[match[0]], before, after)
        if mark.family is _Family.SINGLE:
            if before.isalnum() and after.isalnum():
                continue  # don't, O’Neill
            if not before.isalnum() and _ELISION.match(text, end, min(end + 6, paragraph[1])):
                continue  # ’90s, 'em
            mark.possessive = (
                before in ("s", "S") and after.isspace() and not text[end + 1 : end + 2].isupper()
            )
        marks.append(mark)
    _read(text, paragraph, [mark for mark in marks if mark.family is _Family.DOUBLE])
    better = False
    for mark in reversed(marks):  # one look ahead for all
        if mark.family is _Family.SINGLE:
            mark.better_follows = better
            if mark.looks_opening:
                better = False
            elif mark.looks_closing and not mark.possessive:
                better = True
    return marks


def _read(text: str, paragraph: Span, marks: list[_Mark]) -> None:
    """Decide what double marks do that have white space on both sides, as in tokenised text, or on none."""
    known = [
        mark.opens if mark.text in _OPENING | _CLOSING or mark.looks_opening != mark.looks_closing else None
        for mark in marks
    ]
    if None in known:
        spans = [(mark.start, mark.end) for mark in marks]
        for mark, plain, opens in zip(marks, known, opening(text, paragraph, spans, known), strict=True):
            mark.read_as = opens if plain is None else None


def _visible(text: str, positions: range) -> str:
    return next((text[at] for at in positions if text[at] not in _INVISIBLE), "")


def _paired(text: str, paragraph: Span, marks: list[_Mark]) -> list[Quote]:
    """Pair the marks of one paragraph; in no order, and depths all 0 yet."""
    found: list[Quote] = []
    stack: list[_Mark] = []
    of_family: dict[_Family, list[_Mark]] = {family: [] for family in _Family}
    doubles = 0
    for mark in marks:
        while stack and stack[-1].dropped:
            stack.pop()
        same = of_family[mark.family]
        opener = same[-1] if same else None
        single = mark.family is _Family.SINGLE
        doubles += mark.family is _Family.DOUBLE
        if opener and mark.closes(opener) and (not single or stack[-1] is opener):
            while (last := stack.pop()) is not opener:
                if not last.dropped:
                    of_family[last.family].pop()
            same.pop()
            found.append(Quote(opener.start, mark.end, 0))
        elif mark.opens:
            if single and opener:  # an apostrophe after all: single marks do not nest in their kind
                same.pop().dropped = True
            same.append(mark)
            stack.append(mark)
        elif doubles == 1 and not opener and mark.closes_alone:
            found.append(Quote(paragraph[0], mark.end, 0, opened=False))
    unclosed = [mark for mark in stack if not mark.dropped and _stands_alone(mark, paragraph)]
    return found + _unclosed(text, paragraph, unclosed, found)


def _stands_alone(mark: _Mark, paragraph: Span) -> bool:
    """Say whether a mark never closed still opens a quotation: a single one is an apostrophe, mostly."""
    return mark.family is not _Family.SINGLE or (mark.text == "‘" and mark.start == paragraph[0])


def _unclosed(text: str, paragraph: Span, unclosed: list[_Mark], closed: list[Quote]) -> list[Quote]:
    """End each unclosed quotation with the paragraph, or with its sentence before the next quotation."""
    starts: dict[_Family, list[int]] = {}
    for start in sorted([quote.start for quote in closed] + [mark.start for mark in unclosed]):
        opening = text[start : start + 2]
        starts.setdefault(_FAMILY.get(opening) or _FAMILY.get(opening[0], _Family.DOUBLE), []).append(start)
    found: list[Quote] = []
    for mark in unclosed:
        later = starts[mark.family]
        after = bisect_right(later, mark.start)
        end = paragraph[1]
        if after < len(later):
            stop = _SENTENCE_END.search(text, mark.end, later[after])
            end = stop.end() if stop else _without_space(text, mark.end, later[after])
        if end > mark.end:
            found.append(Quote(mark.start, end, 0, closed=False))
    return found


def _without_space(text: str, floor: int, end: int) -> int:
    while end > floor and text[end - 1].isspace():
        end -= 1
    return end


def _nested(text: str, found: list[Quote]) -> list[Quote]:
    """Order the quotations of one paragraph, set their depths, and end an unclosed one where another crosses it."""
    nested: list[Quote] = []
    around: list[int] = []  # the quotations that the next one may stand in, as indexes into nested
    for quote in sorted(found, key=lambda quote: (quote.start, -quote.end)):
        while around and nested[around[-1]].end <= quote.start:
            around.pop()
        end = quote.end
        while around and nested[around[-1]].end < end:
            outer = nested[around[-1]]
            if not quote.closed:
                end = outer.end
                break
            nested[around.pop()] = replace(outer, end=_without_space(text, outer.start + 1, quote.start))
        around.append(len(nested))
        nested.append(replace(quote, end=end, depth=len(around) - 1))
    return nested
