"""One clause of a query: from the words as typed to what is looked for."""

import re
from difflib import get_close_matches

from lark import Token

from onrecord_track.grammar.error import QueryError, cut
from onrecord_track.grammar.expression import FIELDS, OPERATORS, Field, Near, Pattern, Words
from onrecord_track.words import words

MAX_DISTANCE = 100
SHORTEST_PREFIX = 2

KINDS = ("direct", "indirect", "mixed")

_MEANT = {
    "by": "said_by", "speaker": "said_by", "who": "said_by", "said": "said_by", "from": "said_by", "source": "said_by",
    "topic": "about", "subject": "about", "text": "about", "content": "about", "in": "about", "entity": "about",
    "site": "outlet", "paper": "outlet", "publisher": "outlet", "host": "outlet", "language": "lang",
}  # fmt: skip
_OPERATOR_SIGNS = {"|": "OR", "||": "OR", "&": "AND", "&&": "AND"}
_FOREIGN = re.compile(r"[|\[\]{}\\^]|&&")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def field_named(token: Token) -> Field:
    """Find the field that *token* ("said_by:") names.

    Raises:
        QueryError: there is none; the nearest is suggested.
    """
    name = token[:-1].casefold()
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
        raise QueryError(column(head), "near/ stands in another clause", "near/ looks at the statement only")
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


def words_in(token: Token, field: Field | None) -> Words:
    """Read a word or a phrase, looked for in *field*.

    Raises:
        QueryError: it holds nothing to look for, or not what the field takes.
    """
    if token.type == "WORD":
        _refuse_foreign(token)
    patterns = _patterns(token)
    first = patterns[0].text
    if field == "kind" and (len(patterns) > 1 or first not in KINDS):
        close = get_close_matches(first, KINDS, n=1)
        raise QueryError(
            column(token),
            f"{token} is not a kind of statement",
            f"write kind:{close[0]}" if close else f"the kinds are {', '.join(KINDS)}",
        )
    if field == "lang" and (len(patterns) > 1 or not _LANGUAGE.fullmatch(first)):
        raise QueryError(
            column(token), f"{token} is not a language code", "write two letters, such as lang:en"
        )
    return Words(field, patterns)


def _patterns(token: Token) -> tuple[Pattern, ...]:
    """Fold a token's words; a ``*`` right after a word makes it a prefix."""
    text = str(token)
    patterns = []
    for word in words(text):
        starred = text[word.end : word.end + 1] == "*"
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
    if re.search(r"\*\w", text):
        raise QueryError(
            column(token) + text.index("*"),
            "a * may only end a word",
            "write the beginning of the word, then *",
        )
    return tuple(patterns)


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
    if foreign := _FOREIGN.search(token):
        raise QueryError(
            column(token) + foreign.start(),
            f"{foreign.group()} means nothing here, regular expressions are not understood",
            "write OR between alternatives, or put the words in quotation marks",
        )


def column(token: Token) -> int:
    """Where *token* stands, from 1."""
    return (token.start_pos or 0) + 1
