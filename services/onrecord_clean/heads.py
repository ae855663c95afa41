"""The head of an article: headline, standfirst and byline keep their order, whatever each looks like alone."""

import re
from collections.abc import Sequence

from onrecord_clean.headlines import best_title, is_same, same_words
from onrecord_clean.words import ENDERS

BY_WHOM_AND_WHEN = frozenset({"byline", "dateline_meta"})
BELOW_A_HEAD = BY_WHOM_AND_WHEN | {"caption", "credit"}
LONGEST_HEADLINE_WORDS = 25
KICKER = re.compile(r"\S+(?: \S+){0,2}")


def ordered(texts: Sequence[str], labels: Sequence[str], title: str | None) -> list[str]:
    """Give *labels* with those of the head set right that its order makes sure.

    - A headline between two paragraphs is a subhead, unless it says the article's headline again.
    - Of two headlines in a row that say different things, with byline, date or picture behind them, the second is the standfirst.
    - What follows byline or date and goes on as the article does is its first paragraph, no standfirst.
    - A short standfirst with no headline before it is the headline, where no other block is.
    - A word or three right above the first headline is the article's section, not a menu.
    """
    mended = _subheads(texts, labels, title)
    seen: set[str] = set()
    for i, label in enumerate(mended):
        before, after = mended[i - 1] if i else "", mended[i + 1] if i + 1 < len(mended) else ""
        if label == "headline" and before == "headline" and after in BELOW_A_HEAD:
            if not is_same(same_words(texts[i]), same_words(texts[i - 1])):
                mended[i] = "standfirst"
        elif label == "standfirst":
            if "headline" not in labels and not seen & {"headline", "body"} and _is_short(texts[i]):
                mended[i] = "headline"
            elif (
                seen & BY_WHOM_AND_WHEN
                and before != "standfirst"
                and after == "body"
                and not _is_short(texts[i])
            ):
                mended[i] = "body"
        seen.add(mended[i])
    above = mended.index("headline") - 1 if "headline" in mended else -1
    if above >= 0 and mended[above] == "navigation" and KICKER.fullmatch(texts[above]):
        mended[above] = "dateline_meta"
    return mended


def _subheads(texts: Sequence[str], labels: Sequence[str], title: str | None) -> list[str]:
    headlines = [i for i, name in enumerate(labels) if name == "headline"]
    body = [i for i, name in enumerate(labels) if name == "body"]
    mended = list(labels)
    if headlines and body:
        said = same_words(best_title([texts[i] for i in headlines], title) or "")
        for i in headlines:
            if body[0] < i < body[-1] and not is_same(same_words(texts[i]), said):
                mended[i] = "body"
    return mended


def _is_short(text: str) -> bool:
    """A headline or a list's heading, not a sentence of prose."""
    return len(text.split()) <= LONGEST_HEADLINE_WORDS and text.rstrip()[-1:] not in tuple(
        ENDERS.replace("?", "")
    )
