"""Quotations that a model missed are found by rules, where rules see who speaks; nothing is said twice."""

from onrecord_extract.link import Found
from onrecord_extract.missed import with_missed
from onrecord_extract.quotes import outer_quotes

TEXT = (
    "“We have no choice,” said Ruth Adeyemi. She signed the “Harbour Light” bill. “Tolls double,” she added."
)


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def test_a_quotation_with_a_cue_beside_it_is_taken() -> None:
    known = Found(span("She"), span("signed"), [span("the “Harbour Light” bill")])
    first, second = with_missed(TEXT, [known], outer_quotes(TEXT))
    assert (first.source, first.cue) == (span("Ruth Adeyemi"), span("said"))
    assert first.content == [span("“We have no choice,”")]
    assert second == known  # two words in quotation marks are not looked for


def test_it_is_not_also_what_somebody_put() -> None:
    text = "The plan would “leave nobody behind,” as she put it."
    put = Found((41, 44), (45, 48), [(49, 51)])  # "she", "put", "it"
    (found,) = with_missed(text, [put], outer_quotes(text))
    assert [text[slice(*span)] for span in found.content] == ["The plan would “leave nobody behind,”"]


def test_what_the_model_has_is_left_alone() -> None:
    known = [Found(None, None, [span("have no choice")])]
    assert with_missed(TEXT, known, outer_quotes(TEXT)) == known


def test_a_text_without_quotations_is_left_alone() -> None:
    known = [Found(None, None, [(0, 4)])]
    assert with_missed("Tolls double, she said.", known, ()) == known
