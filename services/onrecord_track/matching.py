"""Whether a statement meets a topic, and by which words."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onrecord_track.grammar.expression import And, Expression, Like, Near, Not, Or, Pattern, Words
from onrecord_track.hearing import Hearing
from onrecord_track.reading import WordRange, meets
from onrecord_track.records import Named, Span


@dataclass(frozen=True, slots=True)
class Hit:
    """One clause of a topic that a statement met."""

    clause: str
    """As the query prints it."""

    words: str
    """The words that met it: the article's own, a name or fact the article was given, or how alike it means."""

    where: Span | None
    """Characters [start, end) of the article's readable text; None for a fact about the article."""


Likeness = Callable[[Like, Hearing], float]
"""How alike what was said is to a clause's text, in [-1, 1]."""


def match(expression: Expression, hearing: Hearing, likeness: Likeness) -> tuple[Hit, ...] | None:
    """Test a statement against a topic.

    A bare word, a phrase and near/ look at the statement's own words (source, cue, content); ``about:`` at its
    content and the entities named in it; ``mentions:`` at the whole readable article and its entities;
    ``said_by:`` at the speaker's names, or at the source's words where nobody knows the speaker; ``like:`` at what
    the content means. Only the readable text is looked at, never a caption, a teaser or a newsletter box.

    Returns:
        The clauses that were met, first occurrence each; None where the topic is not met.
    """
    match expression:
        case And(parts):
            hits: list[Hit] = []
            for part in parts:
                met = match(part, hearing, likeness)
                if met is None:
                    return None
                hits.extend(met)
            return tuple(hits)
        case Or(parts):
            told = [met for part in parts if (met := match(part, hearing, likeness)) is not None]
            return tuple(hit for met in told for hit in met) if told else None
        case Not(part):
            return () if match(part, hearing, likeness) is None else None
        case Near():
            hit = _near(expression, hearing)
        case Like():
            alike = likeness(expression, hearing)
            hit = (
                Hit(str(expression), f"{alike:.2f} alike", hearing.content_extent)
                if alike >= expression.least
                else None
            )
        case Words():
            hit = _words(expression, hearing)
    return None if hit is None else (hit,)


def _near(near: Near, hearing: Hearing) -> Hit | None:
    reading = hearing.reading
    placed = sorted(
        (place, number)
        for number, pattern in enumerate(near.patterns)
        for place in reading.places(pattern, hearing.own)
    )
    window: Counter[int] = Counter()
    left = 0
    for place, number in placed:
        window[number] += 1
        while place - placed[left][0] > near.distance:
            window[placed[left][1]] -= 1
            left += 1
        if all(window[wanted] > 0 for wanted in range(len(near.patterns))):
            where = reading.words[placed[left][0]].start, reading.words[place].end
            return Hit(str(near), reading.text[slice(*where)], where)
    return None


def _words(clause: Words, hearing: Hearing) -> Hit | None:
    reading = hearing.reading
    folded: Sequence[str]
    match clause.field:
        case None:
            return _found(clause, hearing, hearing.own)
        case "about":
            return _found(clause, hearing, hearing.content) or _named(clause, hearing.named)
        case "mentions":
            return _found(clause, hearing, reading.all) or _named(clause, reading.folded_names)
        case "said_by":
            name = next((name for name, folded in hearing.speakers if _holds(folded, clause.patterns)), None)
            return None if name is None else Hit(str(clause), name, hearing.extent)
        case "type":
            fact, folded = hearing.speaker_type, [hearing.speaker_type.casefold()]
        case "outlet":
            fact, folded = reading.outlet, reading.folded_outlet
        case "lang":
            fact, folded = reading.lang, [reading.lang]
        case "kind":
            fact, folded = hearing.heard.kind, [hearing.heard.kind]
    return Hit(str(clause), fact, None) if _holds(folded, clause.patterns) else None


def _found(clause: Words, hearing: Hearing, ranges: Sequence[WordRange]) -> Hit | None:
    where = hearing.reading.phrase(clause.patterns, ranges)
    return None if where is None else Hit(str(clause), hearing.reading.text[slice(*where)], where)


def _named(clause: Words, named: Sequence[tuple[Named, Sequence[str]]]) -> Hit | None:
    """Look in the canonical names of who is mentioned: "the minister" may be Viktor Ozerov."""
    for each, folded in named:
        if _holds(folded, clause.patterns):
            return Hit(str(clause), each.canonical, (each.start, each.end))
    return None


def _holds(told: Sequence[str], patterns: tuple[Pattern, ...]) -> bool:
    return any(
        all(meets(word, pattern) for word, pattern in zip(told[first:], patterns, strict=False))
        for first in range(len(told) - len(patterns) + 1)
    )
