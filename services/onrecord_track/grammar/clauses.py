"""One clause of a query: from the words as typed to what is looked for."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from lark import Token

from onrecord_track.grammar.error import QueryError, cut
from onrecord_track.grammar.expression import FIELDS, OPERATORS, Field, Like, Near, Pattern, Words
from onrecord_track.words import words

QUOTES = '"“”„«»'
MAX_DISTANCE = 100
SHORTEST_PREFIX = 2

LEAST_ALIKE = 0.3
MOST_ALIKE = 0.95
USUALLY_ALIKE = 0.6
"""Where a query gives no number."""

CHOICES: Final[Mapping[Field, tuple[str, tuple[str, ...]]]] = {
    "kind": ("a kind of statement", ("direct", "indirect", "mixed")),
    "type": ("a type of speaker", ("person", "org", "place")),
}
"""Fields that take one of a few words: what the word is, and which there are."""

_MEANT = {
    "by": "said_by", "speaker": "said_by", "who": "said_by", "said": "said_by", "from": "said_by", "source": "said_by",
    "topic": "about", "subject": "about", "text": "about", "content": "about", "in": "about", "entity": "about",
    "similar": "like", "meaning": "like", "semantic": "like", "site": "outlet", "paper": "outlet", "publisher": "outlet", "host": "outlet", "language": "lang",
}  # fmt: skip
_SHARE = re.compile(r"\d?\.?\d{1,9}")
_OPERATOR_SIGNS = {"|": "OR", "||": "OR", "&": "AND", "&&": "AND"}
_FOREIGN = re.compile(r"[|\[\]{}\\^~]|&&|^/(?=.+/$)|\?(?=\w)|\.[*+?]|\$$")
_NEAR = re.compile(r"near/\d*$", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def field_named(token: Token) -> Field:
    """Find the field that *token* ("said_by:") names.

    Raises:
        QueryError: there is none; the nearest is suggested.
    """
    name = token[:-1].casefold()
    if name == "like":
        raise QueryError(
            column(token), "like: takes a text in quotation marks", 'write like:"higher fares"~0.6'
        )
    for known in FIELDS:
        if name == known:
            return known
    close = get_close_matches(name, FIELDS, n=1)
    meant = _MEANT.get(name) or (close[0] if close else None)
    raise QueryError(
        column(token),
        f"there is no field {token}",
        f"write {meant}:"
        if meant
        else f"the fields are {', '.join(FIELDS)}; or put the words in quotation marks",
    )


def near(tokens: list[Token], field: Field | None) -> Near:
    """Read "near/5(" and the words after it.

    Raises:
        QueryError: it stands in a field, its distance is out of range, or it has fewer than two words.
    """
    head, *found = tokens
    if field is not None:
        raise QueryError(column(head), "near/ stands in another clause", "give it a clause of its own")
    digits = re.sub(r"\D", "", head)
    distance = int(digits) if len(digits) < 4 else MAX_DISTANCE + 1
    if not 1 <= distance <= MAX_DISTANCE:
        raise QueryError(
            column(head), f"near/{digits} is out of range", f"the distance is 1 to {MAX_DISTANCE} words"
        )
    patterns = tuple(pattern for token in found for pattern in _patterns(token))
    if len(patterns) < 2:
        raise QueryError(column(head), "near/ needs two words or more", "such as near/5(tax cut)")
    return Near(distance, patterns)


def like(token: Token, field: Field | None) -> Like:
    """Read "like:", the text in quotation marks, and how alike what was said must be.

    Raises:
        QueryError: it stands in a field, has no words, or its number is out of range.
    """
    if field is not None:
        raise QueryError(column(token), "like: stands in another clause", "give it a clause of its own")
    _, text, tail = re.split(rf"[{QUOTES}]", token)
    if not words(text):
        raise QueryError(column(token), "like: has no words to compare with", 'write like:"higher fares"~0.6')
    if not tail:
        return Like(" ".join(text.split()), USUALLY_ALIKE)
    least = round(float(tail[1:]), 2) if _SHARE.fullmatch(tail[1:]) else 0.0
    if not LEAST_ALIKE <= least <= MOST_ALIKE:
        raise QueryError(
            column(token) + len(token) - len(tail),
            f"{cut(tail)} is not how alike two texts can be asked to be",
            f"write ~{LEAST_ALIKE} (loosely) to ~{MOST_ALIKE} (nearly the same words)",
        )
    return Like(" ".join(text.split()), least)


def words_in(token: Token, field: Field | None) -> Words:
    """Read a word or a phrase, looked for in *field*.

    Raises:
        QueryError: it holds nothing to look for, or not what the field takes.
    """
    if token.type == "WORD":
        _refuse_foreign(token)
    patterns = _patterns(token)
    first = patterns[0].text
    if field is not None and field in CHOICES:
        what, choices = CHOICES[field]
        if len(patterns) > 1 or first not in choices:
            close = get_close_matches(first, choices, n=1)
            raise QueryError(
                column(token),
                f"{cut(token)} is not {what}",
                f"write {field}:{close[0]}" if close else f"write one of {', '.join(choices)}",
            )
    if field == "lang" and (len(patterns) > 1 or not _LANGUAGE.fullmatch(first)):
        raise QueryError(
            column(token), f"{token} is not a language code", "write two letters, such as lang:en"
        )
    return Words(field, patterns)


def _patterns(token: Token) -> tuple[Pattern, ...]:
    """Fold a token's words; a ``*`` right after a word makes it a prefix."""
    text = str(token)
    found = words(text)
    stars = {place for place, sign in enumerate(text) if sign == "*"}
    patterns = []
    for word in found:
        starred = word.end in stars
        if starred and len(word.folded) < SHORTEST_PREFIX:
            raise QueryError(
                column(token) + word.start,
                f"{word.folded}* begins too many words",
                f"give {SHORTEST_PREFIX} letters or more before *",
            )
        patterns.append(Pattern(word.folded, starred))
    if not patterns:
        raise QueryError(
            column(token), f"{cut(text)} has no letter or digit to look for", "put a word in its place"
        )
    lost = stars - {word.end for word in found} | {word.end for word in found[:-1] if _joined(text, word.end)}
    if lost:
        raise QueryError(
            column(token) + min(lost), "a * may only end a word", "write the beginning of the word, then *"
        )
    return tuple(patterns)


