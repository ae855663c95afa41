"""Speaker tags, which stand after what was said: "…," she said; "…", said Ann Hale, the mayor; …, according to her; "…,"
as she put it."""

from typing import NamedTuple

from onrecord_extract.complements import LONGEST_ADJUNCT_TOKENS, TELLING
from onrecord_extract.cues import Cue, CueClass, Frame, cue_of
from onrecord_extract.sources import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    TIMES,
    after_cue,
    before_cue,
)
from onrecord_extract.units import Token

LONGEST_SCARE_QUOTE_CHARS = 25
LEAST_INVERTED_TOKENS = 5

_MARKS = "\"'“”‘’«»„‚‹›「」『』` \u00a0"
_CLOSING_SIGNS = frozenset(",?!…-—–.")
_DASHES = frozenset("-—–")
_LINKS = frozenset({"and", "but", "yet", ",", "so"})
_FRONTING = PREPOSITIONS | frozenset(
    "when if because asked earlier later although though while whereas once soon".split()
)
_WHEN_OR_WHERE = PREPOSITIONS | TIMES
_ADJUNCT = _WHEN_OR_WHERE | ADVERBS


class Tag(NamedTuple):
    """A speaker tag, in tokens: what was said is from ``first`` to before ``last``, the tag ends before ``end``.

    ``quoted`` is the quotation that what was said ends with, None where it ends with none.
    """

    source: tuple[int, int]
    cue: int
    first: int
    last: int
    end: int
    quoted: int | None


def speaker_tag(text: str, tokens: list[Token], i: int, floor: int) -> Tag | None:
    """Read the speaker tag whose verb is token *i*; None where it is no tag. Nothing before *floor* belongs to it."""
    cue = cue_of(tokens[i].lower)
    if cue is None or tokens[i].lower.endswith("ing"):
        return None
    tag = _inverted(text, tokens, i, floor, cue) or _in_order(text, tokens, i, floor)
    said = cue.frame is Frame.CLAUSE and cue.cue_class is not CueClass.BELIEF
    return tag if tag is not None and (said or tag.quoted is not None) else None


def _inverted(text: str, tokens: list[Token], i: int, floor: int, cue: Cue) -> Tag | None:
    """Read "…," said Ann Hale."""
    if i <= floor or not _may_end(text, tokens, i - 1, floor) or cue.lemma in TELLING:
        return None
    source = after_cue(tokens, i)
    if source is None:
        return None
    plain = cue.lemma == "say" and i - floor > LEAST_INVERTED_TOKENS and _stops(tokens, source[1])
    if not plain and not _ends_quoted(tokens, i - 1, floor):
        return None
    return _tag(tokens, source, i, floor, source[1])


def _in_order(text: str, tokens: list[Token], i: int, floor: int) -> Tag | None:
    """Read "…," Ann Hale said."""
    source = before_cue(tokens, i, floor)
    if source is None or source[0] <= floor or not _may_end(text, tokens, source[0] - 1, floor):
        return None
    quoted = _ends_quoted(tokens, source[0] - 1, floor)
    end = _tag_end(tokens, i, quoted=quoted)
    if end is None:
        return None
    if not quoted and _fronted(tokens, floor) and end < len(tokens) and tokens[end].text != ".":
        return None
    return _tag(tokens, source, i, floor, end)


def _tag(tokens: list[Token], source: tuple[int, int], i: int, floor: int, end: int) -> Tag:
    before = min(source[0], i) - 1
    last = before + 1 if tokens[before].quote is not None else before
    quoted = last - 1 if tokens[last - 1].quote is not None else None
    first = floor
    if quoted is not None and quoted > floor:
        sign = tokens[quoted - 1].text
        if sign == ":" or sign in _DASHES or (sign == "," and _fronted(tokens, floor)):
            first = quoted
    return Tag(source, i, first, last, end, quoted)


