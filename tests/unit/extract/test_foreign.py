"""Languages without a model: what is quoted is found, whoever said it; what is not is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_extract.extraction import extract
from onrecord_extract.foreign import quotations


def said(text: str) -> list[str]:
    return [" … ".join(text[start:end] for start, end in found.content) for found in quotations(text)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Le maire a dit : « Le port restera fermé jusqu’à mardi. » Puis il est parti.",
         "« Le port restera fermé jusqu’à mardi. »"),
        ("„Der Hafen bleibt bis Dienstag geschlossen“, sagte Ruth Adeyemi.", "„Der Hafen bleibt bis Dienstag geschlossen“"),
        ("»Der Hafen bleibt bis Dienstag zu«, sagte sie.", "»Der Hafen bleibt bis Dienstag zu«"),
        ("市長は「港は火曜日まで閉鎖される」と述べた。", "「港は火曜日まで閉鎖される」"),
        ("El puerto cerró ayer.\n\n—No abriremos hasta el martes —dijo la alcaldesa.", "No abriremos hasta el martes"),
        ("— Le port restera fermé jusqu’à mardi, — dit-elle.", "Le port restera fermé jusqu’à mardi,"),
        ("— Порт закрыт до вторника.", "Порт закрыт до вторника."),
        ("«Порт будет закрыт до вторника», — сказала она.", "«Порт будет закрыт до вторника»"),
        ("Sindaca: “Il porto resta chiuso fino a martedì”.", "“Il porto resta chiuso fino a martedì”"),
    ],
)  # fmt: skip
def test_direct_speech_is_found_by_its_marks(text: str, quoted: str) -> None:
    assert said(text) == [quoted]


def test_a_word_at_arms_length_is_no_speech() -> None:
    assert said("Die „Gelbe Gefahr“ ist ein Schiff, und der „Anker“ ein Wirtshaus.") == []


def test_a_quotation_that_goes_on_is_one_statement() -> None:
    text = "„Der Hafen bleibt bis Dienstag zu.\n\n„Danach sehen wir weiter“, sagte sie."
    assert said(text) == ["„Der Hafen bleibt bis Dienstag zu. … „Danach sehen wir weiter“"]


def test_only_a_language_without_a_model_is_read_so() -> None:
    text = "„Der Hafen bleibt bis Dienstag geschlossen“, sagte Ruth Adeyemi."
    assert extract(text, lang="de").entities == ()
    assert [each.kind for each in extract(text, lang="de").statements] == ["direct"]
    english = "Ruth Adeyemi said the port would stay closed until Tuesday."
    assert extract(english, lang="de").statements == ()
    assert [each.speaker for each in extract(english, lang="en").statements] == ["Ruth Adeyemi"]
    assert extract(english) == extract(english, lang="en")


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["„", "“", "«", "»", "— ", "-", "\n", "\n\n", "ja nein doch wohl ", "。", "「港は火曜日」", "é", "."])).map("".join)
)  # fmt: skip
def test_contents_are_in_order_and_apart(text: str) -> None:
    position = 0
    for found in quotations(text):
        assert found.kind == "direct"
        for start, end in found.content:
            assert position <= start < end
            assert text[start:end].strip()
            position = end
