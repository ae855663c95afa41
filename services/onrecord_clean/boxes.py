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


def boxed(texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Give *labels* with the parts of forms set right.

    A run of newsletter and registration in which a password is asked for is registration; a button or a field that
    follows a newsletter belongs to it.
    """
    told = list(labels)
    start = 0
    for i in range(len(told) + 1):
        if i < len(told) and told[i] in FORMS:
            continue
        if any(PASSWORD.search(text[:LONGEST_FIELD_CHARS]) for text in texts[start:i]):
            told[start:i] = ["registration"] * (i - start)
        start = i + 1
    for i in range(1, len(told)):
        short = told[i] not in READ_ON and len(texts[i]) <= LONGEST_BUTTON_CHARS
        if told[i - 1] == "newsletter" and short and BUTTON.fullmatch(texts[i]):
            told[i] = "newsletter"
    return told
