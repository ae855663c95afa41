"""Topics against statements: fields, whole words, and where a clause was met."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from onrecord_track.grammar.expression import And, Expression, Like, Near, Not, Or, Pattern, Words
from onrecord_track.grammar.query import QueryError, parse
from onrecord_track.hearing import Hearing
from onrecord_track.matching import Hit
from onrecord_track.matching import match as matched
from onrecord_track.reading import Reading
from onrecord_track.records import Heard, Named
from onrecord_track.topics import Subscribed, Topics
from onrecord_track.words import folded_words

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXT = (
    "Viktor Ozerov opened the Harbour Museum on Monday.\n\n"
    "“The port tax will not rise,” Mr Ozerov told reporters, “and the director knows it.”\n\n"
    "Ana Lind, who leads the opposition, praised the museum."
)


def span(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


READING = Reading(
    TEXT,
    [
        Named("Viktor Ozerov", "PERSON", 0, *span("Viktor Ozerov")),
        Named("Harbour Museum of Vess", "ORG", 1, *span("Harbour Museum")),
        Named("Viktor Ozerov", "PERSON", 0, *span("Mr Ozerov")),
        Named("Petra Holm", "PERSON", 2, *span("the director")),
        Named("Ana Lind", "PERSON", 3, *span("Ana Lind")),
    ],
    outlet="Vess Herald",
    lang="en-GB",
)
HEARD = Heard(
    source=(span("Mr Ozerov"),),
    cue=(span("told"),),
    content=(span("“The port tax will not rise,”"), span("“and the director knows it.”")),
    kind="direct",
    speaker="Viktor Ozerov",
    speaker_id=0,
)


def meaning(texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors that anybody can follow: one place for each of three subjects."""
    rows = [
        [sum(word in SUBJECTS[place] for word in folded_words(text)) for place in SUBJECTS] for text in texts
    ]
    vectors: NDArray[np.float32] = np.array(rows, np.float32) + np.float32(1e-3)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


SUBJECTS = {
    "money": ("tax", "taxes", "duty", "levy", "cut"),
    "sea": ("port", "harbour", "quay"),
    "rising": ("rise", "dearer"),
}


def likeness(like: Like, hearing: Hearing) -> float:
    return float(meaning([like.text])[0] @ hearing.vector)


def match(topic: Expression, heard: Heard, reading: Reading) -> tuple[Hit, ...] | None:
    return matched(topic, Hearing(heard, reading, meaning), likeness)


NOBODY_KNOWN = Heard(HEARD.source, HEARD.cue, HEARD.content, "direct", None, None)


@pytest.mark.parametrize(
    "query",
    [
        "tax",
        "TÁX",
        '"port tax"',
        "ozerov tax",
        "direct*",
        "near/4(port rise)",
        'said_by:"Viktor Ozerov"',
        "said_by:ozerov",
        'said_by:"Mr Ozerov"',
        'about:"Petra Holm"',
        'mentions:"Ana Lind" tax',
        "mentions:vess",
        "mentions:opposition",
        "outlet:herald",
        'outlet:"Vess Herald"',
        "lang:en kind:direct type:person",
        "tax NOT museum",
        "museum OR tax",
        'like:"the quay levy"~0.8',
        'ozerov like:"dearer duty"',
        'tax NOT like:"dearer"',
    ],
)
def test_a_statement_meets(query: str) -> None:
    assert match(parse(query), HEARD, READING) is not None


@pytest.mark.parametrize(
    "query",
    [
        "tor",  # whole words: not in "director"
        "museum",  # the article's, not the statement's
        "reporters",  # between cue and content, in neither
        "viktor",  # the canonical name is no word of the statement
        '"rise and"',  # the two parts stand apart
        "near/3(port rise)",
        "said_by:lind",
        "about:ozerov",
        'about:"Ana Lind"',
        "mentions:lin",
        "outlet:her",
        "lang:de tax",
        "kind:indirect tax",
        "type:org tax",
        "tax NOT mentions:lind",
        'like:"dearer"~0.8',
        'tax NOT like:"harbour duty"',
        'museum like:"harbour duty"',
    ],
)
def test_a_statement_does_not_meet(query: str) -> None:
    assert match(parse(query), HEARD, READING) is None


