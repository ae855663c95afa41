"""Which language a text is in."""

import pytest

from onrecord_clean.language import language


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The harbour closed on Monday after inspectors found cracks in two of its piers.", "en"),
        (
            "Der Hafen wurde am Montag geschlossen, nachdem Prüfer Risse in zwei Pfeilern gefunden hatten.",
            "de",
        ),
        ("Le port a fermé lundi après la découverte de fissures dans deux de ses piliers.", "fr"),
        ("Порт закрыли в понедельник после того, как инспекторы нашли трещины в двух опорах.", "ru"),
        (
            "港は月曜日、検査官が二つの橋脚にひび割れを見つけたため、閉鎖された。船は北の埠頭から出る予定だ。",
            "ja",
        ),
    ],
)
def test_a_sentence_tells_its_language_whatever_the_page_declares(text: str, lang: str) -> None:
    assert language(text) == lang
    assert language(text, "xx") == lang
    assert language(text, lang) == lang
    assert language(text, "en" if lang != "en" else "de") == lang


@pytest.mark.parametrize(
    ("declared", "lang"),
    [
        ("en-GB", "en"),
        ("PT_br", "pt"),
        ("", None),
        (None, None),
        ("english", None),
        ("e1", None),
        ("日本", None),
    ],
)
def test_a_short_text_is_in_the_declared_language_if_that_is_one(
    declared: str | None, lang: str | None
) -> None:
    assert language("Goal!", declared) == lang


def test_a_page_that_declares_english_is_believed_for_english_words_only() -> None:
    dutch = "De haven is dicht, en dat blijft zo, want was er een scheur, of twee, dan moet de pier dicht, zei hij."
    assert language(dutch, "en") == "nl"
    assert (
        language("The harbour of Wexley, which was to open with the season, had cracks in two piers.", "en")
        == "en"
    )
