"""Which language a text is in."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SAMPLES_CHARS = (60, 150, 500)
"""The next is read where the last leaves a doubt: it is not SURE, and not what the page declares. All 301 development pages
name the same language so as with 500 characters at once; each character costs a walk through a table of many megabytes."""
LEAST_CHARS = 40
SURE = 0.9
ENGLISH = frozenset("the of and to that with from which their this has have had was were would".split())
LEAST_ENGLISH = 5
"""A page that declares English and begins with so many different words of it is not asked about further; other
languages share single ones (Dutch "of", Danish "have"). Of 301 development pages all name the same language so."""


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language(text: str, declared: str | None = None) -> str | None:
    """Name the language of *text* in ISO 639-1, lower case.

    Below LEAST_CHARS, or where the guess is not SURE, *declared* (what the page says, "en-GB") is taken if it is
    a language code; None where there is nothing to go by.
    """
    said = (declared or "")[:20].replace("_", "-").split("-")[0].strip().lower()
    said = said if len(said) == 2 and said.isascii() and said.isalpha() else ""
    if len(text) < LEAST_CHARS:
        return said or None
    if said == "en" and len(ENGLISH.intersection(text[: SAMPLES_CHARS[-1]].lower().split())) >= LEAST_ENGLISH:
        return said
    for chars in SAMPLES_CHARS:
        guess, probability = _identifier().classify(text[:chars])
        if probability >= SURE or guess == said:
            return str(guess)
    return said or str(guess)
