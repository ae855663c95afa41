from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord_extract.quotes import outer_quotes, quotes

MARKUP = st.text(alphabet=st.sampled_from("aBs1 .,?!\n\"'“”„‘’‚«»‹›「」`—()\u200b\u05d0"), max_size=120)


def found(text: str) -> list[str]:
    return [text[quote.start : quote.end] for quote in outer_quotes(text)]


def test_straight_and_curly_quotations_are_found() -> None:
    assert found('"Hi," he said. “No,” she said.') == ['"Hi,"', "“No,”"]


def test_a_straight_mark_closes_with_a_curly_one() -> None:
    assert found('"We go.” They went.') == ['"We go.”']


def test_marks_of_other_languages_are_found() -> None:
    text = "„Gut“, sagte er. «Bon», dit-il. « Oui ». »Nein«. ”Ja”, sa han. 「そうだ」と言った。"
    assert found(text) == ["„Gut“", "«Bon»", "« Oui »", "»Nein«", "”Ja”", "「そうだ」"]


def test_doubled_single_marks_are_a_double_mark() -> None:
    assert found("``Hello,'' he said.") == ["``Hello,''"]


def test_apostrophes_and_elisions_are_no_quotations() -> None:
    assert found("Rock 'n' roll in the ’90s: don't, O’Neill, the boys' toys, '80s, 'em all.") == []


def test_inches_are_no_quotation() -> None:
    assert found("""A 5" pipe and a 6'2" man.""") == []


def test_a_plural_possessive_does_not_close_a_single_quotation() -> None:
    assert found("'The workers' rights are gone,' he said.") == ["'The workers' rights are gone,'"]


def test_a_single_quotation_may_end_in_s_when_nothing_better_follows() -> None:
    assert found("The 'experts' who came were late.") == ["'experts'"]


def test_a_quotation_in_a_quotation_is_deeper() -> None:
    text = "“He said ‘go’ and left,” she said. 'He said \"no\" too,' they said."
    assert [(text[q.start : q.end], q.depth) for q in quotes(text)] == [
        ("“He said ‘go’ and left,”", 0),
        ("‘go’", 1),
        ("'He said \"no\" too,'", 0),
        ('"no"', 1),
    ]


def test_a_quotation_continues_in_the_next_paragraph_that_opens_with_a_mark() -> None:
    text = '"One.\n\n"Two.\n\n"Three," he said.'
    assert [(text[q.start : q.end], q.closed, q.continues) for q in quotes(text)] == [
        ('"One.', False, True),
        ('"Two.', False, True),
        ('"Three,"', True, False),
    ]


def test_a_quotation_continues_in_a_paragraph_that_only_closes_it() -> None:
    text = "“One.\n\nTwo,” he said"
    assert [(text[q.start : q.end], q.opened, q.closed, q.continues) for q in quotes(text)] == [
        ("“One.", True, False, True),
        ("Two,”", False, True, False),
    ]


def test_a_missing_closing_mark_costs_one_sentence() -> None:
    assert found("“One, he said. “Two,” she said.") == ["“One, he said.", "“Two,”"]


def test_a_missing_opening_mark_is_taken_to_stand_at_the_paragraphs_start() -> None:
    assert found('It was bad," he said. "I know."') == ['It was bad,"', '"I know."']


def test_a_missing_mark_spoils_no_other_paragraph() -> None:
    assert found('He said "no.\n\nShe said "yes" and went.') == ['"no.', '"yes"']


@settings(deadline=None)  # the machine may be busy
@given(MARKUP)
def test_quotations_lie_in_the_text_and_nest(text: str) -> None:
    ends: list[int] = []
    position = 0
    for quote in quotes(text):
        assert position <= quote.start < quote.end <= len(text)
        assert text[quote.start : quote.end].strip() == text[quote.start : quote.end]
        position = quote.start
        while ends and ends[-1] <= quote.start:
            ends.pop()
        assert quote.depth == len(ends)
        assert not ends or quote.end <= ends[-1]
        ends.append(quote.end)
