"""Where paragraphs and sentences begin and end. Linear in the length of the text."""

import re

from onrecord_extract.records import Span

# Every match consumes all it looks at, so that a run of a million stops or line ends is read once.
_LINE_END = re.compile(r"\n\s*")
_STOP = re.compile(r"([.!?…]+)[\"'”’»›)\]]*|[。！？؟۔]+[」』”’\")\]]*")
_WORD_BEFORE = re.compile(r"[^\W\d_][\w.]*\Z")
_NEXT_WORD = re.compile(r"\s+[\"'“”‘„«‹(\[—–-]*(\w+)?")

MAX_ABBREVIATION_CHARS = 12

_TITLES = """
    mr mrs ms mx dr prof rev revd hon fr sr jr st sen sens rep reps gov govs gen lt maj col capt cmdr cpl sgt adm
    pres supt insp det pvt atty amb sec messrs mme mlle vs
"""
_OTHERS = """
    jan feb mar apr jun jul aug sep sept oct nov dec no nos vol fig approx est dept univ ave blvd rd mt ft
    calif fla mass mich minn miss ala ariz ark colo conn del ga ill ind kan ky la md mo mont neb nev okla ore pa
    tenn tex va vt wash wis wyo etc al eg ie ph.d u.s u.k u.n d.c e.u n.y l.a a.m p.m e.g i.e u.s.a
    inc corp co ltd bros llc plc
"""
_STARTERS = """
    the a an he she it they we i you this that these those there his her its their but and in on at as for if
    when while after before with by so yet however meanwhile another some many most what who why how
"""
_NEVER_LAST = frozenset(_TITLES.split())
_RARELY_LAST = frozenset(_OTHERS.split())
_OPENERS = frozenset(_STARTERS.split())


def paragraphs(text: str) -> list[Span]:
    """Find the paragraphs of *text*, without the white space around them.

    A blank line ends a paragraph, and so does the end of a line, unless the line is plainly wrapped: it ends
    without a stop or a mark and the next begins in lower case.
    """
    spans: list[Span] = []
    start = len(text) - len(text.lstrip())
    for gap in _LINE_END.finditer(text, start):
        if gap.end() == len(text):
            break
        line = gap[0].count("\n") == 1
        if line and text[gap.start() - 1].isalnum() and text[gap.end()].islower():
            continue
        spans.append((start, _before_space(text, gap.start())))
        start = gap.end()
    if start < len(text):
        spans.append((start, _before_space(text, len(text))))
    return spans


def _before_space(text: str, end: int) -> int:
    while text[end - 1].isspace():
        end -= 1
    return end


def sentences(text: str) -> list[Span]:
    """Find the sentences of *text*, in order, none across paragraphs, without the white space around them.

    A stop inside closing quotation marks ends a sentence only where the next word has a capital, so
    ``"Why?" he asked.`` is one sentence and ``"Why?" Mr Hale asked.`` two: who needs to know more about quotations asks
    ``quotes``. Abbreviations, initials and numbers do not end one.
    """
    return [span for paragraph in paragraphs(text) for span in _sentences_of(text, paragraph)]


def _sentences_of(text: str, paragraph: Span) -> list[Span]:
    start, end = paragraph
    spans: list[Span] = []
    for stop in _STOP.finditer(text, start, end):
        if stop.end() >= end:
            break
        if stop[1] and not (text[stop.end()].isspace() and _ends_sentence(text, stop, end)):
            continue
        spans.append((start, stop.end()))
        start = stop.end()
        while text[start].isspace():  # stops before *end*: a paragraph does not end in white space
            start += 1
    spans.append((start, end))
    return spans


def _ends_sentence(text: str, stop: re.Match[str], end: int) -> bool:
    following = _NEXT_WORD.match(text, stop.end(), min(end, stop.end() + 40))
    word = (following[1] or "") if following else ""
    if word[:1].islower():
        return False
    if stop[1] != "." or stop.end() - stop.start() > 1:
        return True
    before = _WORD_BEFORE.search(text, max(0, stop.start() - MAX_ABBREVIATION_CHARS), stop.start())
    if not before:
        return True
    abbreviation = before[0].lower()
    if abbreviation in _NEVER_LAST:
        return False
    if abbreviation in _RARELY_LAST or len(abbreviation) == 1 or re.fullmatch(r"(?:\w\.)+\w", abbreviation):
        return word.lower() in _OPENERS
    return True