def test_a_match_says_which_clause_was_met_by_which_words_and_where() -> None:
    hits = match(parse('said_by:ozerov "Port Tax" (about:holm OR about:nothing) NOT war'), HEARD, READING)
    assert hits is not None
    assert [(hit.clause, hit.words) for hit in hits] == [
        ("said_by:ozerov", "Viktor Ozerov"),
        ('"port tax"', "port tax"),
        ("about:holm", "Petra Holm"),
    ]
    assert [TEXT[slice(*hit.where)] for hit in hits if hit.where] == ["Mr Ozerov", "port tax", "the director"]


def test_a_likeness_says_how_alike_and_to_which_words() -> None:
    (hit,) = match(parse('like:"the quay levy"~0.5'), HEARD, READING) or ()
    assert (hit.clause, hit.words) == ('like:"the quay levy"~0.5', "0.82 alike")
    assert hit.where is not None
    assert TEXT[slice(*hit.where)].startswith("“The port tax")


def test_where_nobody_knows_the_speaker_the_words_of_the_source_are_looked_at() -> None:
    assert match(parse("said_by:ozerov"), NOBODY_KNOWN, READING) is not None
    assert match(parse("said_by:viktor"), NOBODY_KNOWN, READING) is None


def test_a_statement_of_50_kb_against_a_long_query_is_bounded() -> None:
    text = "tax cut " * 6_000 + "rise"
    reading = Reading(text, [], outlet="", lang=None)
    heard = Heard((), (), ((0, len(text)),), "direct", None, None)
    topic = parse('"' + "tax cut " * 150 + 'rise" OR near/100(tax cut rise)')
    begun = time.process_time()
    hits = match(topic, heard, reading)
    assert hits is not None
    assert len(hits) == 2
    assert time.process_time() - begun < 5


OUTLET = ["vess", "tax"]
VOCABULARY = ["tax", "taxes", "cut", "rise", "port"]
WORD = st.sampled_from(VOCABULARY)
PATTERN = st.one_of(st.builds(Pattern, WORD), st.just(Pattern("ta", prefix=True)))
CLAUSE = st.one_of(
    st.builds(
        Words,
        st.sampled_from([None, "about", "mentions", "said_by", "outlet"]),
        st.lists(PATTERN, min_size=1, max_size=3).map(tuple),
    ),
    st.sampled_from([Words("kind", (Pattern("direct"),)), Words("kind", (Pattern("mixed"),))]),
    st.builds(Like, WORD, st.sampled_from([0.3, 0.6, 0.9])),
    st.builds(Near, st.integers(1, 4), st.lists(PATTERN, min_size=2, max_size=3).map(tuple)),
)  # fmt: skip
TOPICS = st.recursive(
    CLAUSE,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(And),
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(Or),
    ),
    max_leaves=6,
)


@dataclass(frozen=True)
class Laid:
    """A statement as lists of words, one for each field; None stands where a word is not the field's."""

    said: list[str | None]
    content: list[str | None]
    source: list[str | None]
    article: list[str | None]


