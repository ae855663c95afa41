"""The words without which a query cannot be met: by these a few topics are picked out of very many."""

from collections.abc import Callable, Iterable
from typing import Literal

from onrecord_track.grammar.expression import And, Expression, Field, Like, Near, Not, Or, Pattern, Words
from onrecord_track.rarity import share
from onrecord_track.stems import stem

Token = str
"""What a statement offers and a query needs: a sign for where it stands, the folded word, ``*`` where it only begins so."""

Need = frozenset[Token]
"""A statement that meets the query offers at least one of these."""

Scope = Literal["statement", "speaker", "article", "outlet", "lang", "kind", "type"]

_SIGNS: dict[Scope, str] = {
    "statement": "", "speaker": "@", "article": "+", "outlet": "outlet:", "lang": "lang:", "kind": "kind:", "type": "type:",
}  # fmt: skip
_SCOPES: dict[Field | None, Scope] = {
    None: "statement", "about": "statement", "said_by": "speaker", "mentions": "article", "outlet": "outlet",
    "lang": "lang", "kind": "kind", "type": "type",
}  # fmt: skip
_FACTS: dict[Scope, float] = {"outlet": 0.02, "lang": 0.5, "kind": 0.4, "type": 0.5}
"""How many statements offer one of these, whatever it is; guessed."""

_LENGTHS: dict[Scope, float] = {"statement": 1.0, "speaker": 0.1, "article": 20.0}
"""How many words there are to stand among, in statements."""

LIKE_SIGN = "~"
LIKE_SHARE = 0.1
"""As dear as a word in every tenth statement: its token costs an embedding (milliseconds) and is rarely offered."""


def offered(scope: Scope, word: str) -> Token:
    """Name *word* as something that a statement offers."""
    return _SIGNS[scope] + word


def scope_of(token: Token) -> Scope:
    """Say where the word of *token* must stand."""
    return next((scope for scope, sign in _SIGNS.items() if sign and token.startswith(sign)), "statement")


def alike(like: Like) -> Token:
    """Name what a statement offers that means about the same as *like*."""
    return f"{LIKE_SIGN}{like}"


def needs(expression: Expression, cost: Callable[[Token], float]) -> tuple[Need, ...]:
    """Give what a statement that meets *expression* offers for sure: something of each need, cheapest need first.

    Empty where the query asks for nothing but the absence of something, which ``grammar.query`` refuses.

    Args:
        cost: The share of statements that offer a token; of a choice the sum counts.
    """
    return tuple(sorted(set(_needs(expression, cost)), key=_cost(cost)))


def _needs(
    expression: Expression, cost: Callable[[Token], float], *, negated: bool = False
) -> Iterable[Need]:
    match expression:
        case Not(part):
            yield from _needs(part, cost, negated=not negated)
        case And(parts) | Or(parts) if isinstance(expression, And) != negated:
            for part in parts:
                yield from _needs(part, cost, negated=negated)
        case And(parts) | Or(parts):
            choices = [
                min(_needs(part, cost, negated=negated), key=_cost(cost), default=None) for part in parts
            ]
            sure = [choice for choice in choices if choice is not None]
            if len(sure) == len(choices):
                yield frozenset().union(*sure)
        case Like() if not negated:
            yield frozenset({alike(expression)})
        case Near(_, patterns) if not negated:
            yield from (frozenset({_needed("statement", pattern)}) for pattern in patterns)
        case Words(field, patterns) if not negated:
            yield from (frozenset({_needed(_SCOPES[field], pattern)}) for pattern in patterns)


def _cost(cost: Callable[[Token], float]) -> Callable[[Need], tuple[float, list[Token]]]:
    """Order needs by the share of statements that meet them; by their tokens where that is equal."""
    return lambda need: (sum(map(cost, need)), sorted(need))


def _needed(scope: Scope, pattern: Pattern) -> Token:
    return offered(scope, str(pattern))


def guessed_share(token: Token) -> float:
    """Guess the share of statements that offer *token*, from how common its word is in English news."""
    if token.startswith(LIKE_SIGN):
        return LIKE_SHARE
    scope = scope_of(token)
    if scope in _FACTS:
        return _FACTS[scope]
    word = token.removeprefix(_SIGNS[scope])
    common = share(stem(word.removesuffix("*"))) + (0.01 if word.endswith("*") else 0.0)
    return common * _LENGTHS[scope]
