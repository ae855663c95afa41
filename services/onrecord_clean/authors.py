"""Who wrote it: bare names in the head of an article, and the same names again behind it."""

import re
from collections.abc import Sequence

from onrecord_clean.records import READ_ON

HEAD_BLOCKS = 20
LONGEST_CHARS = 100
NAME = r"[A-Z][\w.'’-]{0,30}"
NAMES = re.compile(rf"{NAME}(?: {NAME}){{1,3}}")
BY = re.compile(r"(?:by|von|par|por) ", re.IGNORECASE)
ABOUT = re.compile(
    r"(?:about|(?:read )?more(?: articles| stories| posts)? (?:from|by)|written by|by)[: ]+", re.IGNORECASE
)
CONTACT = re.compile(
    r"@\w{2,30}|\S{2,40}@\S{2,40}|\[?(?:email|javascript)\sprotected.{0,20}"
    r"|(?:read )?(?:more|all|latest|see full|follow|contact|view|e-?mail)\b.{0,70}"
    r"|.{0,40}\b(?:writer|reporter|editor|correspondent|columnist|author|contributor|journalist)\W*",
    re.IGNORECASE,
)
"""What stands under an author's name: how to reach them, what else they wrote, what they are."""
OCCUPATION = (
    "reporter|writer|editor|journalist|author|correspondent|columnist|contributor|professor|analyst|(?:co-)?founder|blogger"
    "|freelancer?|historian|teacher|director|consultant|producer|photographer|fellow|attorney|lawyer|physician|ceo"
)
LIFE = re.compile(
    rf"(?:{NAME} ){{1,4}}(?:is|was) (?:an? |the )(?:[\w,'’-]{{1,30}} ){{0,6}}(?:{OCCUPATION})\b"
    rf"|(?i:(?:(?:view|see|read) )?(?:all|more) (?:posts|articles|stories|content) (?:by|from)) {NAME}|(?i:about the authors?)\b"
)
"""What a biography opens with."""
LEAST_LIFE_CHARS, LONGEST_LIFE_CHARS = 15, 900
TAKEN_FOR_LIST = frozenset({"related", "navigation", "social", "other", "newsletter"})
DOUBTFUL = frozenset({"related", "navigation", "dateline_meta", "author_bio"})
UNDER_NAME = frozenset({"related", "navigation", "social", "other", "byline", "registration"})


def signed(texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Give *labels* with authors found by their names.

    A bare name between headline and first paragraph is a byline. The name of a byline behind the last paragraph begins
    a biography, and what says how to reach its bearer goes on with it. A life in one sentence, that would be a teaser, is
    a biography wherever it stands.
    """
    told = [
        "author_bio"
        if label in TAKEN_FOR_LIST
        and LEAST_LIFE_CHARS <= len(text) <= LONGEST_LIFE_CHARS
        and LIFE.match(text)
        else label
        for text, label in zip(texts, labels, strict=True)
    ]
    for i in _head(told):
        if told[i] in DOUBTFUL and len(texts[i]) <= LONGEST_CHARS and NAMES.fullmatch(texts[i]):
            told[i] = "byline"
    body = [i for i, label in enumerate(told) if label == "body"]
    if not body:
        return told
    names = {
        name.casefold()
        for text, label in zip(texts[: body[-1]], told, strict=False)
        if label == "byline"
        for name in NAMES.findall(BY.sub("", text[:LONGEST_CHARS], count=1))
    }
    for i in range(body[-1] + 1, len(told)):
        if told[i] in READ_ON or len(texts[i]) > LONGEST_CHARS:
            continue
        about = ABOUT.match(texts[i])
        said = texts[i][about.end() if about else 0 :].strip().casefold()
        follows = told[i - 1] == "author_bio" and told[i] in UNDER_NAME and CONTACT.fullmatch(texts[i])
        if said in names or follows:
            told[i] = "author_bio"
    return told


def _head(labels: Sequence[str]) -> range:
    """Give the blocks between headline and first paragraph; none where one is missing or they are too far apart."""
    if "headline" not in labels:
        return range(0)
    start = labels.index("headline") + 1
    end = next((i for i in range(start, len(labels)) if labels[i] == "body"), None)
    return range(0) if end is None or end - start >= HEAD_BLOCKS else range(start, end)