def naive(topic: Expression, laid: Laid) -> bool:
    """Test every place of every word."""

    def meets(word: str | None, pattern: Pattern) -> bool:
        return word is not None and (
            word.startswith(pattern.text) if pattern.prefix else word == pattern.text
        )

    match topic:
        case And(parts):
            return all(naive(part, laid) for part in parts)
        case Or(parts):
            return any(naive(part, laid) for part in parts)
        case Not(part):
            return not naive(part, laid)
        case Like(text, least):
            one, other = meaning([text, " ".join(word for word in laid.content if word)])
            return float(one @ other) >= least
        case Near(distance, patterns):
            windows = [laid.said[first : first + distance + 1] for first in range(len(laid.said))]
            return any(all(any(meets(word, p) for word in window) for p in patterns) for window in windows)
        case Words("kind", (pattern,)):
            return pattern.text == "direct"
        case Words(field, patterns):
            lines = {None: laid.said, "about": laid.content, "mentions": laid.article, "said_by": laid.source}
            line = lines.get(field, list(OUTLET))
            runs = [line[first : first + len(patterns)] for first in range(len(line) - len(patterns) + 1)]
            return any(all(meets(word, p) for word, p in zip(run, patterns, strict=True)) for run in runs)


ARTICLE = st.lists(WORD, min_size=1, max_size=14)
CUTS = st.lists(st.integers(0, 14), min_size=4, max_size=4)


def set_up(told: list[str], cuts: list[int]) -> tuple[Heard, Reading, Laid]:
    """A statement with its source and its content somewhere in *told*."""
    edges = sorted(min(cut, len(told)) for cut in cuts)
    starts = [sum(len(word) + 1 for word in told[:number]) for number in range(len(told) + 1)]

    def spans(first: int, past: int) -> tuple[tuple[int, int], ...]:
        return ((starts[first], starts[past] - 1),) if first < past else ()

    def kept(*ranges: tuple[int, int]) -> list[str | None]:
        inside = {number for first, past in ranges for number in range(first, past)}
        return [word if number in inside else None for number, word in enumerate(told)]

    source, content = (edges[0], edges[1]), (edges[2], edges[3])
    heard = Heard(spans(*source), (), spans(*content), "direct", None, None)
    laid = Laid(kept(source, content), kept(content), kept(source), list(told))
    return heard, Reading(" ".join(told), [], outlet=" ".join(OUTLET), lang=None), laid


@given(TOPICS, ARTICLE, CUTS)
def test_matching_agrees_with_trying_everything(topic: Expression, told: list[str], cuts: list[int]) -> None:
    heard, reading, laid = set_up(told, cuts)
    assert (match(topic, heard, reading) is not None) == naive(topic, laid)


@given(st.lists(TOPICS, min_size=1, max_size=6), ARTICLE, CUTS)
def test_looking_topics_up_by_a_word_misses_none(
    topics: list[Expression], told: list[str], cuts: list[int]
) -> None:
    heard, reading, _ = set_up(told, cuts)
    anchored = [And((Words("mentions", (Pattern(told[0]),)), Or((topic, Not(topic))))) for topic in topics]
    asked = [str(topic) for topic in (*topics, *anchored)]
    subscribed = [Subscribed(number, number, 1, query, MONDAY) for number, query in enumerate(asked)]
    earlier = Topics(subscribed[::2], meaning)
    (found,) = Topics(subscribed, meaning, earlier=earlier).met_by([heard], reading)
    met = {each.query for each, _ in found}
    assert met == {
        query for query in asked if readable(query) and match(parse(query), heard, reading) is not None
    }


def readable(query: str) -> bool:
    try:
        parse(query)
    except QueryError:
        return False
    return True


def test_a_subscription_is_met_by_names_and_facts_too() -> None:
    queries = [
        'said_by:"Viktor Ozerov"',
        "about:holm",
        "mentions:lind",
        "lang:en",
        "kind:direct OR war",
        "ta* rise",
        "NOT (NOT tax OR NOT rise)",
        'like:"harbour duty"',
        "mentions:ozer* type:person",
    ]
    subscribed = [
        Subscribed(number, number, 1, query, MONDAY)
        for number, query in enumerate([*queries, "war", "(broken"])
    ]
    (met,) = Topics(subscribed, meaning).met_by([HEARD], READING)
    assert [each.query for each, _ in met] == queries
    assert [hit.words for hit in met[5][1]] == ["tax", "rise"]
