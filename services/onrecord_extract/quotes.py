"""Where quotations begin and end: any marks, nested, unbalanced, continued in the next paragraph; no apostrophes.

Marks are read paragraph by paragraph, so one that is missing spoils no more than its paragraph. Within a family
any opening mark goes with any closing one, as pages mix ``"`` with ``”``. Linear in the length of the text.
"""

import re
from dataclasses import dataclass, replace
from enum import Enum

from onrecord_extract.records import Span
from onrecord_extract.sentences import paragraphs


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


_FAMILY = {mark: family for family in _Family for mark in family.value} | {"''": _Family.DOUBLE, "``": _Family.DOUBLE}
_MARK = re.compile(r"''|``|[\"“”„‟＂'‘’‚‛`«»‹›「」『』]")
_ALWAYS_OPENS = frozenset("“„‟‚「『") | {"``"}
_ALWAYS_CLOSES = frozenset("」』")
_BEFORE_OPENING = frozenset("([{<—–-/=:|…¿¡*_")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad")
_STOPS = frozenset(",.!?…;:،؟。，、")
_SENTENCE_END = re.compile(r"[.!?…](?=\s)")
_ELISION = re.compile(r"(?:\d\ds?|tis|twas|em|til|till|cause|bout|round|n|cos|cuz|neath|nuff|ere)\b", re.IGNORECASE)

MAX_INVISIBLE_RUN = 8


@dataclass(slots=True)
class _Mark:
    start: int
    end: int
    family: _Family
    text: str
    before: str  # the visible character before, "" at the paragraph's start
    after: str
    apostrophe: bool = False
    settles: bool = False  # a single mark that closes only if no better one follows: "the workers' rights"
    better_follows: bool = False

    @property
    def can_open(self) -> bool:
        if self.text in _ALWAYS_CLOSES:
            return False
        if self.text in _ALWAYS_OPENS:
            return True
        before_ok = not self.before or self.before.isspace() or self.before in _BEFORE_OPENING or self.before in _FAMILY
        return before_ok and bool(self.after) and (not self.after.isspace() or self.text in "«»‹›")

    @property
    def can_close(self) -> bool:
        if self.text in _ALWAYS_OPENS and self.text not in "“‟":
            return False
        if not self.before or (self.before.isspace() and self.text not in "«»‹›"):
            return False
        return not self.after.isalnum() or self.before in _STOPS or self.text in "」』”"


def quotes(text: str) -> tuple[Quote, ...]:
    """Find the quotations of *text*, ordered by start; of two that start together, the outer first."""
    found: list[Quote] = []
    last: int | None = None  # the paragraph before ended in this quotation, never closed
    for paragraph in paragraphs(text):
        marks = _marks(text, paragraph)
        here = _nested(_paired(text, paragraph, marks)) if marks else []
        if last is not None and here and here[0].start == paragraph[0] and here[0].opened:
            found[last] = replace(found[last], continues=True)
        last = None
        for quote in here:
            if quote.depth == 0:
                last = len(found) if not quote.closed and quote.end == paragraph[1] else None
            found.append(quote)
    return tuple(found)


def outer_quotes(text: str) -> tuple[Quote, ...]:
    """Find the quotations of *text* that stand in no other; they do not overlap."""
    return tuple(quote for quote in quotes(text) if quote.depth == 0)


def _marks(text: str, paragraph: Span) -> list[_Mark]:
    """Read the marks of one paragraph, leaving out those that are plainly apostrophes or inches."""
    marks: list[_Mark] = []
    for match in _MARK.finditer(text, *paragraph):
        before = _visible_before(text, match.start(), paragraph[0])
        after = _visible_after(text, match.end(), paragraph[1])
        mark = _Mark(match.start(), match.end(), _FAMILY[match[0]], match[0], before, after)
        if mark.family is _Family.SINGLE:
            if before.isalnum() and after.isalnum():
                continue  # don't, O’Neill
            if not before.isalnum() and _ELISION.match(text, match.end(), min(match.end() + 6, paragraph[1])):
                continue  # ’90s, 'em
            mark.settles = before in ("s", "S") and after.isspace() and not _next_is_capital(text, match.end())
        marks.append(mark)
    better = False
    for mark in reversed(marks):  # one look ahead for every mark at once
        if mark.family is not _Family.SINGLE:
            continue
        mark.better_follows = better
        if mark.can_open and not mark.can_close:
            better = False
        elif mark.can_close and not mark.settles:
            better = True
    return marks


def _visible_before(text: str, position: int, floor: int) -> str:
    for index in range(position - 1, max(floor, position - MAX_INVISIBLE_RUN) - 1, -1):
        if text[index] not in _INVISIBLE:
            return text[index]
    return ""


def _visible_after(text: str, position: int, ceiling: int) -> str:
    for index in range(position, min(ceiling, position + MAX_INVISIBLE_RUN)):
        if text[index] not in _INVISIBLE:
            return text[index]
    return ""


def _next_is_capital(text: str, position: int) -> bool:
    return text[position + 1 : position + 2].isupper()


def _paired(text: str, paragraph: Span, marks: list[_Mark]) -> list[Quote]:
    """Pair the marks of one paragraph; depths are all 0 yet."""
    found: list[Quote] = []
    open_marks: list[_Mark] = []
    for number, mark in enumerate(marks):
        opener = next((o for o in reversed(open_marks) if o.family is mark.family), None)
        if opener is None:
            if _opens(mark):
                open_marks.append(mark)
            elif number == 0 and mark.family is _Family.DOUBLE and mark.can_close and mark.before in _STOPS:
                found.append(Quote(paragraph[0], mark.end, 0, opened=False))
        elif _closes(mark, opener, open_marks):
            while open_marks.pop() is not opener:
                pass
            found.append(Quote(opener.start, mark.end, 0))
        elif _opens(mark):
            if mark.family is _Family.SINGLE:
                open_marks.remove(opener)  # an apostrophe after all: single marks do not nest in their kind
            open_marks.append(mark)
    for mark in open_marks:
        if mark.family is not _Family.SINGLE or (mark.start == paragraph[0] and mark.text == "‘"):
            found.append(_unclosed(text, paragraph, mark, found))
    return found


def _opens(mark: _Mark) -> bool:
    if mark.family is _Family.SINGLE:
        return mark.text != "’" and mark.can_open
    if mark.before.isdigit() and not mark.after.isalnum() and mark.text == '"':
        return False  # 5" is five inches
    return mark.can_open


def _closes(mark: _Mark, opener: _Mark, open_marks: list[_Mark]) -> bool:
    if mark.family is _Family.SINGLE:
        if open_marks[-1] is not opener or (mark.settles and mark.better_follows):
            return False
        return mark.can_close and mark.text not in "‘‚"
    if mark.text == "“" and opener.text not in '„‟”"“':
        return False
    if mark.text == "“" and opener.text in '"“' and mark.can_open and not (mark.before and mark.after.isspace()):
        return not (not mark.before or mark.before.isspace() or mark.before in _BEFORE_OPENING) and not mark.after.isalnum()
    if mark.text in "”“" and mark.can_close:
        return True
    if mark.can_open and not mark.can_close:
        return False
    return True
