"""Topics against statements: fields, whole words, and where a clause was met."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_track.grammar.expression import And, Expression, Near, Not, Or, Pattern, Words
from onrecord_track.grammar.query import parse
from onrecord_track.matching import match
from onrecord_track.reading import Reading
from onrecord_track.records import Heard, Named

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


VOCABULARY = ["tax", "taxes", "cut", "rise", "port"]
WORD = st.sampled_from(VOCABULARY)
PATTERN = st.one_of(st.builds(Pattern, WORD), st.just(Pattern("ta", prefix=True)))
CLAUSE = st.one_of(
    st.builds(Words, st.sampled_from([None, "about", "mentions"]), st.lists(PATTERN, min_size=1, max_size=3).map(tuple)),
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


def naive(
    topic: Expression, said: list[str | None], content: list[str | None], article: list[str | None]
) -> bool:
    """Test every place of every word; None stands where a word is not the field's."""

    def meets(word: str | None, pattern: Pattern) -> bool:
        return word is not None and (
            word.startswith(pattern.text) if pattern.prefix else word == pattern.text
        )

    match topic:
        case And(parts):
            return all(naive(part, said, content, article) for part in parts)
        case Or(parts):
            return any(naive(part, said, content, article) for part in parts)
        case Not(part):
            return not naive(part, said, content, article)
        case Near(distance, patterns):
            windows = [said[first : first + distance + 1] for first in range(len(said))]
            return any(all(any(meets(word, p) for word in window) for p in patterns) for window in windows)
        case Words(field, patterns):
            line = {None: said, "about": content}.get(field, article)
            runs = [line[first : first + len(patterns)] for first in range(len(line) - len(patterns) + 1)]
            return any(all(meets(word, p) for word, p in zip(run, patterns, strict=True)) for run in runs)


@given(TOPICS, st.lists(WORD, min_size=1, max_size=14), st.data())
def test_matching_agrees_with_trying_everything(
    topic: Expression, told: list[str], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(told)), min_size=4, max_size=4)))
    text = " ".join(told)
    starts = [sum(len(word) + 1 for word in told[:number]) for number in range(len(told) + 1)]

    def spans(first: int, past: int) -> tuple[tuple[int, int], ...]:
        return ((starts[first], starts[past] - 1),) if first < past else ()

    heard = Heard(spans(cuts[0], cuts[1]), (), spans(cuts[2], cuts[3]), "direct", None, None)
    within = [cuts[0] <= n < cuts[1] or cuts[2] <= n < cuts[3] for n in range(len(told))]
    said = [word if inside else None for word, inside in zip(told, within, strict=True)]
    content = [word if cuts[2] <= n < cuts[3] else None for n, word in enumerate(told)]
    reading = Reading(text, [], outlet="", lang=None)
    assert (match(topic, heard, reading) is not None) == naive(topic, said, content, list(told))
