import pytest

from onrecord_extract.cues import CueClass, Frame, cue_class, cue_of


@pytest.mark.parametrize(
    ("word", "lemma"),
    [("said", "say"), ("Telling", "tell"), ("denies", "deny"), ("admitted", "admit"), ("stated", "state"), ("urges", "urge")],
)  # fmt: skip
def test_every_form_of_a_verb_is_known(word: str, lemma: str) -> None:
    cue = cue_of(word)
    assert cue is not None
    assert cue.lemma == lemma


@pytest.mark.parametrize("word", ["", "state", "port", "saids"])
def test_other_words_are_no_cues(word: str) -> None:
    assert cue_of(word) is None


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("has repeatedly said", CueClass.SPEECH),
        ("According to", CueClass.SPEECH),
        (":", CueClass.SPEECH),
        ("believes", CueClass.BELIEF),
        ("shows,", CueClass.DOCUMENT),
        ("will have noticed", CueClass.BELIEF),
        ("ruled", CueClass.SPEECH),
        ("granted", None),
        ("went home", None),
    ],
)
def test_cues_are_classed_by_their_verb(cue: str, expected: CueClass | None) -> None:
    assert cue_class(cue) == expected


def test_a_verb_tells_whether_a_clause_or_an_object_follows() -> None:
    assert [cue.frame for word in ("said", "accused") if (cue := cue_of(word))] == [
        Frame.CLAUSE,
        Frame.OBJECT,
    ]


@pytest.mark.parametrize(
    ("cue", "content", "expected"),
    [
        ("declined", "to comment on the price", None),
        ("refused to comment on", "the report", None),
        ("would not say", "whether he would resign", None),
        ("did not immediately respond to", "a request", None),
        ("hasn’t said", "when", None),
        ("refused", "to rule out a strike", CueClass.SPEECH),
        ("did not rule out", "a strike", CueClass.SPEECH),
        ("said", "he would not say more", CueClass.SPEECH),
        ("declined", "to extend the licence", CueClass.SPEECH),
    ],
)
def test_who_says_nothing_says_nothing(cue: str, content: str, expected: CueClass | None) -> None:
    assert cue_class(cue, content) == expected
