"""A topic's query, from the line a person types to an expression, or to an error that helps."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NoReturn, cast

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedToken

from onrecord_track.grammar.expression import (
    FIELDS,
    OPERATORS,
    And,
    Expression,
    Field,
    Near,
    Not,
    Or,
    Pattern,
    Words,
)
from onrecord_track.words import words

MAX_CHARS = 4000
MAX_CLAUSES = 200
MAX_DEPTH = 30
MAX_DISTANCE = 100
SHORTEST_PREFIX = 2

KINDS = ("direct", "indirect", "mixed")

_GRAMMAR = r"""
    ?start: either
    ?either: both (_OR both)*
    ?both: term (_AND? term)*
    ?term: NOT term -> negation
         | _OPEN either _CLOSE
         | FIELD _OPEN either _CLOSE -> fielded
         | FIELD text -> fielded
         | NEAR WORD+ _CLOSE -> near
         | text
    text: WORD | PHRASE

    NEAR.6: /near\/\d+\s*\(/i
    FIELD.5: /[^\W\d]\w*:/
    _OR.4: /OR(?![^\s()"“”„«»])/
    _AND.4: /AND(?![^\s()"“”„«»])/
    NOT.4: /NOT(?![^\s()"“”„«»])/
    PHRASE.3: /["“”„«»][^"“”„«»]*["“”„«»]/
    _OPEN: "("
    _CLOSE: ")"
    WORD.1: /[^\s()"“”„«»]+/
    %ignore /\s+/
"""

_PARSER = Lark(_GRAMMAR, parser="lalr", lexer="basic")

_MEANT = {
    "by": "said_by", "speaker": "said_by", "who": "said_by", "said": "said_by", "from": "said_by", "source": "said_by",
    "topic": "about", "subject": "about", "text": "about", "content": "about", "in": "about", "entity": "about",
    "site": "outlet", "paper": "outlet", "publisher": "outlet", "host": "outlet", "language": "lang",
}  # fmt: skip
_OPERATOR_SIGNS = {"|": "OR", "||": "OR", "&": "AND", "&&": "AND"}
_FOREIGN = re.compile(r"[|\[\]{}\\^]|&&")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class QueryError(ValueError):
    """A query that cannot be understood.

    Attributes:
        column: Where, in characters from 1.
        reason: What is wrong, in a clause.
        suggestion: What to write instead, in a clause.
    """

    def __init__(self, column: int, reason: str, suggestion: str) -> None:
        super().__init__(f"column {column}: {reason}; {suggestion}")
        self.column = column
        self.reason = reason
        self.suggestion = suggestion


def parse(query: str) -> Expression:
    """Read *query*, one line of the topic language.

    Raises:
        QueryError: it is empty, too long, too deep, malformed, or would meet nearly every statement.
    """
    if len(query) > MAX_CHARS:
        raise QueryError(
            MAX_CHARS + 1,
            f"the query has {len(query)} characters, more than {MAX_CHARS}",
            "make several topics of it",
        )
    _check_shape(query)
    try:
        tree = _PARSER.parse(query)
    except UnexpectedToken as error:
        _explain(error.token, query)
    expression = _build(tree, None)
    if not _requires_something(expression):
        raise QueryError(
            1, "a query of NOT alone meets nearly every statement", "add what the statement must contain"
        )
    return expression


def _check_shape(query: str) -> None:
    """Refuse, before anything recurses, what is empty, unclosed, too deep or too long."""
    opened: list[Token] = []
    nots = clauses = 0
    try:
        for token in _PARSER.lex(query):
            nots = nots + 1 if token.type == "NOT" else 0
            clauses += token.type in ("WORD", "PHRASE")
            if token.type in ("_OPEN", "NEAR"):
                opened.append(token)
            elif token.type == "_CLOSE":
                if not opened:
                    raise QueryError(
                        _column(token), "this bracket closes nothing", "take it out, or add ( before it"
                    )
                opened.pop()
            if len(opened) + nots > MAX_DEPTH:
                raise QueryError(
                    _column(token),
                    f"more than {MAX_DEPTH} brackets or NOTs inside each other",
                    "write it flatter",
                )
            if clauses > MAX_CLAUSES:
                raise QueryError(
                    _column(token),
                    f"the query has more than {MAX_CLAUSES} words and phrases",
                    "make several topics of it",
                )
    except UnexpectedCharacters as error:
        raise QueryError(
            (error.pos_in_stream or 0) + 1,
            "this quotation mark is never closed",
            'add " where the phrase ends',
        ) from None
    if opened:
        raise QueryError(
            _column(opened[-1]), "this bracket is never closed", "add ) where the group ends, or take it out"
        )
    if not clauses:
        raise QueryError(
            1, "the query has no words", 'write what to look for, such as said_by:"Ana Lind" tax'
        )


def _explain(token: Token, query: str) -> NoReturn:
    """Say what *token* does where no rule of the grammar wants it; brackets are known to match."""
    if token.type == "$END":
        raise QueryError(len(query) + 1, "the query ends where a word was awaited", "add the missing word")
    if token.type == "_CLOSE":
        raise QueryError(_column(token), "there is nothing before this bracket", "put a word before it")
    if token.type in ("_OR", "_AND"):
        raise QueryError(
            _column(token),
            f"{token} must stand between two clauses",
            f'to look for the word, write "{token.lower()}"',
        )
    if token.type == "PHRASE":
        raise QueryError(
            _column(token), "near/ takes single words, no phrases", "write the words without quotation marks"
        )
    if token.type == "NEAR":
        raise QueryError(
            _column(token), "near/ stands in another clause", "near/ looks at the statement only"
        )
    raise QueryError(
        _column(token), f"{token} cannot stand here", "put brackets around what belongs together"
    )


def _build(node: Tree[Token], field: Field | None) -> Expression:
    match node.data:
        case "either":
            return Or(_flat(Or, node, field))
        case "both":
            return And(_flat(And, node, field))
        case "negation":
            return Not(_build(cast("Tree[Token]", node.children[1]), field))
        case "fielded":
            name, inner = node.children
            if field is not None:
                raise QueryError(
                    _column(cast("Token", name)),
                    f"{name} stands inside {field}:",
                    "give each field its own clause",
                )
            return _build(cast("Tree[Token]", inner), _field(cast("Token", name)))
        case "near":
            return _near(cast("list[Token]", node.children), field)
    return _words(cast("Token", node.children[0]), field)


def _flat(joint: type[And] | type[Or], node: Tree[Token], field: Field | None) -> tuple[Expression, ...]:
    parts: list[Expression] = []
    for child in node.children:
        part = _build(cast("Tree[Token]", child), field)
        parts.extend(part.parts if isinstance(part, joint) else [part])
    return tuple(parts)


def _field(token: Token) -> Field:
    name = token[:-1].casefold()
    for known in FIELDS:
        if name == known:
            return known
    close = get_close_matches(name, FIELDS, n=1)
    meant = _MEANT.get(name) or (close[0] if close else None)
    raise QueryError(
        _column(token),
        f"there is no field {token}",
        f"write {meant}:"
        if meant
        else f"the fields are {', '.join(FIELDS)}; or put the words in quotation marks",
    )


def _near(tokens: list[Token], field: Field | None) -> Near:
    head, *found = tokens
    if field is not None:
        raise QueryError(_column(head), "near/ stands in another clause", "near/ looks at the statement only")
    digits = re.sub(r"\D", "", head)
    distance = int(digits) if len(digits) < 4 else MAX_DISTANCE + 1
    if not 1 <= distance <= MAX_DISTANCE:
        raise QueryError(
            _column(head), f"near/{digits} is out of range", f"the distance is 1 to {MAX_DISTANCE} words"
        )
    patterns = tuple(pattern for token in found for pattern in _patterns(token))
    if len(patterns) < 2:
        raise QueryError(_column(head), "near/ needs two words or more", "such as near/5(tax cut)")
    return Near(distance, patterns)


def _words(token: Token, field: Field | None) -> Words:
    if token.type == "WORD":
        _refuse_foreign(token)
    patterns = _patterns(token)
    first = patterns[0].text
    if field == "kind" and (len(patterns) > 1 or first not in KINDS):
        close = get_close_matches(first, KINDS, n=1)
        raise QueryError(
            _column(token),
            f"{token} is not a kind of statement",
            f"write kind:{close[0]}" if close else f"the kinds are {', '.join(KINDS)}",
        )
    if field == "lang" and (len(patterns) > 1 or not _LANGUAGE.fullmatch(first)):
        raise QueryError(
            _column(token), f"{token} is not a language code", "write two letters, such as lang:en"
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
                _column(token) + word.start,
                f"{word.folded}* begins too many words",
                f"give {SHORTEST_PREFIX} letters or more before *",
            )
        patterns.append(Pattern(word.folded, starred))
    if not patterns:
        raise QueryError(
            _column(token), f"{_cut(text)} has no letter or digit to look for", "put a word in its place"
        )
    if re.search(r"\*\w", text):
        raise QueryError(
            _column(token) + text.index("*"),
            "a * may only end a word",
            "write the beginning of the word, then *",
        )
    return tuple(patterns)


def _refuse_foreign(token: Token) -> None:
    """Signs that mean something in other query languages would be dropped in silence here."""
    if token in _OPERATOR_SIGNS:
        raise QueryError(
            _column(token), f"{token} is not an operator here", f"write {_OPERATOR_SIGNS[token]}"
        )
    if token.casefold() in OPERATORS:
        raise QueryError(
            _column(token),
            f"{token} could be a word or an operator",
            f'write {token.upper()} for the operator, "{token}" for the word',
        )
    if token[0] in "-!" and words(token):
        raise QueryError(
            _column(token),
            f"{token[0]} does not exclude a word here",
            f"write NOT {_cut(token.lstrip('-!'))}",
        )
    if foreign := _FOREIGN.search(token):
        raise QueryError(
            _column(token) + foreign.start(),
            f"{foreign.group()} means nothing here, regular expressions are not understood",
            "write OR between alternatives, or put the words in quotation marks",
        )


def _requires_something(expression: Expression, *, negated: bool = False) -> bool:
    """Whether a statement must contain something to be met."""
    match expression:
        case Not(part):
            return _requires_something(part, negated=not negated)
        case And(parts) | Or(parts):
            every = isinstance(expression, Or) != negated
            told: Iterable[bool] = (_requires_something(part, negated=negated) for part in parts)
            return all(told) if every else any(told)
    return not negated


def _column(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
