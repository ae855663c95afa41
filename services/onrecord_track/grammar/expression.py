"""What a query means, as values; ``str`` prints it so that it parses to the same again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Field = Literal["said_by", "about", "mentions", "outlet", "lang", "kind", "type"]
FIELDS: tuple[Field, ...] = get_args(Field)

OPERATORS = frozenset({"and", "or", "not"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """One folded word, or with *prefix* every word that begins with it."""

    text: str
    prefix: bool = False

    def __str__(self) -> str:
        return f"{self.text}*" if self.prefix else self.text


@dataclass(frozen=True, slots=True)
class Words:
    """One word or a phrase, looked for in *field*; None is the statement's own words."""

    field: Field | None
    patterns: tuple[Pattern, ...]

    def __str__(self) -> str:
        phrase = " ".join(map(str, self.patterns))
        bare = len(self.patterns) == 1 and phrase not in OPERATORS
        return (f"{self.field}:" if self.field else "") + (phrase if bare else f'"{phrase}"')


@dataclass(frozen=True, slots=True)
class Near:
    """All *patterns* in the statement, in any order, the outermost at most *distance* words apart."""

    distance: int
    patterns: tuple[Pattern, ...]

    def __str__(self) -> str:
        return f"near/{self.distance}({' '.join(map(str, self.patterns))})"


@dataclass(frozen=True, slots=True)
class Like:
    """What was said means about the same as *text*: the cosine of their vectors is *least* or more."""

    text: str
    least: float

    def __str__(self) -> str:
        return f'like:"{self.text}"~{self.least:g}'


@dataclass(frozen=True, slots=True)
class Not:
    part: Expression

    def __str__(self) -> str:
        return f"NOT {_bracketed(self.part)}"


@dataclass(frozen=True, slots=True)
class And:
    """Two or more parts, none of them an And."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return " AND ".join(map(_bracketed, self.parts))


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more parts, none of them an Or."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return " OR ".join(map(_bracketed, self.parts))


Expression = Words | Near | Like | Not | And | Or


def likes(expression: Expression) -> tuple[Like, ...]:
    """Give every like: clause of *expression*, in order."""
    match expression:
        case Like():
            return (expression,)
        case Not(part):
            return likes(part)
        case And(parts) | Or(parts):
            return tuple(like for part in parts for like in likes(part))
    return ()


def _bracketed(part: Expression) -> str:
    return f"({part})" if isinstance(part, And | Or) else str(part)