def _joined(text: str, at: int) -> bool:
    """Whether a ``*`` at *at* stands between two letters."""
    return text[at] == "*" and bool(words(text[at + 1 : at + 2]))


def _refuse_foreign(token: Token) -> None:
    """Signs that mean something in other query languages would be dropped in silence here."""
    if token in _OPERATOR_SIGNS:
        raise QueryError(column(token), f"{token} is not an operator here", f"write {_OPERATOR_SIGNS[token]}")
    if token.casefold() in OPERATORS:
        raise QueryError(
            column(token),
            f"{token} could be a word or an operator",
            f'write {token.upper()} for the operator, "{token}" for the word',
        )
    if token[0] in "-!" and words(token):
        raise QueryError(
            column(token),
            f"{token[0]} does not exclude a word here",
            f"write NOT {cut(token.lstrip('-!'))}",
        )
    if _NEAR.match(token):
        raise QueryError(column(token), f"{cut(token)} needs its words in brackets", "write near/5(tax cut)")
    if token[0] == "~":
        raise QueryError(
            column(token), "~ follows only like:", "for words near each other write near/5(tax cut)"
        )
    if foreign := _FOREIGN.search(token):
        raise QueryError(
            column(token) + foreign.start(),
            f"{foreign.group()[0]} means nothing here, regular expressions are not understood",
            "write OR between alternatives, * at the end of a word, or quotation marks around the words",
        )


def column(token: Token) -> int:
    """Where *token* stands, from 1."""
    return (token.start_pos or 0) + 1