def _may_end(text: str, tokens: list[Token], k: int, floor: int) -> bool:
    """Say whether what was said may end with token *k*: a comma after words, or a quotation."""
    if tokens[k].quote is not None:
        within = text[tokens[k].start : tokens[k].end].rstrip(_MARKS)
        return within[-1:] in _CLOSING_SIGNS or _is_long(tokens[k])
    return tokens[k].text in (",", "—", "–") and k - floor >= (1 if tokens[k - 1].quote is not None else 3)


def _is_long(quotation: Token) -> bool:
    return quotation.end - quotation.start > LONGEST_SCARE_QUOTE_CHARS


def _ends_quoted(tokens: list[Token], k: int, floor: int) -> bool:
    """Say whether at *k* more ends than a word in quotation marks within a sentence."""
    alone = tokens[floor].quote is not None and k - floor <= 1
    last = tokens[k] if tokens[k].quote is not None else tokens[k - 1]
    return alone or (last.quote is not None and _is_long(last))


def _stops(tokens: list[Token], k: int) -> bool:
    return k >= len(tokens) or tokens[k].text in (".", ";") or tokens[k].lower in _WHEN_OR_WHERE


def _tag_end(tokens: list[Token], i: int, *, quoted: bool) -> int | None:
    """Find where the words after "she said" end that tell when, where and to whom; None if they go on to say what.

    After a quotation they may be any: it is what was said.
    """
    start = k = i + 1
    cue = cue_of(tokens[i].lower)
    told = cue is not None and cue.lemma in TELLING
    if (
        k < len(tokens)
        and not quoted
        and not told
        and tokens[k].text[:1].isalnum()
        and tokens[k].lower not in _ADJUNCT
    ):
        return None
    while k < len(tokens) and (quoted or k - start <= LONGEST_ADJUNCT_TOKENS):
        token = tokens[k]
        if token.text in (".", ",", ";", "—", "–"):
            return k
        if token.quote is not None:
            return k if k > start else None
        if token.text == ":" or (token.lower == "that" and k - start < 2):
            return None
        k += 1
    return k if k >= len(tokens) else None


def _fronted(tokens: list[Token], first: int) -> bool:
    """Say whether a sentence begins with when or where: what stands before its comma was not said."""
    while first + 1 < len(tokens) and tokens[first].lower in _LINKS:
        first += 1
    word = tokens[first].lower
    return word in _FRONTING or word.endswith("ing")


def as_put(tokens: list[Token], i: int, floor: int) -> Tag | None:
    """Read the tag "as Ann Hale put it" behind a quotation, whose "put" is token *i*."""
    if i + 1 >= len(tokens) or tokens[i + 1].lower != "it":
        return None
    source = before_cue(tokens, i, floor)
    link = source[0] - 1 if source is not None else floor
    if source is None or link <= floor or tokens[link].lower != "as":
        return None
    tag = _tag(tokens, (link, source[1]), i, floor, i + 2)
    return tag._replace(source=source) if tag.quoted is not None else None


def according_to(tokens: list[Token], i: int) -> Tag | None:
    """Read the tag whose "according" is token *i*; it may stand first too, and what was said come after it."""
    if i + 2 >= len(tokens) or tokens[i + 1].lower != "to":
        return None
    if i > 0:
        source = after_cue(tokens, i + 1)
        return Tag(source, i, 0, i, source[1], None) if source is not None else None
    end = _end_of_first_phrase(tokens)
    source = after_cue(tokens[:end], i + 1) if end is not None else None
    if source is None:
        return None
    return Tag(source, i, source[1], len(tokens), len(tokens), None)


def _end_of_first_phrase(tokens: list[Token]) -> int | None:
    """Find the comma after "According to Hale" or "According to Hale, the mayor of Poe"; None where there is none."""
    commas = [k for k, token in enumerate(tokens[: 2 * LONGEST_ADJUNCT_TOKENS]) if token.text == ","]
    if len(commas) < 2:
        return commas[0] if commas else None
    between = tokens[commas[0] + 1 : commas[1]]
    verb = any(
        token.lower in AUXILIARIES or token.quote is not None or cue_of(token.lower) for token in between
    )
    return commas[1] if between and between[0].lower in DETERMINERS and not verb else commas[0]
