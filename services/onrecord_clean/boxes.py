"""Boxes that ask the reader for something: their buttons and fields belong to them, and a password tells their kind."""

import re
from collections.abc import Sequence

from onrecord_clean.records import READ_ON

LONGEST_BUTTON_CHARS = 40
LONGEST_FIELD_CHARS = 300
BUTTON = re.compile(
    r"\W*(?:sign[- ]?up(?: now| here| today| free)?|submit|subscribe(?: now)?|send|go|get it|(?:your |enter your )?e-?mail(?: address)?"
    r"|(?:first|last|full|your) name)\W*",
    re.IGNORECASE,
)
PASSWORD = re.compile(r"\bpassword\b|create (?:an |your )?account", re.IGNORECASE)
FORMS = frozenset({"newsletter", "registration"})
DISCUSSION_GAP = 2
DISCUSSION_CHARS = 200
"""Between two comments stand a name and a date."""


def boxed(texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Give *labels* with the parts of forms set right.

    A run of newsletter and registration in which a password is asked for is registration; a button or a field that
    follows a newsletter belongs to it. What stands between two comments belongs to the discussion, but for menus.
    """
    told = list(labels)
    last: int | None = None  # the comment before
    for i, label in enumerate(labels):
        if label == "comments":
            if last is not None and i - last <= DISCUSSION_GAP + 1:
                told[last:i] = ["comments"] * (i - last)
            last = i
        elif label in READ_ON or label == "navigation" or len(texts[i]) > DISCUSSION_CHARS:
            last = None
    start = 0
    for i, label in enumerate([*told, ""]):
        if label in FORMS:
            continue
        if start < i and any(PASSWORD.search(text[:LONGEST_FIELD_CHARS]) for text in texts[start:i]):
            told[start:i] = ["registration"] * (i - start)
        start = i + 1
    for i in range(1, len(told)):
        button = (
            told[i - 1] == "newsletter" and told[i] not in READ_ON and len(texts[i]) <= LONGEST_BUTTON_CHARS
        )
        if button and BUTTON.fullmatch(texts[i]):
            told[i] = "newsletter"
    return told
