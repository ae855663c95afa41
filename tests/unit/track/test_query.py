"""The query language: what it reads, what it prints, and how it says no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_track.grammar.expression import And, Expression, Like, Near, Not, Or, Pattern, Words
from onrecord_track.grammar.query import MAX_CHARS, MAX_CLAUSES, MAX_DEPTH, QueryError, parse


def one(word: str) -> Words:
    return Words(None, (Pattern(word),))


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("tax", one("tax")),
        ("tax cut", And((one("tax"), one("cut")))),
        ("tax AND cut", And((one("tax"), one("cut")))),
        ("a OR b c", Or((one("a"), And((one("b"), one("c")))))),
        ("(a OR b) c", And((Or((one("a"), one("b"))), one("c")))),
        ("a NOT b", And((one("a"), Not(one("b"))))),
        ("Impôt*", Words(None, (Pattern("impot", prefix=True),))),
        ("“Climate chang*”", Words(None, (Pattern("climate"), Pattern("chang", prefix=True)))),
        ("re-election", Words(None, (Pattern("re"), Pattern("election")))),
        ('said_by:"Ana Lind"', Words("said_by", (Pattern("ana"), Pattern("lind")))),
        ("SAID_BY: Lind", Words("said_by", (Pattern("lind"),))),
        ("outlet:(herald OR times)", Or((Words("outlet", (Pattern("herald"),)), Words("outlet", (Pattern("times"),))))),
        ("Near/5(tax cut)", Near(5, (Pattern("tax"), Pattern("cut")))),
        ('"and"', one("and")),
        ('like:"dearer  fares"', Like("dearer fares", 0.6)),
        ('LIKE: “Dearer (fares) OR not”~.75 tax', And((Like("Dearer (fares) OR not", 0.75), one("tax")))),
        ("10:30", Words(None, (Pattern("10"), Pattern("30")))),
        ("مرحبا", one("مرحبا")),
        ("ORchard NOTes", And((one("orchard"), one("notes")))),
    ],
)  # fmt: skip
def test_a_query_means_what_it_says(query: str, expression: Expression) -> None:
    assert parse(query) == expression


@pytest.mark.parametrize(
    ("query", "column", "reason", "suggestion"),
    [
        ("", 1, "no words", "said_by:"),
        ("()", 1, "no words", "said_by:"),
        ("NOT", 1, "no words", "said_by:"),
        ("tax (cut", 5, "never closed", "add )"),
        ("tax)", 4, "closes nothing", "add ("),
        ('say "tax cut', 5, "quotation mark is never closed", 'add "'),
        ("tax OR", 7, "ends where a word was awaited", "missing word"),
        ("OR tax", 1, "between two clauses", '"or"'),
        ("(tax OR) cut", 8, "nothing before this bracket", "word before it"),
        ("NOT tax", 1, "nearly every statement", "must contain"),
        ("tax OR NOT cut", 1, "nearly every statement", "must contain"),
        ("speaker:Lind", 1, "no field speaker:", "said_by:"),
        ("mention:tax", 1, "no field mention:", "mentions:"),
        ("https://example.org", 1, "no field https:", "quotation marks"),
        ("kind:dirct tax", 6, "not a kind", "kind:direct"),
        ("lang:english tax", 6, "not a language code", "lang:en"),
        ("said_by:(about:tax)", 10, "stands inside said_by:", "own clause"),
        ("about:(near/3(a b))", 8, "stands in another clause", "clause of its own"),
        ("about:near/3(a b)", 7, "stands in another clause", "clause of its own"),
        ("near/0(a b)", 1, "out of range", "1 to 100"),
        ("near/99999999999999999999(a b)", 1, "out of range", "1 to 100"),
        ("near/5(tax)", 1, "two words", "near/5(tax cut)"),
        ('near/5("tax cut" b)', 8, "no phrases", "without quotation marks"),
        ("tax | cut", 5, "not an operator", "OR"),
        ("tax && cut", 5, "not an operator", "AND"),
        ("tax and cut", 5, "word or an operator", "AND"),
        ("tax -cut", 5, "does not exclude", "NOT cut"),
        ("tax|cut", 4, "regular expressions", "OR"),
        ("[a-z]+", 1, "regular expressions", "quotation marks"),
        ("...", 1, "no letter or digit", "word in its place"),
        (".*", 1, "regular expressions", "end of a word"),
        ("tax.*", 4, "regular expressions", "end of a word"),
        ("/tax/", 1, "regular expressions", "OR"),
        ("wom?n", 4, "regular expressions", "*"),
        ("tax$", 4, "regular expressions", "quotation marks"),
        ("tax~2", 4, "regular expressions", "quotation marks"),
        ('"tax *"', 6, "only end a word", "beginning"),
        ('"tax cut"~5', 10, "follows only like:", "near/5(tax cut)"),
        ("tax NEAR/5 cut", 5, "words in brackets", "near/5(tax cut)"),
        ("type:persn tax", 6, "not a type of speaker", "type:person"),
        ("type:human tax", 6, "not a type of speaker", "one of person, org, place"),
        ("like:tax", 1, "in quotation marks", 'like:"higher fares"~0.6'),
        ('like:"…"', 1, "no words", 'like:"higher fares"~0.6'),
        ('like:"dearer fares"~60', 20, "~60 is not how alike", "~0.3"),
        ('like:"dearer fares"~', 20, "~ is not how alike", "~0.95"),
        ('like:"dearer fares"~0.2', 20, "~0.2 is not how alike", "~0.3"),
        ('about:(like:"dearer fares")', 8, "stands in another clause", "clause of its own"),
        ('NOT like:"dearer fares"', 1, "nearly every statement", "must contain"),
        ('similar:"dearer fares"', 1, "no field similar:", "like:"),
        ("t*", 1, "too many words", "2 letters"),
        ("cli*ate", 4, "only end a word", "beginning"),
        ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), MAX_DEPTH + 1, "inside each other", "flatter"),
        ("NOT " * 500 + "a", MAX_DEPTH * 4 + 1, "inside each other", "flatter"),
        ("w " * (MAX_CLAUSES + 1), MAX_CLAUSES * 2 + 1, "more than 200 words", "several topics"),
        ("word " * 10_000, MAX_CHARS + 1, "50000 characters", "several topics"),
    ],
)
def test_a_wrong_query_says_where_why_and_what_instead(
    query: str, column: int, reason: str, suggestion: str
) -> None:
    with pytest.raises(QueryError) as told:
        parse(query)
    assert told.value.column == column
    assert reason in told.value.reason
    assert suggestion in told.value.suggestion
    assert len(str(told.value)) < 300


def read(query: str) -> Expression | QueryError:
    try:
        return parse(query)
    except QueryError as error:
        return error


SIGNS = st.lists(
    st.sampled_from([*'ab"()*:|-. ', "AND ", "OR ", "NOT ", "near/2(", "said_by:", 'like:"', "~0.5"]),
    max_size=30,
).map("".join)


@given(st.one_of(st.text(max_size=60), SIGNS))
def test_any_text_is_a_query_or_an_error_that_points_into_it(text: str) -> None:
    told = read(text)
    if isinstance(told, QueryError):
        assert 1 <= told.column <= len(text) + 1
    else:
        assert parse(str(told)) == told


PATTERNS = st.builds(Pattern, st.sampled_from(["tax", "and", "or", "47,476", "don't", "שלום"]), st.booleans())
CLAUSES = st.one_of(
    st.builds(
        Words,
        st.sampled_from([None, "said_by", "about", "mentions", "outlet"]),
        st.lists(PATTERNS, min_size=1, max_size=3).map(tuple),
    ),
    st.builds(Near, st.integers(1, 100), st.lists(PATTERNS, min_size=2, max_size=3).map(tuple)),
    st.builds(
        Like,
        st.sampled_from(["dearer fares", "(tax* OR cut", "~0.5", "שלום"]),
        st.integers(30, 95).map(lambda percent: percent / 100),
    ),
)


def joined(joint: type[And] | type[Or], parts: list[Expression]) -> Expression:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, joint) else [part])]
    return joint(tuple(flat))


EXPRESSIONS = st.recursive(
    CLAUSES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: joined(And, parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: joined(Or, parts)),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS)
def test_what_is_printed_parses_to_the_same(expression: Expression) -> None:
    anchored = And((one("tax"), *(expression.parts if isinstance(expression, And) else [expression])))
    assert parse(str(anchored)) == anchored
