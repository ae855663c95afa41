"""Whether a statement meets a topic, and by which words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord_track.grammar.expression import And, Expression, Near, Not, Or, Pattern, Words
from onrecord_track.reading import Reading, meets
from onrecord_track.records import Heard, Span
from onrecord_track.words import folded_words


@dataclass(frozen=True, slots=True)
class Hit:
    """One clause of a topic that a statement met."""

    clause: str
    """As the query prints it."""

    words: str
    """The words that met it: the article's own, or a name or fact the article was given."""

    where: Span | None
    """Characters [start, end) of the article's readable text; None for a fact about the article."""


def match(expression: Expression, heard: Heard, reading: Reading) -> tuple[Hit, ...] | None:
    """Test *heard*, a statement of the article *reading*, against a topic.

    A bare word, a phrase and near/ look at the statement's own words (source, cue, content); ``about:`` at its
    content and the entities named in it; ``mentions:`` at the whole readable article and its entities;
    ``said_by:`` at the speaker's names, or at the source's words where nobody knows the speaker. Only the
    readable text is looked at, never a caption, a teaser or a newsletter box.

    Returns:
        The clauses that were met, first occurrence each; None where the topic is not met.
    """
    match expression:
        case And(parts):
            hits: list[Hit] = []
            for part in parts:
                met = match(part, heard, reading)
                if met is None:
                    return None
                hits.extend(met)
            return tuple(hits)
        case Or(parts):
            told = [met for part in parts if (met := match(part, heard, reading)) is not None]
            return tuple(hit for met in told for hit in met) if told else None
        case Not(part):
            return () if match(part, heard, reading) is None else None
        case Near():
            hit = _near(expression, heard, reading)
        case Words():
            hit = _words(expression, heard, reading)
    return None if hit is None else (hit,)


def vocabulary(heard: Heard, reading: Reading) -> set[str]:
    """Give every word by which the statement can meet a clause other than ``mentions:`` and the article's facts."""
    told = {word.folded for first, end in reading.ranges(_own(heard)) for word in reading.words[first:end]}
    for name in _speaker_names(heard, reading):
        told.update(folded_words(name))
    for named in reading.named:
        if any(named.start < end and start < named.end for start, end in heard.content):
            told.update(folded_words(named.canonical))
    return told


def _near(near: Near, heard: Heard, reading: Reading) -> Hit | None:
    ranges = reading.ranges(_own(heard))
    placed = sorted(
        (place, number)
        for number, pattern in enumerate(near.patterns)
        for place in reading.places(pattern, ranges)
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


def _words(clause: Words, heard: Heard, reading: Reading) -> Hit | None:
    match clause.field:
        case None:
            return _found(clause, reading, _own(heard))
        case "about" | "mentions":
            spans = heard.content if clause.field == "about" else ((0, len(reading.text)),)
            return _found(clause, reading, spans) or _named(clause, reading, spans)
        case "said_by":
            return _said_by(clause, heard, reading)
        case "type":
            fact = next((named.type for named in reading.named if named.id == heard.speaker_id), "")
        case "outlet":
            fact = reading.outlet
        case "lang":
            fact = reading.lang
        case "kind":
            fact = heard.kind
    return Hit(str(clause), fact, None) if _holds(fact, clause.patterns) else None


def _said_by(clause: Words, heard: Heard, reading: Reading) -> Hit | None:
    for name in _speaker_names(heard, reading):
        if _holds(name, clause.patterns):
            return Hit(str(clause), name, _extent(heard.source))
    return None


def _own(heard: Heard) -> tuple[Span, ...]:
    return (*heard.source, *heard.cue, *heard.content)


def _found(clause: Words, reading: Reading, spans: tuple[Span, ...]) -> Hit | None:
    where = reading.phrase(clause.patterns, reading.ranges(spans))
    return None if where is None else Hit(str(clause), reading.text[slice(*where)], where)


def _named(clause: Words, reading: Reading, spans: tuple[Span, ...]) -> Hit | None:
    """Look in the canonical names of what is mentioned in *spans*: "the minister" may be Viktor Ozerov."""
    for named in reading.named:
        inside = any(named.start < end and start < named.end for start, end in spans)
        if inside and _holds(named.canonical, clause.patterns):
            return Hit(str(clause), named.canonical, (named.start, named.end))
    return None


def _speaker_names(heard: Heard, reading: Reading) -> Iterator[str]:
    if heard.speaker is None:
        yield from (reading.text[start:end] for start, end in heard.source)
        return
    yield heard.speaker
    if heard.speaker_id is not None:
        for named in reading.named:
            if named.id == heard.speaker_id:
                yield reading.text[named.start : named.end]


def _holds(text: str, patterns: tuple[Pattern, ...]) -> bool:
    told = folded_words(text)
    return any(
        all(meets(word, pattern) for word, pattern in zip(told[first:], patterns, strict=False))
        for first in range(len(told) - len(patterns) + 1)
    )


def _extent(spans: tuple[Span, ...]) -> Span | None:
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None
