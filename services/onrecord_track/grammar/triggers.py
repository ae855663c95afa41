"""The words without which a query cannot be met: by these a few topics are picked out of very many."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from onrecord_track.grammar.expression import And, Expression, Near, Not, Or, Pattern, Words
from onrecord_track.rarity import share
from onrecord_track.stems import stem

Scope = Literal["statement", "article"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word, or the beginning of one, that must stand in the statement or its speaker's name, or in the article."""

    scope: Scope
    pattern: Pattern


def triggers(expression: Expression) -> frozenset[Trigger] | None:
    """Give words of which a statement that meets *expression* has at least one; as rare ones as there are.

    None where there is no such word: the query asks only for facts such as ``lang:``, or offers them as a choice.
    """
    match expression:
        case And(parts):
            told = [found for part in parts if (found := triggers(part)) is not None]
            return min(told, key=_commonness) if told else None
        case Or(parts):
            choices = [triggers(part) for part in parts]
            named = [choice for choice in choices if choice is not None]
            return frozenset().union(*named) if len(named) == len(choices) else None
        case Not():
            return None
        case Near(_, patterns):
            return _rarest("statement", patterns)
        case Words(field, patterns):
            if field in ("outlet", "lang", "kind", "type"):
                return None
            return _rarest("article" if field == "mentions" else "statement", patterns)


def _rarest(scope: Scope, patterns: Iterable[Pattern]) -> frozenset[Trigger]:
    return frozenset({min((Trigger(scope, pattern) for pattern in patterns), key=_share)})


def _commonness(found: frozenset[Trigger]) -> float:
    return sum(map(_share, found))


def _share(trigger: Trigger) -> float:
    """Guess how many statements hold the trigger; an article has some twenty times a statement's words."""
    common = share(stem(trigger.pattern.text)) + (0.01 if trigger.pattern.prefix else 0.0)
    return common * (20 if trigger.scope == "article" else 1)
