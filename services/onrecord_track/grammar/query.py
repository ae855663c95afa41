"""A topic's query, from the line a person types to an expression, or to an error that helps."""

from collections.abc import Iterable
from typing import NoReturn, cast

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedToken

from onrecord_track.grammar.clauses import column, field_named, like, near, words_in
from onrecord_track.grammar.error import QueryError
from onrecord_track.grammar.expression import And, Expression, Field, Not, Or

__all__ = ["QueryError", "parse"]

MAX_CHARS = 4000
MAX_CLAUSES = 200
MAX_DEPTH = 30
_GRAMMAR = r"""
    ?start: either
    ?either: both (_OR both)*
    ?both: term (_AND? term)*
    ?term: NOT term -> negation
         | _OPEN either _CLOSE
         | FIELD _OPEN either _CLOSE -> fielded
         | FIELD text -> fielded
         | NEAR WORD+ _CLOSE -> near
         | LIKE -> like
         | text
    text: WORD | PHRASE

    NEAR.6: /near\/\d+\s*\(/i
    LIKE.6: /like:\s*["“”„«»][^"“”„«»]*["“”„«»](~[^\s()"“”„«»]*)?/i
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
            clauses += token.type in ("WORD", "PHRASE", "LIKE")
            if token.type in ("_OPEN", "NEAR"):
                opened.append(token)
            elif token.type == "_CLOSE":
                if not opened:
                    raise QueryError(
                        column(token), "this bracket closes nothing", "take it out, or add ( before it"
                    )
                opened.pop()
            if len(opened) + nots > MAX_DEPTH:
                raise QueryError(
                    column(token),
                    f"more than {MAX_DEPTH} brackets or NOTs inside each other",
                    "write it flatter",
                )
            if clauses > MAX_CLAUSES:
                raise QueryError(
                    column(token),
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
            column(opened[-1]), "this bracket is never closed", "add ) where the group ends, or take it out"
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
        raise QueryError(column(token), "there is nothing before this bracket", "put a word before it")
    if token.type in ("_OR", "_AND"):
        raise QueryError(
            column(token),
            f"{token} must stand between two clauses",
            f'to look for the word, write "{token.lower()}"',
        )
    if token.type == "PHRASE":
        raise QueryError(
            column(token), "near/ takes single words, no phrases", "write the words without quotation marks"
        )
    if token.type in ("NEAR", "LIKE"):
        name = "near/" if token.type == "NEAR" else "like:"
        raise QueryError(column(token), f"{name} stands in another clause", "give it a clause of its own")
    raise QueryError(column(token), f"{token} cannot stand here", "put brackets around what belongs together")


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
                    column(cast("Token", name)),
                    f"{name} stands inside {field}:",
                    "give each field its own clause",
                )
            return _build(cast("Tree[Token]", inner), field_named(cast("Token", name)))
        case "near":
            return near(cast("list[Token]", node.children), field)
        case "like":
            return like(cast("Token", node.children[0]), field)
    return words_in(cast("Token", node.children[0]), field)


def _flat(joint: type[And] | type[Or], node: Tree[Token], field: Field | None) -> tuple[Expression, ...]:
    parts: list[Expression] = []
    for child in node.children:
        part = _build(cast("Tree[Token]", child), field)
        parts.extend(part.parts if isinstance(part, joint) else [part])
    return tuple(parts)


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
